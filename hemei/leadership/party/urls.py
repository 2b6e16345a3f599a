"""Addresses of the Party side."""

from __future__ import annotations

from django.urls import path

from hemei.leadership.party.pages import estates, founding, lists, organisation, organisations, system

app_name = "party"
urlpatterns = [
    path("party", organisations.listed, name="organisations"),
    path("party.xlsx", organisations.organisations_sheet, name="sheet"),
    path("party/lists", lists.lists, name="lists"),
    path("party/lists/<str:level>/<str:line>", lists.demand, name="demand"),
    path("party/system.xlsx", system.system_sheet, name="system_sheet"),
    path("party/system", system.system, name="system"),
    path("party/system/<int:part_id>/end", system.end, name="end_part"),
    path("party/estates/<str:code>", estates.estate, name="estate"),
    path("party/ties/<int:tie_id>/end", estates.end, name="end_tie"),
    path("party/new", founding.new, name="new"),
    path("party/<int:organisation_id>", organisation.organisation, name="organisation"),
    path("party/<int:organisation_id>/relations", organisation.relate, name="relate"),
    path("party/<int:organisation_id>/change", organisation.change, name="change"),
    path("party/<int:organisation_id>/end", organisation.end, name="end"),
    path("party/relations/<int:relation_id>/end", organisation.end_relation, name="end_relation"),
]
