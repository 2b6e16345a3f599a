"""Addresses of renewal."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "renewal"
urlpatterns: list[URLPattern] = []
