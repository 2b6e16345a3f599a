"""The standards in force, for everybody: which documents, and one document item by item."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.standards import NATIONAL, valued_items
from hemei.leadership.policy import queries
from hemei.leadership.policy.pages.documents import today
from hemei.leadership.policy.pages.rules import BASIS_TEXTS, checks
from hemei.leadership.policy.pages.spoken import Spoken
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import is_english, public_clause, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http.response import HttpResponseBase

    from hemei.kernel.standards import Source, Warrant


def versions_of(rows: Iterable[queries.StandardRow]) -> list[dict[str, Any]]:
    """Return documents as lists show them today."""
    day, city = today(), places.city().name
    return [_version(row, day, city) for row in rows]


def _version(row: queries.StandardRow, day: date, city: str) -> dict[str, Any]:
    head = row.document.head
    if row.counts_on_day:
        state = {"words": _("施行中"), "tone": "good"}
    elif head.day > day:
        state = {"words": _("尚未施行"), "tone": "brand"}
    else:
        state = {"words": _("已由别的版本接替"), "tone": ""}
    return {
        "name": head.name,
        "title": head.title or head.name,
        "of": _("全国") if head.jurisdiction == NATIONAL else city,
        "since": head.day.isoformat(),
        "until": row.until.isoformat() if row.until else "",
        "counts": {basis: row.counts.get(basis, 0) for basis in BASIS_TEXTS},
        "state": state,
        "address": reverse("policy:standard", args=[head.jurisdiction, head.name, head.day.isoformat()]),
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Show the documents in force today and those to come."""
    day = today()
    rows = versions_of(queries.standards_on(day))
    return render(request, "policy/standards.html", {"rows": rows, "day": day.isoformat()})


@require_GET
def standards_sheet(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 - the framework's
    """Give the same list as a spreadsheet."""
    header = [
        _("标准"),
        _("名称"),
        _("制定"),
        _("施行"),
        _("到这一天止"),
        _("状态"),
        *(say(words) for words, _tone in BASIS_TEXTS.values()),
    ]
    faces = versions_of(queries.standards_on(today()))
    names = ("title", "name", "of", "since", "until")
    lines = [
        [*(face[name] for name in names), face["state"]["words"], *face["counts"].values()] for face in faces
    ]
    return sheet(_("现行标准"), header, lines)


@require_GET
def one(request: HttpRequest, jurisdiction: str, name: str, day: str) -> HttpResponse:
    """Show a document, item by item, with its other versions."""
    row, versions = found(jurisdiction, name, day)
    actor, head = request.actor, row.document.head  # type: ignore[attr-defined]
    checked = checks(actor)
    spoken = Spoken(row.document.content)
    valued = valued_items(row.document.content)
    groups = groupby(valued, key=lambda found: (found[1].reference.item, spoken.says(found[0])))
    shown = versions_of(versions)
    context = {
        "document": shown[versions.index(row)],
        "note": head.note,
        "text": row.document.text if checked else public_clause(row.document.text),
        "source": cited(head.source, ""),
        "issued": people.issued_standard(name, head.day) if jurisdiction != NATIONAL else None,
        "items": [
            {
                "item": item,
                "named": spoken.item(item),
                "says": says,
                "rests": [rests_on(warrant, checked=checked) for _values, warrant in group],
            }
            for (item, says), group in groups
        ],
        "versions": shown,
        "may_issue": people.may(actor.role, people.Act.ISSUE_STANDARD).allowed,
        "issue": reverse("policy:issue", args=[jurisdiction, name, day]),
    }
    return render(request, "policy/standard.html", context)


def found(jurisdiction: str, name: str, day: str) -> tuple[queries.StandardRow, list[queries.StandardRow]]:
    """Return a document by its address, and every version of it; raise Http404 where there is none."""
    versions = queries.standard_versions(name, on=today())
    for row in versions:
        head = row.document.head
        if (head.jurisdiction, head.day.isoformat()) == (jurisdiction, day):
            return row, versions
    raise Http404


def rests_on(warrant: Warrant, *, checked: bool) -> dict[str, Any]:
    """Return what an item rests on; of design, who may change it and why it is so."""
    words, tone = BASIS_TEXTS[warrant.basis]
    return {
        "basis": {"words": say(words), "tone": tone},
        "verify": checked and warrant.verify,
        "cited": cited(warrant.source, warrant.clause if checked else public_clause(warrant.clause))
        if warrant.basis != "design" or warrant.clause
        else None,
        "owner": warrant.owner,
        "reason": warrant.reason,
    }


def cited(source: Source, clause: str) -> dict[str, str]:
    """Return a source with its clause and the page of all rules that rest on it."""
    return {
        "title": source.title_en if is_english() and source.title_en else source.title,
        "clause": clause,
        "address": reverse("policy:rules", args=[source.code]),
    }
