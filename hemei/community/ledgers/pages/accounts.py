"""One account of the books: what it stands at, and its postings, the latest first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.ledgers import queries
from hemei.community.ledgers.pages.shared import (
    PAGE,
    account_names,
    after_of,
    book_or_404,
    days_of,
    entered,
    named,
    older,
    today,
)
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import public_clause, say

_CHUNK = 1_000


@never_cache
@require_safe
@signed_in
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show an account: a page costs as much whatever the account holds."""
    actor, (asked, days) = entered(request), days_of(request)
    row = _or_404(account_id, actor)
    item = queries.chart_on(today()).of(row.code)
    found = queries.postings_of(row.id, actor=actor, days=days, after=after_of(request), limit=PAGE + 1)
    rows = found[:PAGE]
    kind = item.account_kind if item else queries.AccountKind.ASSET
    past = queries.balances_on([row.id], days.until)[row.id] if days.until else None
    context = {
        "book": book_or_404(row.ledger_id, actor),
        "row": row,
        "name": account_names(today()).get(row.code, row.code) + (f" {row.part}" if row.part else ""),
        "kind": say(queries.ACCOUNT_KIND_NAMES[kind]),
        "clause": public_clause(item.warrant.cited or item.warrant.reason) if item else "",
        "figure": yuan(queries.figure_of(kind, row.balance_fen)),
        "past": yuan(queries.figure_of(kind, past)) if past is not None else "",
        "rows": _faces(rows, kind),
        "asked": asked,
        "today": today(),
        "older": older(asked, rows[-1].booked_on, rows[-1].id) if len(found) > PAGE else "",
        "sheet": f"{reverse('ledgers:account_sheet', args=[row.id])}?{urlencode(asked)}",
    }
    return render(request, "ledgers/account.html", context)


def _or_404(account_id: int, actor: Actor) -> queries.AccountRow:
    found = queries.account(account_id, actor=actor)
    if found is None:
        raise Http404
    return found


def _faces(rows: list[queries.PostingRow], kind: queries.AccountKind) -> list[dict[str, Any]]:
    notes = records.open_sealed(row.note_id for row in rows if row.note_id)
    return [
        {
            "row": row,
            "kind": say(queries.ENTRY_KIND_NAMES[row.kind]),
            "amount": yuan(queries.figure_of(kind, row.amount_fen)),
            "note": notes.get(row.note_id or 0) or "",
        }
        for row in rows
    ]


@never_cache
@require_safe
@signed_in
def account_sheet(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """Give the postings of an account, whole, as a spreadsheet."""
    actor, (_asked, days) = entered(request), days_of(request)
    row = _or_404(account_id, actor)
    item = queries.chart_on(today()).of(row.code)
    kind = item.account_kind if item else queries.AccountKind.ASSET
    header = [_("日期"), _("凭证号"), _("种类"), _("金额（分）"), _("摘要")]

    def lines() -> Iterator[list[Any]]:
        rows = queries.all_postings(row.id, actor=actor, days=days)
        while chunk := list(islice(rows, _CHUNK)):
            for face in _faces(chunk, kind):
                one = face["row"]
                yield [
                    one.booked_on,
                    one.entry_id,
                    face["kind"],
                    queries.figure_of(kind, one.amount_fen),
                    face["note"],
                ]

    return sheet(named(item) if item else row.code, header, lines())
