"""我的小区的账: what came in, what went out and who entered it, for who owns a home there, on a phone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.ledgers import queries
from hemei.community.ledgers.pages.shared import (
    account_names,
    after_of,
    by_whom,
    charts_of,
    entered,
    this_year,
    today,
)
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import public_clause, say

_ENTRIES = 30


@never_cache
@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show each own estate's money over twelve months, by square metre, and the reader's own part."""
    actor, (since, until) = entered(request, queries.Act.OWN), this_year(today())
    found = queries.own_books(actor=actor, now=utc_now(), since=since, until=until)
    names, rules = account_names(today()), queries.split_on(today())
    context = {
        "estates": [_face(one, names) for one in found],
        "since": since,
        "until": until,
        "share": rules.fund.share.value,
        "clause": public_clause(rules.ownership.warrant.cited),
        "uses": public_clause(rules.fund.warrant.cited),
    }
    return render(request, "ledgers/mine.html", context)


def _face(one: queries.OwnBooks, names: dict[str, str]) -> dict[str, Any]:
    found = one.summary
    face: dict[str, Any] = {"one": one, "estate": one.estate, "area": one.own_dm2 / 100, "summary": found}
    if found is None:
        return face
    return {
        **face,
        "sums": [
            (words, yuan(fen), yuan(found.per_m2_fen(fen)), yuan(one.share_fen(fen)))
            for words, fen in (
                (_("收入"), found.income_fen),
                (_("支出"), found.cost_fen),
                (_("结余"), found.closing_fen),
            )
        ],
        "fund": yuan(found.into_fund_fen),
        "income": [(names.get(code, code), yuan(fen)) for code, fen in found.income],
        "cost": [(names.get(code, code), yuan(fen)) for code, fen in found.cost],
        "charts": charts_of(found),
    }


@never_cache
@require_safe
@signed_in
def entries(request: HttpRequest, estate_id: int) -> HttpResponse:
    """List the entries of an own estate's books: what, how much, who entered it, what was put right."""
    actor, now, after = entered(request, queries.Act.OWN), utc_now(), after_of(request)
    since, until = this_year(today())
    own = queries.own_books(actor=actor, now=now, since=since, until=until)
    books = next((one for one in own if one.estate.id == estate_id), None)
    if books is None or books.ledger_id is None:
        raise Http404
    found = queries.own_entries(estate_id, actor=actor, now=now, after=after, limit=_ENTRIES + 1)
    names = account_names(today())
    context = {
        "estate": books.estate,
        "rows": [_line(one, names) for one in found[:_ENTRIES]],
        "older": _older(found[_ENTRIES - 1].row.booked_on, found[_ENTRIES - 1].row.id)
        if len(found) > _ENTRIES
        else "",
    }
    return render(request, "ledgers/my_entries.html", context)


def _older(day: date, number: int) -> str:
    return f"?after={day}.{number}"


def _line(one: queries.OwnEntry, names: dict[str, str]) -> dict[str, Any]:
    comes = one.row.kind in {queries.EntryKind.RECEIPT, queries.EntryKind.INTEREST, queries.EntryKind.OPENING}
    return {
        "row": one.row,
        "kind": say(queries.ENTRY_KIND_NAMES[one.row.kind]),
        "what": one.note or names.get(one.credit if comes else one.debit, ""),
        "amount": ("+" if comes else "−" if one.row.kind is queries.EntryKind.PAYMENT else "")
        + yuan(one.amount_fen),
        "by": by_whom(one.row.by_role, one.body),
        "tone": "bad" if one.row.reversed_by else "",
    }
