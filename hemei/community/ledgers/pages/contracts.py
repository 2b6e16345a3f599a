"""Revenue contracts: listed, registered, ended; what is due by them and what has come; what is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.pages.asked import faces
from hemei.community.ledgers.pages.shared import (
    PAGE,
    book_or_404,
    entered,
    form,
    kind_names,
    tabs,
    today,
)
from hemei.community.ledgers.pages.undecided import puts, undecided
from hemei.community.voting import queries as voting
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, needed_fen, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import public_clause, say

_CHUNK = 1_000
A_DAY = timedelta(days=1)
"""The upper end of a period is excluded; a reader is told its last day."""


def _asked(request: HttpRequest, actor: Actor) -> tuple[dict[str, str], queries.ContractFilter]:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    asked = {
        "kind": kind if kind in kind_names(today()) else "",
        "state": state if state in {"runs", "undecided", "waiting"} else "",
        "book": str(whole_of(request.GET.get("book", "")) or ""),
    }
    book = queries.ledger(int(asked["book"]), actor=actor) if asked["book"] else None
    wanted = queries.ContractFilter(
        ledger_id=book.id if book else (0 if asked["book"] else None),
        kind=asked["kind"],
        runs_on=today() if asked["state"] == "runs" else None,
        undecided=asked["state"] == "undecided",
        waiting=asked["state"] == "waiting",
    )
    return asked, wanted


@never_cache
@require_safe
@signed_in
def contracts(request: HttpRequest) -> HttpResponse:
    """List revenue contracts, the latest registered first."""
    actor = entered(request)
    asked, wanted = _asked(request, actor)
    found = queries.contracts(
        wanted, actor=actor, after=whole_of(request.GET.get("after", "")), limit=PAGE + 1
    )
    rows = found[:PAGE]
    book = queries.ledger(wanted.ledger_id, actor=actor) if wanted.ledger_id else None
    context = {
        "rows": _faces(rows),
        "a_day": A_DAY,
        "book": book,
        "asked": asked,
        "kinds": list(kind_names(today()).items()),
        "states": [
            ("runs", _("正在履行")),
            ("undecided", _("没有登记业主怎样决定")),
            ("waiting", _("有申请等待确认")),
        ],
        "tabs": tabs("ledgers:contracts"),
        "older": "?" + urlencode({**asked, "after": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('ledgers:contracts_sheet')}?{urlencode(asked)}",
        "registers": book is not None and queries.may(actor, queries.Act.CONTRACT).allowed,
        "offers": book is not None and puts(book.estate_id, actor),
        "filtered": any(asked.values()),
    }
    return render(request, "ledgers/contracts.html", context)


def _faces(rows: list[queries.ContractRow]) -> list[dict[str, Any]]:
    kinds, parties = kind_names(today()), records.open_sealed(row.party_id for row in rows)
    return [
        {
            "row": row,
            "kind": kinds.get(row.kind, row.kind),
            "party": parties.get(row.party_id) or "",
            "amount": yuan(row.amount_fen),
            "every": say(queries.EVERY[row.every_months]),
            "runs": row.runs_on(today()),
            "ahead": row.begins_after(today()),
        }
        for row in rows
    ]


@never_cache
@require_safe
@signed_in
def contracts_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = entered(request)
    _said, wanted = _asked(request, actor)
    header = [
        _("小区"),
        _("收入来源"),
        _("用的是哪里"),
        _("对方"),
        _("合同编号"),
        _("开始"),
        _("结束（不含）"),
    ]
    header += [_("提前终止"), _("多久付一次"), _("每期金额（分）"), _("业主怎样决定的")]

    def lines() -> Iterator[list[Any]]:
        rows = queries.all_contracts(wanted, actor=actor)
        while chunk := list(islice(rows, _CHUNK)):
            for face in _faces(chunk):
                row = face["row"]
                yield [
                    row.estate, face["kind"], row.place, face["party"], row.number, row.valid_from, row.valid_until,
                    row.ended_on, face["every"], row.amount_fen, row.resolution or row.vote_id,
                ]  # fmt: skip

    return sheet(_("收益合同"), header, lines())


@never_cache
@require_safe
@signed_in
def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Show a contract with what is due by it."""
    actor = entered(request)
    row = contract_or_404(contract_id, actor)
    after = request.GET.get("after", "")
    found = queries.dues_of(row.id, actor=actor, after=_day(after), limit=PAGE + 1)
    (face,) = _faces([row])
    asked = {one.period_from: one.period_until for one in found if not one.dropped}
    book = book_or_404(row.ledger_id, actor)
    releases = faces(queries.releases_of(row.id, actor=actor), row.estate_id, actor)
    waits = next((one["state"] for one in releases if one["row"].agreed is None), "")
    registers = queries.may(actor, queries.Act.CONTRACT).allowed
    receives = queries.may(actor, queries.Act.RECEIVE).allowed
    context = {
        **face,
        **undecided(row, book, actor),
        "book": book,
        "a_day": A_DAY,
        "dues": [_due_face(one, row, asked) for one in found[:PAGE]],
        "releases": releases,
        "waits": waits if registers else "",
        "drops": registers and not waits,
        "later": f"?after={found[PAGE - 1].period_until}" if len(found) > PAGE else "",
        "vote": _vote_address(row, actor),
        "today": today(),
        "receives": receives,
        "withheld": queries.UNDECIDED if receives and not row.decided else None,
        "scans": queries.decision_papers(row),
        "ends": registers and not waits and row.runs_on(today()),
    }
    return render(request, "ledgers/contract.html", context)


def _vote_address(row: queries.ContractRow, actor: Actor) -> str:
    """Return the page of the owners' vote behind a contract, where it was held here and the actor may see it."""
    found = voting.assembly_of_vote(row.vote_id, actor=actor) if row.vote_id is not None else None
    return reverse("voting:assembly", args=[found]) if found is not None else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _due_face(row: queries.DueRow, of: queries.ContractRow, asked: dict[date, date]) -> dict[str, Any]:
    late = not row.dropped and row.open_fen > 0 and row.due_on < today()
    state, tone = _("没有到期"), ""
    if row.back_fen:
        state, tone = _("应退还%(fen)s元") % {"fen": yuan(row.back_fen)}, "warn"
    elif row.dropped:
        cut = asked.get(row.period_from, row.period_until) < row.period_until
        state, tone = _("已由按天数计算的一期代替") if cut else _("不再收取"), ""
    elif not row.open_fen:
        state, tone = _("已收齐"), "good"
    elif late:
        state, tone = _("逾期"), "bad"
    elif row.received_fen:
        state, tone = _("收了一部分"), "warn"
    return {
        "row": row,
        "amount": yuan(row.amount_fen),
        "received": yuan(row.received_fen) if row.received_fen else "",
        "open": yuan(row.open_fen),
        "drops": not row.dropped and row.entry_id is not None and not row.received_fen,
        "again": row.dropped
        and not row.received_fen
        and row.period_from not in asked
        and (of.ended_on is None or row.period_until <= of.ended_on),
        "state": state,
        "tone": tone,
    }


def contract_or_404(contract_id: int, actor: Actor) -> queries.ContractRow:
    """Return a contract the actor may see."""
    found = queries.contract(contract_id, actor=actor)
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Register a revenue contract."""
    actor = entered(request, queries.Act.CONTRACT)
    book = book_or_404(ledger_id, actor)
    page = {
        "title": _("登记收益合同"),
        "lead": _(
            "登记以后，每一期应收多少、哪天到期都会列出来，到期自动入账。"
            "登记不等于业主同意：没有选业主表决的，下一步提请业主表决，或者登记业主在别处的决定。"
        ),
        "button": _("登记"),
        "done": _("合同已登记。"),
        **among_contracts(book),
        "on": lambda number: reverse("ledgers:contract", args=[number]),
    }

    def act(typed: QueryDict) -> int:
        return services.register_contract(actor=actor, now=utc_now(), ledger_id=book.id, draft=_draft(typed))

    return form(
        request, page, [*_fields(), *buildings_field(book.estate_id, actor), *votes_field(book)], act
    )  # fmt: skip


def among_contracts(book: queries.LedgerRow) -> dict[str, Any]:
    """Return where a form about the contracts of some books stands, and where it leads back."""
    back = f"{reverse('ledgers:contracts')}?book={book.id}"
    steps = [(book.estate, reverse("ledgers:book", args=[book.id])), (_("收益合同"), back)]
    return {"steps": steps, "back": back}


def buildings_field(estate_id: int, actor: Actor) -> list[dict[str, Any]]:
    """Return the field of the buildings whose owners alone share the common part; none where there is one building."""
    options = [(str(one.id), one.name) for one in places.buildings_of(estate_id, actor=actor, on=today())]
    return [
        {"name": "buildings", "label": _("只属于哪几幢楼的业主"), "kind": "many", "options": options,
         "hint": _("例如3幢的电梯轿厢只归3幢的业主：收益、表决都是他们的。不选的归全体业主。")},
    ] if len(options) > 1 else []  # fmt: skip


def _draft(typed: QueryDict) -> services.ContractDraft:
    every = whole_of(typed.get("every", ""))
    days = whole_of(typed.get("due_days", ""))
    if days is None:
        raise Refused.because(
            mark("付款期限看不懂。"), remedy=mark("请填写天数，例如 15。"), field="due_days", code="due"
        )
    terms = services.Terms(
        valid_from=needed_day(typed.get("valid_from", ""), "valid_from"),
        valid_until=_after_last(needed_day(typed.get("valid_until", ""), "valid_until")),
        every_months=-1 if every is None else every,
        amount_fen=needed_fen(typed.get("amount", ""), "amount"),
        due_days=days,
    )
    return services.ContractDraft(
        kind=plain(typed.get("kind", ""), 40),
        party=plain(typed.get("party", ""), 80),
        place=plain(typed.get("place", ""), 60),
        number=plain(typed.get("number", ""), 40),
        vote_id=whole_of(typed.get("vote", "")),
        terms=terms,
        buildings=whole_numbers(typed.getlist("buildings")),
    )


def _after_last(last: date) -> date:
    """Return the excluded end of a period whose last day a form says, as contracts on paper say it."""
    return last + A_DAY if last < date.max else last


def whole_numbers(typed: list[str]) -> tuple[int, ...]:
    """Return the numbers among what was chosen of a field with many choices."""
    return tuple(number for one in typed if (number := whole_of(one)) is not None)


def _fields() -> list[dict[str, Any]]:
    every = [(str(months), say(words)) for months, words in queries.EVERY.items()]
    return [
        {"name": "kind", "label": _("收入来源"), "kind": "select", "required": True,
         "options": list(kind_names(today()).items())},
        {"name": "place", "label": _("用的是哪里"), "required": True, "hint": _("例如“1至6幢电梯轿厢”。"),
         "more": {"maxlength": 60}},
        {"name": "party", "label": _("对方"), "required": True, "hint": _("单位或姓名，加密保存。"),
         "more": {"maxlength": 80}},
        {"name": "number", "label": _("合同编号"), "more": {"maxlength": 40}},
        {"name": "valid_from", "label": _("开始"), "type": "date", "required": True},
        {"name": "valid_until", "label": _("最后一天（含）"), "type": "date", "required": True,
         "hint": _("照合同写，例如租期到12月31日，就填12月31日。")},
        {"name": "amount", "label": _("每期金额（元）"), "required": True,
         "more": {"inputmode": "decimal", "maxlength": 20}},
        {"name": "every", "label": _("多久付一次"), "kind": "select", "required": True, "options": every},
        {"name": "due_days", "label": _("每期开始后几天内付"), "required": True, "value": "15",
         "more": {"inputmode": "numeric", "maxlength": 3}},
    ]  # fmt: skip


def votes_field(book: queries.LedgerRow) -> list[dict[str, Any]]:
    """Return the field of the business owners allowed, to rest a contract on; none where there is none."""
    decision = queries.split_on(today()).decision
    votes = [(str(one.vote_id), one.words) for one in queries.offers_passed(book.stream, book.scope)]
    clause = public_clause(decision.warrant.cited)
    return [
        {"name": "vote", "label": _("业主在这里的表决"), "kind": "select",
         "hint": _("合同须与业主表决的一致。没有的可以后补，清单会标出来。依据：%(clause)s") % {"clause": clause},
         "options": votes},
    ] if votes else []  # fmt: skip


def back_to(row: queries.ContractRow) -> dict[str, Any]:
    """Return the way back from a form to the page of a contract."""
    here = reverse("ledgers:contract", args=[row.id])
    steps = [(row.estate, reverse("ledgers:book", args=[row.ledger_id])), (row.place, here)]
    return {"steps": steps, "back": here}
