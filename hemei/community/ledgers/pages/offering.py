"""Put business on common parts to the owners: what, where, for how much at least, for how long at most."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.pages.contracts import among_contracts, buildings_field, whole_numbers
from hemei.community.ledgers.pages.shared import Field, book_or_404, entered, form, kind_names, today
from hemei.community.voting import queries as votes
from hemei.community.voting.services import Cited
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.kernel.periods import months_after
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_fen, plain, whole_of
from hemei.ui.words import say

_MOST = 240


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def offer(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Call the owners to decide on business; a contract that runs without their word is filled in."""
    actor = entered(request, queries.Act.OFFER)
    book = book_or_404(ledger_id, actor)
    page = {
        "title": _("提请业主表决一项经营"),
        "lead": _("写明的内容就是业主表决的事项，写进公告和每张选票；通过以后，合同须与它一致。"),
        "button": _("召集表决"),
        "done": _("已召集，请公告表决事项。"),
        **among_contracts(book),
        "on": lambda number: reverse("voting:assembly", args=[number]),
    }

    def act(typed: QueryDict) -> int:
        every, months = whole_of(typed.get("every", "")), whole_of(typed.get("months", ""))
        asked = services.Offer(
            kind=plain(typed.get("kind", ""), 40), place=plain(typed.get("place", ""), 60),
            least_fen=needed_fen(typed.get("least", ""), "least"), every_months=-1 if every is None else every,
            months=months or 0, buildings=whole_numbers(typed.getlist("buildings")),
        )  # fmt: skip
        cited = Cited(
            decision=plain(typed.get("decision", ""), 200),
            decision_item=whole_of(typed.get("decision_item", "")),
        )
        return services.put_offer(actor=actor, now=utc_now(), ledger_id=book.id, offer=asked, cited=cited)

    begun = _begun(whole_of(request.GET.get("contract", "")), book.id, actor)
    asked = (*_fields(), *_whose(book, actor))
    fields: list[Field] = [{**one, "value": begun.get(one["name"], "")} for one in asked]
    return form(request, page, [*fields, *_cited_fields(book.estate_id, actor)], act)


def _fields() -> list[Field]:
    every = [(str(months), say(words)) for months, words in queries.EVERY.items()]
    return [
        {"name": "kind", "label": _("收入来源"), "kind": "select", "required": True,
         "options": list(kind_names(today()).items())},
        {"name": "place", "label": _("用的是哪里"), "required": True, "hint": _("例如“1至6幢电梯轿厢”。"),
         "more": {"maxlength": 60}},
        {"name": "every", "label": _("多久付一次"), "kind": "select", "required": True, "options": every},
        {"name": "least", "label": _("每期最少收多少（元）"), "required": True,
         "more": {"inputmode": "decimal", "maxlength": 20}},
        {"name": "months", "label": _("最长多少个月"), "required": True,
         "more": {"inputmode": "numeric", "maxlength": 3}},
    ]  # fmt: skip


def _whose(book: queries.LedgerRow, actor: Actor) -> list[Field]:
    return [
        {**one, "hint": _("选了的，只由这几幢楼的业主表决；不选的由全体业主表决。须与合同一致。")}
        for one in buildings_field(book.estate_id, actor)
    ]


def _begun(contract_id: int | None, ledger_id: int, actor: Actor) -> dict[str, Any]:
    """Return what the form begins with: the terms of a contract of these books."""
    row = queries.contract(contract_id, actor=actor) if contract_id is not None else None
    if row is None or row.ledger_id != ledger_id:
        return {}
    whole = (one for one in range(1, _MOST) if months_after(row.valid_from, one) >= row.valid_until)
    part = queries.parts_of([ledger_id]).get(row.part_id or 0)
    return {
        "buildings": [str(one) for one in part.buildings] if part is not None else [],
        "kind": row.kind, "place": row.place, "every": str(row.every_months), "least": yuan(row.amount_fen),
        "months": str(next(whole, _MOST)),
    }  # fmt: skip


def _cited_fields(estate_id: int, actor: Actor) -> list[Field]:
    """Return the fields for what the committee decided, for who enters its call; none where nobody cites."""
    matter = queries.split_on(today()).decision.matter
    items = votes.citable(estate_id, matter, on=today())
    return votes.cited_fields(estate_id, items, actor=actor, on=today()) if items is not None else []
