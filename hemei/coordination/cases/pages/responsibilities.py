"""The public responsibility list (职责清单): who leads, who joins, how fast, by which law."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages.faces import law_title, limit_words, named
from hemei.coordination.cases.rules.moves import SEES_KINDS
from hemei.coordination.cases.rules.proposing import READERS
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.render import render
from hemei.ui.words import public_clause

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from hemei.coordination.cases.rules.law import Law
    from hemei.coordination.cases.rules.standards import Problem

SHORTEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list as the public reads it."""

    code: str
    name: str
    words: Sequence[str]
    lead: str
    joint: Sequence[str]
    arrival: str
    handling: str
    design: bool
    clauses: Sequence[tuple[str, str]]
    """Words and where one sees which other rules rest on the same law."""
    guides: Sequence[str]


def responsibilities(request: HttpRequest) -> HttpResponse:
    """Show the list in force today, or the lines that a resident's words lead to."""
    today = shanghai_day(utc_now())
    law = queries.law_of(today)
    rows = [_row(law, line) for line in sorted(law.lines.values(), key=lambda line: line.number)]
    wanted = request.GET.get("q", "").strip()[:30]
    shown = [row for row in rows if _fits(row, wanted)] if wanted else rows
    context = {
        "rows": shown,
        "count": len(rows),
        "day": today.isoformat(),
        "q": wanted,
        "may_review": request.actor.role in READERS,  # type: ignore[attr-defined]
        "sees_kinds": request.actor.role in SEES_KINDS,  # type: ignore[attr-defined]
    }
    return render(request, "cases/responsibilities.html", context)


def _row(law: Law, line: Problem) -> Row:
    terms = law.terms(line.code)
    return Row(
        code=line.code,
        name=named(line),
        words=line.words,
        lead=law.departments.get(line.lead, line.lead),
        joint=[law.departments.get(code, code) for code in line.joint],
        arrival=limit_words(str(terms.arrival.limit)),
        handling=limit_words(str(terms.handling.limit)),
        design=terms.handling.warrant.basis == "design",
        clauses=_cited(line, law.day, guides=False),
        guides=[words for words, _address in _cited(line, law.day, guides=True)],
    )


def _cited(line: Problem, day: date, *, guides: bool) -> list[tuple[str, str]]:
    """Return what a line rests on, or what only guided its authors: another place's rules are no law here.

    What was repealed before the day, or is not in force yet, is not cited.
    """
    return [
        (
            f"{law_title(cited.warrant.source)}{public_clause(cited.warrant.reference.clause)}",
            reverse("policy:rules", args=[cited.warrant.source.code]),
        )
        for cited in line.legal_on(day)
        if (cited.warrant.basis == "design") is guides
    ]


def _fits(row: Row, wanted: str) -> bool:
    """Whether the words name the line, or hold what residents say of it (a space means 'and')."""
    if wanted.lower() in row.name.lower():
        return True
    if any(
        all(part in wanted for part in words.split()) or (len(wanted) >= SHORTEST_WORDS and wanted in words)
        for words in row.words
    ):
        return True
    # Words residents say may stand together in any order: 楼道充电 is made of two that the line knows.
    parts = {part for words in row.words for part in words.split() if len(part) >= SHORTEST_WORDS}
    return re.fullmatch(f"(?:{'|'.join(map(re.escape, sorted(parts)))})+", wanted) is not None
