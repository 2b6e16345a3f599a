"""Addresses of places."""

from __future__ import annotations

from django.urls import path

from hemei.ground.places import pages

app_name = "places"
urlpatterns = [
    path("estates", pages.estates, name="estates"),
    path("estates.xlsx", pages.estates_sheet, name="estates_sheet"),
    path("estates/<str:code>", pages.estate, name="estate"),
]
