"""Addresses of meetings."""

from __future__ import annotations

from django.urls import path

from hemei.community.meetings.pages import asking, call, lists, meeting, statements

app_name = "meetings"
_HERE = "meetings/<int:meeting_id>"
urlpatterns = [
    path("meetings", lists.meetings, name="meetings"),
    path("meetings.xlsx", lists.meetings_sheet, name="sheet"),
    path("meetings/new", call.call, name="call"),
    path("meetings/ask", asking.ask, name="ask"),
    path(f"{_HERE}/demand", asking.change, name="demand"),
    path(_HERE, meeting.meeting, name="meeting"),
    path(f"{_HERE}/door", meeting.door, name="door"),
    path(f"{_HERE}/statements", statements.statements, name="statements"),
    path(f"{_HERE}/minutes.<str:form>", meeting.minutes_file, name="minutes"),
    path(f"{_HERE}/signed/<int:file_id>", meeting.signed_file, name="signed"),
    path(f"{_HERE}/<str:name>", meeting.act, name="act"),
]
