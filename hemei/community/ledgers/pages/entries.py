"""Entries of the books: listed, one with its whole trail, money in and out entered in plain words, a slip reversed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.pages.asked import faces as asked_faces
from hemei.community.ledgers.pages.asked import put_right
from hemei.community.ledgers.pages.shared import (
    PAGE,
    account_names,
    after_of,
    book_or_404,
    by_whom,
    days_of,
    entered,
    form,
    key_of,
    older,
    part_field,
    today,
)
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, needed_fen, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import public_clause, say

_CHUNK = 1_000
# Where the page of what an entry follows from stands, by the kind of its stream: pages of apps above are named only.
_SOURCES = {
    "purses.order": "purses:order",
    "purses.statement": "purses:statement",
    "funds.use": "funds:use",
    "funds.run": "funds:run",
}


@never_cache
@require_safe
@signed_in
def entries(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """List the entries of an estate's books, the latest first."""
    actor, (asked, days) = entered(request), days_of(request)
    row = book_or_404(ledger_id, actor)
    found = queries.entries_of(row.id, actor=actor, days=days, after=after_of(request), limit=PAGE + 1)
    rows = found[:PAGE]
    context = {
        "row": row,
        "rows": faces(rows),
        "asked": asked,
        "today": today(),
        "older": older(asked, rows[-1].booked_on, rows[-1].id) if len(found) > PAGE else "",
        "sheet": f"{reverse('ledgers:entries_sheet', args=[row.id])}?{urlencode(asked)}",
        "may_post": queries.may(actor, queries.Act.POST).allowed,
    }
    return render(request, "ledgers/entries.html", context)


def faces(rows: list[queries.EntryRow]) -> list[dict[str, Any]]:
    """Return entries as a list shows them; four statements however many."""
    names = account_names(today())
    sides = queries.first_postings([row.id for row in rows])
    notes = records.open_sealed(row.note_id for row in rows if row.note_id)
    bodies = people.body_names([row.by_body_id for row in rows if row.by_body_id])
    found = []
    for row in rows:
        debit, credit, fen = sides.get(row.id, ("", "", 0))
        found.append(
            {
                "row": row,
                "kind": say(queries.ENTRY_KIND_NAMES[row.kind]),
                "what": f"{names.get(debit, debit)} ← {names.get(credit, credit)}",
                "fen": fen,
                "amount": yuan(fen),
                "note": notes.get(row.note_id or 0) or "",
                "by": by_whom(row.by_role, bodies.get(row.by_body_id or 0, "")),
            }
        )
    return found


@never_cache
@require_safe
@signed_in
def entries_sheet(request: HttpRequest, ledger_id: int) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, (_asked, days) = entered(request), days_of(request)
    row = book_or_404(ledger_id, actor)
    header = [
        _("日期"),
        _("凭证号"),
        _("种类"),
        _("科目"),
        _("金额（分）"),
        _("摘要"),
        _("谁记的"),
        _("冲销于"),
    ]

    def lines() -> Iterator[list[Any]]:
        rows = queries.all_entries(row.id, actor=actor, days=days)
        while chunk := list(islice(rows, _CHUNK)):
            for face in faces(chunk):
                one = face["row"]
                yield [
                    one.booked_on, one.id, face["kind"], face["what"], face["fen"], face["note"], face["by"],
                    one.reversed_by,
                ]  # fmt: skip

    return sheet(f"{row.estate}{_('凭证')}", header, lines())


@never_cache
@require_safe
@signed_in
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show an entry with its postings and its whole trail."""
    actor = entered(request)
    page = queries.entry(entry_id, actor=actor)
    if page is None:
        raise Http404
    row = page.row
    (face,) = faces([row])
    chart = queries.chart_on(row.booked_on)
    names = account_names(row.booked_on)
    clauses = {
        item.warrant.cited or item.warrant.reason for one in page.postings if (item := chart.of(one.code))
    }
    book = book_or_404(row.ledger_id, actor)
    releases = asked_faces(queries.releases_of_entry(row.id, actor=actor), book.estate_id, actor)
    stands = _stands(row, actor)
    context = {
        "book": book,
        "row": row,
        "releases": releases,
        "face": face,
        "postings": [
            {
                "row": one,
                "name": names.get(one.code, one.code) + (f" {one.part}" if one.part else ""),
                "debit": yuan(one.amount_fen) if one.amount_fen > 0 else "",
                "credit": yuan(-one.amount_fen) if one.amount_fen < 0 else "",
            }
            for one in page.postings
        ],
        "source": _source(row, actor),
        "clauses": sorted(public_clause(clause) for clause in clauses if clause),
        "reversed": bool(row.reversed_by),
        **_proof(actor, page),
        "may_reverse": stands
        and queries.may(actor, queries.Act.REVERSE).allowed
        and not any(one["row"].agreed is None for one in releases),
        "put_right": put_right(book.estate_id) if stands else "",
    }
    return render(request, "ledgers/entry.html", context)


def _stands(row: queries.EntryRow, actor: Actor) -> bool:
    """Whether an entry counts and is taken back by an act of its own, not by what it follows from."""
    return (
        not row.reversed_by
        and not queries.follows_from(row.source_stream)
        and not (row.source_key.startswith("split:") and _by_orders(row, actor))
        and not row.source_key.startswith("due:")
        and row.kind is not queries.EntryKind.REVERSAL
    )


def _proof(actor: Actor, page: queries.EntryPage) -> dict[str, Any]:
    """Return the papers of a cost booked by hand, and whether the reader may add some; of another entry nothing."""
    row, codes = page.row, queries.cost_codes(page.row.booked_on)
    spent = any(one.code in codes and one.amount_fen > 0 for one in page.postings)
    if not queries.is_by_hand(row.kind, row.source_stream, cost=spent):
        return {"by_hand": False}
    book = queries.ledger(row.ledger_id, actor=actor)
    found = queries.papers_of(row.id, book.stream) if book else []
    return {
        "by_hand": True,
        "papers": [
            {
                "address": reverse("ledgers:paper", args=[row.id, one.id]),
                "small": reverse("ledgers:paper", args=[row.id, one.id]),
                "photo": one.media_type.startswith("image/"),
                "words": _("材料%(number)s") % {"number": number},
                "more_words": _("材料%(number)s") % {"number": number},
            }
            for number, one in enumerate(found, 1)
        ],
        "may_prove": queries.may(actor, queries.Act.POST).allowed and not row.reversed_by,
    }


@never_cache
@require_POST
@signed_in
def keep_papers(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Keep papers beside a cost that was booked by hand."""
    actor = entered(request, queries.Act.POST)
    if queries.entry(entry_id, actor=actor) is None:
        raise Http404
    here = reverse("ledgers:entry", args=[entry_id])
    try:
        services.keep_papers(
            actor=actor, now=utc_now(), entry_id=entry_id,
            papers=[services.read_paper(one, one.name or "") for one in request.FILES.getlist("papers")],
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, " ".join(text for texts in errors_of(refused).values() for text in texts))
    else:
        messages.success(request, _("材料已补上。"))
    return HttpResponseRedirect(here)


@never_cache
@require_safe
@signed_in
def paper(request: HttpRequest, entry_id: int, file_id: int) -> HttpResponse:
    """Give a paper of a cost that was booked by hand."""
    actor = entered(request)
    page = queries.entry(entry_id, actor=actor)
    book = queries.ledger(page.row.ledger_id, actor=actor) if page else None
    rows = queries.papers_of(entry_id, book.stream) if book else []
    found = next((one for one in rows if one.id == file_id), None)
    if found is None:
        raise Http404
    response = HttpResponse(records.file_content(found), content_type=found.media_type)
    if not found.media_type.startswith("image/"):
        response["Content-Disposition"] = f'attachment; filename="{entry_id}-{found.id}"'
    return response


def _by_orders(row: queries.EntryRow, actor: Actor) -> bool:
    """Whether money leaves the books of an entry by payment orders alone."""
    book = queries.ledger(row.ledger_id, actor=actor)
    return book is not None and book.orders_since is not None


def _source(row: queries.EntryRow, actor: Actor) -> dict[str, str]:
    """Return what an entry follows from, in words, with the address of its page where there is one."""
    kind, _colon, rest = row.source_key.partition(":")
    if kind in {"due", "receipt"}:
        due = queries.due(int(rest.partition(":")[0]), actor=actor)
        if due is not None:
            words = _("收益合同：%(place)s") % {"place": due.place}
            return {"words": words, "address": reverse("ledgers:contract", args=[due.contract_id])}
    stream, _colon, number = row.source_stream.rpartition(":")
    if stream in _SOURCES:
        try:
            return {"words": _("付款或使用的全过程"), "address": reverse(_SOURCES[stream], args=[number])}
        except NoReverseMatch:
            return {"words": _("付款或使用的全过程"), "address": ""}
    said = {"income": _("单笔收入"), "cost": _("单笔支出"), "split": _("按季度划转维修资金")}
    return {"words": said.get(kind, _("直接记账")), "address": ""}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest, ledger_id: int, side: str) -> HttpResponse:
    """Enter money that came in or went out, in plain words."""
    actor = entered(request, queries.Act.POST)
    book = book_or_404(ledger_id, actor)
    comes = side == "income"
    record = services.record_income if comes else services.record_cost

    def act(typed: QueryDict) -> int:
        return record(
            actor=actor, now=utc_now(), ledger_id=ledger_id, account=plain(typed.get("account", ""), 40),
            amount_fen=needed_fen(typed.get("amount", ""), "amount"), day=needed_day(typed.get("day", ""), "day"),
            note=plain(typed.get("note", ""), 200), key=key_of(typed), part_id=whole_of(typed.get("part", "")),
        )  # fmt: skip

    context = {
        "title": _("记一笔收入") if comes else _("记一笔支出"),
        "lead": _("收进公共收益账户的钱。有合同的，请在合同页登记到账。")
        if comes
        else _("从公共收益账户付出的钱；用途只能选清单里的。"),
        "button": _("记账"),
        "done": _("已记账。"),
        "steps": [(book.estate, reverse("ledgers:book", args=[book.id]))],
        "back": reverse("ledgers:book", args=[book.id]),
        "on": lambda number: reverse("ledgers:entry", args=[number]),
    }
    return form(request, context, _money_fields(book, comes=comes), act)


def _money_fields(book: queries.LedgerRow, *, comes: bool) -> list[dict[str, Any]]:
    names = account_names(today())
    if comes:
        chart = queries.chart_on(today())
        codes = [
            one.code
            for one in chart.account
            if one.purse == "revenue" and one.kind == "income" and not one.per
        ]
    else:
        codes = [one.code for one in queries.split_on(today()).use if one.code != "into_fund"]
    return [
        *part_field(book, comes=comes),
        {"name": "account", "label": _("收入来源") if comes else _("用途"), "kind": "select", "required": True,
         "options": [(code, names.get(code, code)) for code in codes]},
        {"name": "amount", "label": _("金额（元）"), "required": True,
         "more": {"inputmode": "decimal", "maxlength": 20}},
        {"name": "day", "label": _("到账日期") if comes else _("付款日期"), "type": "date", "required": True,
         "value": today().isoformat(), "more": {"min": book.open_from, "max": today()}},
        {"name": "note", "label": _("摘要"), "hint": _("一句话写明是什么，不写个人信息；业主看得到。"),
         "more": {"maxlength": 200}},
    ]  # fmt: skip
