"""Addresses of offices and staff."""

from __future__ import annotations

from django.urls import path

from hemei.coordination.offices.pages import communities, counties, streets

app_name = "offices"
urlpatterns = [
    path("offices/streets", streets.streets, name="streets"),
    path("offices/streets.xlsx", streets.streets_sheet, name="streets_sheet"),
    path("offices/towns", streets.streets, {"towns": True}, name="towns"),
    path("offices/towns.xlsx", streets.streets_sheet, {"towns": True}, name="towns_sheet"),
    path("offices/streets/<int:place_id>", streets.street, name="street"),
    path("offices/communities", communities.communities, name="communities"),
    path("offices/communities.xlsx", communities.communities_sheet, name="communities_sheet"),
    path("offices/communities/<int:place_id>", communities.community, name="community"),
    path("offices/assessments", counties.assessments, name="assessments"),
    path("offices/assessments.xlsx", counties.assessments_sheet, name="assessments_sheet"),
    path("offices/facts/<str:kind>/<int:fact_id>", counties.fact, name="fact"),
]
