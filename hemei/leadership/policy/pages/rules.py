"""Which rules of the software rest on which document: from the law to the rule, and back."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hemei.ground.people import queries as people
from hemei.kernel.actor import Role
from hemei.kernel.decision import Basis, mark
from hemei.leadership.policy import queries
from hemei.leadership.policy.pages.spoken import Spoken
from hemei.ui.render import render
from hemei.ui.words import is_english, public_clause, say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor
    from hemei.kernel.standards import Source

_READ_TEXTS = {
    "whole": mark("全文读过"),
    "articles": mark("读过所引条文"),
    "excerpt": mark("读过报道或摘录"),
    "unread": mark("原文未在手，引用前须核对"),
}
BASIS_TEXTS: dict[Basis, tuple[str, str]] = {
    "law": (mark("法定"), "good"),
    "sourced": (mark("有来源"), "brand"),
    "design": (mark("设计值"), "warn"),
}


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Show every law and document, with how many rules rest on it; for everybody."""
    rows = [{**_face(row.source), "rules": row.rules} for row in queries.sources()]
    return render(request, "policy/sources.html", {"rows": rows})


def checks(actor: Actor) -> bool:
    """Whether somebody is told which citations are still to be checked: who issues documents or keeps the system."""
    return actor.role is Role.SYSTEM_ADMIN or people.may(actor.role, people.Act.ISSUE_STANDARD).allowed


def _face(source: Source) -> dict[str, Any]:
    since = source.in_force or source.issued
    return {
        "code": source.code,
        "title": source.title_en if is_english() and source.title_en else source.title,
        "number": source.number,
        "issuer": source.issuer,
        "since": since.isoformat() if since else "",
        "until": source.until.isoformat() if source.until else "",
        "read": say(_READ_TEXTS[source.where_read]),
        "unread": source.where_read == "unread",
        "note": source.note,
        "address": reverse("policy:rules", args=[source.code]),
    }


@require_GET
def rules_on(request: HttpRequest, code: str) -> HttpResponse:
    """Show the rules that rest on a document, clause by clause."""
    found = {row.source.code: row.source for row in queries.sources()}.get(code)
    if found is None:
        raise Http404
    rows, checked = queries.rules_on(code), checks(request.actor)  # type: ignore[attr-defined]
    clauses = [
        {"clause": clause or _("未指明条款"), "rules": [_rule(row, checked=checked) for row in group]}
        for clause, group in groupby(
            rows, key=lambda row: row.warrant.clause if checked else public_clause(row.warrant.clause)
        )
    ]
    context = {
        "source": _face(found),
        "clauses": clauses,
        "count": len(rows),
        "document": queries.document_by_citation(code) if request.actor.account_id else None,  # type: ignore[attr-defined]
    }
    return render(request, "policy/rules.html", context)


def _rule(row: queries.RuleRow, *, checked: bool) -> dict[str, Any]:
    words, tone = BASIS_TEXTS[row.warrant.basis]
    head, item = row.document.head, row.warrant.reference.item
    address = reverse("policy:standard", args=[head.jurisdiction, head.name, head.day.isoformat()])
    return {
        "standard": head.title or head.name,
        "address": f"{address}#{item}",
        "item": f"{head.name}@{head.day.isoformat()} {item}",
        "says": Spoken(row.document.content).says(row.values),
        "basis": {"words": say(words), "tone": tone},
        "verify": checked and row.warrant.verify,
        "why": " · ".join(part for part in (row.warrant.owner, row.warrant.reason) if part),
    }
