"""Addresses of the Party side."""

from __future__ import annotations

from django.urls import path

from hemei.leadership.party.pages import estates, lists, organisations, system

app_name = "party"
urlpatterns = [
    path("party", organisations.listed, name="organisations"),
    path("party.xlsx", organisations.organisations_sheet, name="sheet"),
    path("party/lists", lists.lists, name="lists"),
    path("party/lists/<str:level>/<str:line>", lists.demand, name="demand"),
    path("party/system", system.system, name="system"),
    path("party/system/<int:part_id>/end", system.end, name="end_part"),
    path("party/estates/<str:code>", estates.estate, name="estate"),
    path("party/ties/<int:tie_id>/end", estates.end, name="end_tie"),
    path("party/<int:organisation_id>", organisations.organisation, name="organisation"),
    path("party/<int:organisation_id>/relations", organisations.relate, name="relate"),
    path("party/relations/<int:relation_id>/end", organisations.end, name="end_relation"),
]
