"""Addresses of quality."""

from __future__ import annotations

from django.urls import path

from hemei.faces.quality import pages

app_name = "quality"
urlpatterns = [
    path("quality", pages.home, name="home"),
    path("quality/<int:place_id>", pages.board, name="board"),
    path("quality/<int:place_id>/<slug:code>", pages.check, name="check"),
    path("quality/<int:place_id>/<slug:code>/hand", pages.hand, name="hand"),
    path("quality/<int:place_id>/<slug:code>.xlsx", pages.check_sheet, name="sheet"),
]
