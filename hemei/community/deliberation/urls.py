"""Addresses of deliberation."""

from __future__ import annotations

from django.urls import path

from hemei.community.deliberation.pages import communities

app_name = "deliberation"
_HERE = "deliberation/communities"
urlpatterns = [
    path(_HERE, communities.communities, name="communities"),
    path(f"{_HERE}.xlsx", communities.communities_sheet, name="communities_sheet"),
    path(f"{_HERE}/<int:place_id>", communities.community, name="community"),
    path(f"{_HERE}/<int:place_id>/<str:name>", communities.act, name="mechanism_act"),
]
