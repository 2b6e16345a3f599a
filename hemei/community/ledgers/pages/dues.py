"""Money for an amount due: it came, or went back because it is not asked for any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.pages.contracts import A_DAY, back_to, contract_or_404
from hemei.community.ledgers.pages.shared import book_or_404, entered, form, key_of, today
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, needed_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class _Money:
    """A form about money of an amount due: its words, what stands in it, and the field of the day."""

    title: str
    done: str
    amount: str
    hint: str
    open_fen: int
    day: str
    day_words: str


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def receive(request: HttpRequest, due_id: int) -> HttpResponse:
    """Enter money that came for an amount due."""
    due = _due_or_404(request, due_id)
    hint = _("这一期还差%(open)s元；可以先收一部分。") % {"open": yuan(due.open_fen)}
    if contract_or_404(due.contract_id, entered(request)).part:
        hint += _("和银行流水勾对以前，只记账，不算这几幢楼的业主能用的钱。")
    money = _Money(
        title=_("登记到账"), done=_("已登记到账。"), amount=_("到账金额（元）"), open_fen=due.open_fen,
        hint=hint, day="received_on",
        day_words=_("到账日期"),
    )  # fmt: skip
    return _form(request, due, money, services.receive_due)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def give_back(request: HttpRequest, due_id: int) -> HttpResponse:
    """Enter that money went back; where orders alone pay, go on to the order that is prepared for it."""
    due = _due_or_404(request, due_id)
    if book_or_404(due.ledger_id, entered(request)).by_orders(today()):
        return HttpResponseRedirect(reverse("purses:give_back", args=[due_id]))
    money = _Money(
        title=_("登记退还"), done=_("已登记退还。"), amount=_("退还金额（元）"), open_fen=due.back_fen,
        hint=_("这一期要退还%(fen)s元。") % {"fen": yuan(due.back_fen)}, day="day", day_words=_("退还日期"),
    )  # fmt: skip
    return _form(request, due, money, services.give_back)


def _due_or_404(request: HttpRequest, due_id: int) -> queries.DueRow:
    due = queries.due(due_id, actor=entered(request, queries.Act.RECEIVE))
    if due is None:
        raise Http404
    return due


def _form(
    request: HttpRequest, due: queries.DueRow, money: _Money, service: Callable[..., int]
) -> HttpResponse:
    actor = entered(request, queries.Act.RECEIVE)

    def act(typed: QueryDict) -> None:
        asked: dict[str, Any] = {
            "amount_fen": needed_fen(typed.get("amount", ""), "amount"),
            money.day: needed_day(typed.get(money.day, ""), money.day),
        }
        service(actor=actor, now=utc_now(), due_id=due.id, key=key_of(typed), **asked)

    fields = [
        {"name": "amount", "label": money.amount, "required": True, "value": yuan(money.open_fen), "hint": money.hint,
         "more": {"inputmode": "decimal", "maxlength": 20}},
        {"name": money.day, "label": money.day_words, "type": "date", "required": True, "value": today().isoformat(),
         "more": {"max": today()}},
    ]  # fmt: skip
    page = {
        "title": money.title,
        "lead": _("%(place)s，%(since)s至%(until)s") % {
            "place": due.place, "since": due.period_from, "until": due.period_until - A_DAY,
        },
        "button": money.title,
        "done": money.done,
        **back_to(contract_or_404(due.contract_id, actor)),
    }  # fmt: skip
    return form(request, page, fields, act)
