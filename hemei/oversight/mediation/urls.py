"""Addresses of mediation."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "mediation"
urlpatterns: list[URLPattern] = []
