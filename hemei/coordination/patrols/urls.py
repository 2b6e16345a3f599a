"""Addresses of patrols."""

from __future__ import annotations

from django.urls import path

from hemei.coordination.patrols.pages import lists, mine, naming, one, overview, points

app_name = "patrols"
urlpatterns = [
    path("patrols", mine.mine, name="mine"),
    path("patrols/<int:round_id>", one.round_, name="round"),
    path("patrols/<int:round_id>/explain", one.explain, name="explain"),
    path("patrols/<int:round_id>/walker", one.give, name="give"),
    path("patrols/<int:round_id>/photos/<int:file_id>", one.photo, name="photo"),
    path("patrols/cells/<int:cell_id>", lists.cell, name="cell"),
    path("patrols/cells/<int:cell_id>/worker", naming.worker, name="worker"),
    path("patrols/cells/<int:cell_id>/worker/<int:appointment_id>", naming.release, name="release"),
    path("patrols/rounds", lists.rounds, name="rounds"),
    path("patrols/rounds.xlsx", lists.rounds_sheet, name="rounds_sheet"),
    path("patrols/rounds/add", lists.add, name="add"),
    path("patrols/seen", lists.seen, name="seen"),
    path("patrols/seen.xlsx", lists.seen_sheet, name="seen_sheet"),
    path("patrols/points", points.points, name="points"),
    path("patrols/points.xlsx", points.points_sheet, name="points_sheet"),
    path("patrols/points/<int:point_id>", points.point, name="point"),
    path("patrols/overview", overview.overview, name="overview"),
    path("patrols/of-case/<str:number>", one.of_case, name="of_case"),
]
