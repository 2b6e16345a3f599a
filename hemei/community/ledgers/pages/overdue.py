"""What contracts promised and did not come when due, the oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.ledgers import queries
from hemei.community.ledgers.pages.shared import PAGE, after_of, entered, kind_names, older, tabs, today
from hemei.ground.records import queries as records
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet

_CHUNK = 1_000


@never_cache
@require_safe
@signed_in
def overdue(request: HttpRequest) -> HttpResponse:
    """List what is overdue, the oldest first."""
    actor = entered(request)
    asked = {"book": str(whole_of(request.GET.get("book", "")) or "")}
    number = int(asked["book"]) if asked["book"] else None
    found = queries.overdue(
        actor=actor, on=today(), ledger_id=number, after=after_of(request), limit=PAGE + 1
    )
    rows = found[:PAGE]
    context = {
        "rows": _late_faces(rows),
        "book": queries.ledger(number, actor=actor) if number else None,
        "asked": asked,
        "tabs": tabs("ledgers:overdue"),
        "older": older(asked, rows[-1].due_on, rows[-1].id) if len(found) > PAGE else "",
        "sheet": f"{reverse('ledgers:overdue_sheet')}?{urlencode(asked)}",
        "receives": queries.may(actor, queries.Act.RECEIVE).allowed,
        "undecided": queries.undecided_among({row.contract_id for row in rows}),
    }
    return render(request, "ledgers/overdue.html", context)


@never_cache
@require_safe
@signed_in
def late_transfers(request: HttpRequest) -> HttpResponse:
    """List the quarters whose share did not go to the maintenance fund in time, the oldest first."""
    actor = entered(request)
    found = queries.late_transfers(actor=actor, after=after_of(request), limit=PAGE + 1)
    rows = found[:PAGE]
    context = {
        "rows": [
            {
                "row": row,
                "quarter": _quarter(row),
                "owed": yuan(row.owed_fen),
                "days": (today() - row.due_on).days,
            }
            for row in rows
        ],
        "sheet": reverse("ledgers:late_transfers_sheet"),
        "tabs": tabs("ledgers:late_transfers"),
        "older": older({}, rows[-1].due_on, rows[-1].id) if len(found) > PAGE else "",
    }
    return render(request, "ledgers/late_transfers.html", context)


def _quarter(row: queries.LateRow) -> str:
    return _("%(year)s年第%(number)s季度") % {
        "year": row.quarter.year,
        "number": (row.quarter.month + 2) // 3,
    }


@never_cache
@require_safe
@signed_in
def late_transfers_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, day = entered(request), today()
    header = [_("小区"), _("季度"), _("最后一天"), _("逾期天数"), _("到期时应划转（分）")]
    rows = queries.all_late_transfers(actor=actor)
    lines = ([row.estate, _quarter(row), row.due_on, (day - row.due_on).days, row.owed_fen] for row in rows)
    return sheet(_("逾期未划转"), header, lines)


def _late_faces(rows: list[queries.DueRow]) -> list[dict[str, Any]]:
    kinds, parties = kind_names(today()), records.open_sealed(row.party_id for row in rows)
    return [
        {
            "row": row,
            "kind": kinds.get(row.kind, row.kind),
            "party": parties.get(row.party_id) or "",
            "open": yuan(row.open_fen),
            "days": (today() - row.due_on).days,
        }
        for row in rows
    ]


@never_cache
@require_safe
@signed_in
def overdue_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = entered(request)
    number = whole_of(request.GET.get("book", ""))
    header = [
        _("小区"),
        _("收入来源"),
        _("用的是哪里"),
        _("对方"),
        _("应收日期"),
        _("逾期天数"),
        _("还差（分）"),
    ]

    def lines() -> Iterator[list[Any]]:
        rows = queries.all_overdue(actor=actor, on=today(), ledger_id=number)
        while chunk := list(islice(rows, _CHUNK)):
            for face in _late_faces(chunk):
                row = face["row"]
                yield [
                    row.estate,
                    face["kind"],
                    row.place,
                    face["party"],
                    row.due_on,
                    face["days"],
                    row.open_fen,
                ]

    return sheet(_("逾期应收"), header, lines())
