"""Addresses of the shared pages."""

from __future__ import annotations

from django.urls import path, re_path

from hemei.ui import pages

app_name = "ui"
urlpatterns = [
    path("ui/language/<str:code>", pages.language, name="language"),
    re_path(r"^ui/large-type/(on|off)$", pages.large_type, name="large_type"),
    path("worker.js", pages.worker, name="worker"),
    path("ui/gallery", pages.gallery, name="gallery"),
]
