"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from hemei.faces.notices.pages import feed, mine, of_case, queue, settings

app_name = "notices"
urlpatterns = [
    path("notices", mine.mine, name="mine"),
    path("notices.xlsx", mine.mine_sheet, name="mine_sheet"),
    path("notices/settings", settings.settings, name="settings"),
    path("notices/choose", settings.choose, name="choose"),
    path("notices/test", settings.test, name="test"),
    path("notices/address", settings.address, name="address"),
    path("notices/address/prove", settings.prove, name="prove"),
    path("notices/address/drop", settings.drop, name="drop"),
    path("notices/calendar", feed.calendar, name="calendar"),
    path("notices/calendar/issue", feed.issue, name="issue"),
    path("notices/calendar/close", feed.close, name="close"),
    path("notices/calendar/<str:secret>.ics", feed.entries, name="feed"),
    path("notices/cases/<str:number>", of_case.of_case, name="of_case"),
    path("office/notices", queue.queue, name="queue"),
    path("office/notices.xlsx", queue.queue_sheet, name="queue_sheet"),
    path("office/notices/retry", queue.retry, name="retry"),
]
