"""Addresses of the cockpit."""

from __future__ import annotations

from django.urls import path

from hemei.faces.cockpit.pages import below, board, bulletins, committees, ground, modes

app_name = "cockpit"
urlpatterns = [
    path("cockpit", board.home, name="home"),
    path("cockpit/<int:place_id>", board.board, name="board"),
    path("cockpit/<int:place_id>/below.xlsx", below.below_sheet, name="below_sheet"),
    path("cockpit/<int:place_id>/committees", committees.in_danger, name="committees"),
    path("cockpit/<int:place_id>/modes", modes.by_mode, name="modes"),
    path("cockpit/<int:place_id>/wall", board.wall, name="wall"),
    path("cockpit/<int:place_id>/map", ground.estate_map, name="map"),
    path("cockpit/<int:place_id>/map/estates.geojson", ground.points, name="points"),
    path("cockpit/<int:place_id>/bulletins", bulletins.of_place, name="bulletins"),
    path("cockpit/bulletins/<int:bulletin_id>", bulletins.one, name="bulletin"),
    path("cockpit/bulletins/<int:bulletin_id>/do/<slug:act>", bulletins.do, name="bulletin_do"),
    path("cockpit/bulletins/<int:bulletin_id>/file.<str:form>", bulletins.kept_file, name="bulletin_file"),
    path("bulletins", bulletins.published, name="published"),
    path("bulletins/<int:bulletin_id>/file.<str:form>", bulletins.published_file, name="published_file"),
    path("cockpit/<int:place_id>/figures/<str:code>", board.figure, name="figure"),
    path("cockpit/<int:place_id>/figures/<str:code>/list.xlsx", board.figure_sheet, name="sheet"),
]
