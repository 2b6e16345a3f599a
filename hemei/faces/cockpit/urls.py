"""Addresses of the cockpit."""

from __future__ import annotations

from django.urls import path

from hemei.faces.cockpit.pages import board, ground

app_name = "cockpit"
urlpatterns = [
    path("cockpit", board.home, name="home"),
    path("cockpit/<int:place_id>", board.board, name="board"),
    path("cockpit/<int:place_id>/wall", board.wall, name="wall"),
    path("cockpit/<int:place_id>/map", ground.estate_map, name="map"),
    path("cockpit/<int:place_id>/map/estates.geojson", ground.points, name="points"),
    path("cockpit/<int:place_id>/figures/<str:code>", board.figure, name="figure"),
    path("cockpit/<int:place_id>/figures/<str:code>/list.xlsx", board.figure_sheet, name="sheet"),
]
