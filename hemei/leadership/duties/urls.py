"""Addresses of duties."""

from __future__ import annotations

from django.urls import path

from hemei.leadership.duties.pages import duty, lists, new

app_name = "duties"
urlpatterns = [
    path("duties", lists.duties, name="duties"),
    path("duties.xlsx", lists.duties_sheet, name="sheet"),
    path("duties/new", new.new, name="new"),
    path("duties/<int:duty_id>", duty.duty, name="duty"),
    path("duties/<int:duty_id>/photos/<int:file_id>", duty.photo, name="photo"),
    path("duties/<int:duty_id>/<str:name>", duty.act, name="act"),
]
