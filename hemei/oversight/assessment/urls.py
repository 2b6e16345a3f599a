"""Addresses of assessment."""

from __future__ import annotations

from django.urls import path

from hemei.oversight.assessment.kit_urls import KIT
from hemei.oversight.assessment.pages import doing, entry, lists, marking, round, subjects  # noqa: A004 - a page

app_name = "assessment"
_ROUND, _ENTRY = "evaluations/<int:round_id>", "evaluations/scores/<int:entry_id>"
urlpatterns = [
    path("evaluations", lists.rounds, name="rounds"),
    path("evaluations.xlsx", lists.rounds_sheet, name="rounds_sheet"),
    path("evaluations/new", lists.new, name="new"),
    path(_ROUND, round.round_page, name="round"),
    path(f"{_ROUND}/ranking.xlsx", round.ranking_sheet, name="ranking_sheet"),
    path(f"{_ROUND}/subjects.xlsx", round.entries_sheet, name="entries_sheet"),
    path(f"{_ROUND}/do/<slug:name>", doing.act, name="act"),
    path(_ENTRY, entry.entry, name="entry"),
    path(f"{_ENTRY}/marks", marking.marking, name="marking"),
    path("evaluations/marks/<int:mark_id>/evidence", marking.evidence, name="evidence"),
    path(f"{_ENTRY}/photos/<int:photo_id>", entry.score_photo, name="score_photo"),
    path(f"{_ENTRY}/items/<slug:code>", entry.item, name="item"),
    path(f"{_ENTRY}/items/<slug:code>.xlsx", entry.item_sheet, name="item_sheet"),
    path(f"{_ENTRY}/objections", doing.object_to, name="object"),
    path(f"{_ENTRY}/follows/<int:follow_id>/<slug:name>", doing.answer, name="answer"),
    path("evaluations/of/<slug:kind>/<int:subject_id>", subjects.subject, name="subject"),
    *KIT,
]
