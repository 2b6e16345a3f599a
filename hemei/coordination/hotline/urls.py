"""Addresses of files of orders."""

from __future__ import annotations

from django.urls import path

from hemei.coordination.hotline.pages import files

app_name = "hotline"
urlpatterns = [
    path("hotline", files.files, name="files"),
    path("hotline/<int:import_id>", files.file, name="file"),
    path("hotline/<int:import_id>/words", files.words, name="words"),
    path("hotline/<int:import_id>/out", files.out, name="out"),
]
