"""Addresses of the cockpit."""

from __future__ import annotations

from django.urls import path

from hemei.faces.cockpit import pages

app_name = "cockpit"
urlpatterns = [
    path("cockpit", pages.home, name="home"),
    path("cockpit/<int:place_id>", pages.board, name="board"),
    path("cockpit/<int:place_id>/wall", pages.wall, name="wall"),
    path("cockpit/<int:place_id>/figures/<str:code>", pages.figure, name="figure"),
    path("cockpit/<int:place_id>/figures/<str:code>/list.xlsx", pages.figure_sheet, name="sheet"),
]
