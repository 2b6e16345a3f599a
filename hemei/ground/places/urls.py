"""Addresses of places."""

from __future__ import annotations

from django.urls import path

from hemei.ground.places import pages

app_name = "places"
urlpatterns = [
    path("estates", pages.estates, name="estates"),
    path("estates/<str:code>", pages.estate, name="estate"),
]
