"""What the pages of joint accounts share: who may come in, tabs, lines of a list, names, sealed texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries
from hemei.community.purses.queries import Act, OrderRow, OrderState
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.rows import Badge, Row
from hemei.ui.words import clock_words, is_english, say

if TYPE_CHECKING:
    from hemei.community.purses.rules.standards import PaymentKind

PAGE, REFUSED = 50, 422


def entered(request: HttpRequest, act: Act = Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor, act).allowed:
        raise PermissionDenied
    return actor


def account_or_404(actor: Actor, account_id: int) -> queries.AccountRow:
    """Return an account the actor may see."""
    row = queries.account(account_id, actor=actor)
    if row is None:
        raise Http404
    return row


def bank_account_or_404(actor: Actor, account_id: int, act: Act = Act.SEE) -> queries.AccountRow:
    """Return an account of either purse the actor may see, if he may do the act with it at the bank's side."""
    row = queries.bank_account(account_id, actor=actor)
    if row is None:
        raise Http404
    if not queries.may(actor, act, row.purse).allowed:
        raise PermissionDenied
    return row


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """Return the lists of joint accounts."""
    pages = [
        (_("账户"), "purses:accounts"),
        (_("付款单"), "purses:orders"),
        (_("年度预算"), "purses:budgets"),
        (_("没有对账"), "purses:unreconciled"),
        (_("没有勾对的流水"), "purses:unmatched"),
        (_("缺材料的付款"), "purses:papers"),
        (_("闲置资金"), "purses:idle"),
    ]
    if actor.role in queries.SIDE_OF:
        pages.insert(0, (_("待我审批"), "purses:mine"))
    return [{"words": words, "address": reverse(name), "here": name == here} for words, name in pages]


def kind_names() -> dict[str, str]:
    """Return what kinds of payments are called today."""
    kinds: Iterable[PaymentKind] = queries.rules_on(shanghai_day(utc_now())).kind
    return {kind.code: kind.name_en if is_english() else kind.name for kind in kinds}


def account_names(day: date) -> dict[str, str]:
    """Return what the accounts of the chart are called on a day."""
    return {one.code: one.name_en if is_english() else one.name for one in ledgers.chart_on(day).account}


def texts_of(ids: Iterable[int | None]) -> Mapping[int, str]:
    """Return sealed texts the reader may see by number; what was erased is empty."""
    return {number: text or "" for number, text in record.open_sealed([one for one in ids if one]).items()}


def names(actor: Actor, scope: str, person_ids: Iterable[int], now: datetime) -> Mapping[int, str]:
    """Return names of those who prepared and approved, masked as everywhere."""
    with people_services.opened(actor, scope):
        return {number: row.name for number, row in people.persons(person_ids, now=now).items()}


def order_rows(found: Sequence[OrderRow], now: datetime) -> list[Row]:
    """Return orders as lines of a list."""
    texts, kinds = texts_of(one for row in found for one in (row.payee_id, row.purpose_id)), kind_names()
    return [
        Row(
            reverse("purses:order", args=[row.id]),
            _("%(amount)s元 · %(purpose)s")
            % {"amount": yuan(row.amount_fen), "purpose": texts.get(row.purpose_id, "")},
            f"{row.estate} · {kinds.get(row.kind, row.kind)} · {texts.get(row.payee_id, '')}",
            state_badge(row, now),
            clock_words(now, row.expires_at) if row.state is OrderState.APPROVING else None,
            row.number,
            limit=_("审批"),
        )
        for row in found
    ]


def state_badge(row: OrderRow, now: datetime) -> Badge:
    """Return where an order stands; a pause is said in its place."""
    if row.paused_until is not None and row.paused_until > now and row.state is not OrderState.PAID:
        return Badge(_("暂缓中"), "warn")
    if row.state is OrderState.PAID and row.basis_annulled_on is not None:
        return Badge(_("已付款，决议后来不再成立"), "bad")
    if row.came_back:
        return Badge(_("银行已退回，待重新付款"), "warn")
    return Badge(say(queries.STATE_NAMES[row.state]), queries.STATE_TONES[row.state])


def funds_of_parts(row: queries.AccountRow, actor: Actor) -> list[dict[str, str]]:
    """Return for each part of an estate what its owners alone received and may spend, in yuan."""
    return [
        {
            "id": str(part.id), "name": part.name, "came": yuan(of.came_fen), "unproven": yuan(of.unproven_fen),
            "spent": yuan(of.spent_fen), "fund": yuan(of.fund_fen), "left": yuan(max(of.left_fen, 0)),
            "waits": "yes" if of.unproven_fen else "",
        }
        for part, of in queries.bearers_of_parts(row.ledger_id, row.scope, actor=actor)
    ]  # fmt: skip


def standing_words(row: queries.Watched) -> tuple[str, str, str]:
    """Return what the latest statement closes with, what the books say of that day, and the difference."""
    if row.last_read is None:
        return "", "", ""
    closing = "" if row.closing_fen is None else yuan(row.closing_fen)
    return closing, yuan(row.book_fen), "" if row.gap_fen is None else yuan(row.gap_fen)
