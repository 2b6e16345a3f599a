"""The papers of a case as pages list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from hemei.coordination.cases import queries
from hemei.coordination.cases.rules.papers import PAPER_TEXTS, SERVICE_TEXTS, PaperKind, may_make
from hemei.ui.words import local_day, say

if TYPE_CHECKING:
    from datetime import datetime

    from hemei.kernel.decision import Decision


def paper_rows(page: queries.CasePage, now: datetime) -> list[dict[str, Any]]:
    """Return the papers of a case as its page lists them; a case of which none was made costs no statement."""
    if not any(event.type == "cases.paper_made" for event in page.events):
        return []
    return [
        {
            "id": row.id,
            "kind": say(PAPER_TEXTS[row.kind]),
            "number": row.number,
            "day": local_day(row.made_at),
            "recipient": row.recipient,
            "served": f"{row.served_on.isoformat()} {say(SERVICE_TEXTS[row.service])}"
            if row.served_on and row.service
            else "",
            "pdf": reverse("cases:paper", args=[page.number, row.id, "pdf"]),
            "docx": reverse("cases:paper", args=[page.number, row.id, "docx"]),
            "scan": reverse("cases:paper_scan", args=[page.number, row.id]) if row.scan_id else "",
            "sha256": row.sha256,
            "mine": row.mine,
            "withdrawn_at": row.withdrawn_at,
            "scans_before": [
                f"{reverse('cases:paper_scan', args=[page.number, row.id])}?before={place}"
                for place, _file in enumerate(row.scans_before)
            ],
        }
        for row in queries.papers_of(page=page, now=now)
    ]


def may_make_which(page: queries.CasePage) -> dict[PaperKind, Decision]:
    """Return of each kind whether this viewer may make one now; a case nothing was found of costs no statement."""
    found = any(event.type == "cases.visit_found" for event in page.events)
    ordered = found and queries.ordered_at_visits(page.stream, page.viewer.actor.body_id)
    return {kind: may_make(kind, page.state, page.viewer, ordered=ordered) for kind in PaperKind}
