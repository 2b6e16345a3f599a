"""Addresses of mediation."""

from __future__ import annotations

from django.urls import path

from hemei.oversight.mediation.pages import (
    bodies,
    committees,
    doing,
    file,
    lists,
    new,
    own,
    papers,
    patterns,
    petitions,
)

app_name = "mediation"
_DISPUTE, _BODY = "disputes/<int:dispute_id>", "mediation/<int:mediation_body_id>"
urlpatterns = [
    path("disputes", lists.inbox, name="inbox"),
    path("disputes.xlsx", lists.inbox_sheet, name="inbox_sheet"),
    path("disputes/handed", lists.handed, name="handed"),
    path("disputes/new", new.new, name="new"),
    path("disputes/of-case/<slug:number>", new.of_case, name="of_case"),
    path("my/disputes/new", new.apply, name="apply"),
    path(_DISPUTE, file.dispute, name="dispute"),
    path(f"{_DISPUTE}/do/<slug:name>", doing.act, name="act"),
    path(f"{_DISPUTE}/scans", papers.add_scan, name="add_scan"),
    path(f"{_DISPUTE}/agreements/<int:agreement_id>.<slug:form>", papers.agreement, name="paper"),
    path("disputes/scans/<int:scan_id>", papers.scan, name="scan"),
    path("disputes/notices/<int:notice_id>.pdf", papers.notice, name="notice"),
    path("my/disputes", own.mine, name="mine"),
    path("my/disputes/<int:dispute_id>", own.file, name="own"),
    path("my/disputes/<int:dispute_id>/do/<slug:name>", own.act, name="own_act"),
    path("disputes/guide", own.guide, name="guide"),
    path("mediation", bodies.bodies, name="bodies"),
    path("mediation/committees/new", committees.new, name="new_committee"),
    path("mediation/do/<slug:name>", bodies.act, name="body_act"),
    path(_BODY, bodies.body, name="body"),
    path("petitions", petitions.petitions, name="petitions"),
    path("petitions.xlsx", petitions.petitions_sheet, name="petitions_sheet"),
    path("petitions/patterns", patterns.patterns, name="patterns"),
    path("petitions/<int:petition_id>", petitions.petition, name="petition"),
]
