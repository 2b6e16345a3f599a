"""Addresses of the public face."""

from __future__ import annotations

from django.urls import path

from hemei.faces.portal import pages, search

app_name = "portal"
urlpatterns = [
    path("", pages.front, name="front"),
    path("checkpoints", pages.checkpoints, name="checkpoints"),
    path("search", search.search, name="search"),
    path("accessibility", pages.accessibility, name="accessibility"),
]
