"""Who carries payment orders on today, and how many wait for it: they do not leave with their company."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from hemei.community.purses.facts import resolution, rules_on
from hemei.community.purses.models import Agreement, Approval, JointAccount, PaymentOrder
from hemei.community.purses.rules.acts import REVENUE, SIDE_OF, Act, may
from hemei.community.purses.rules.resting import still_adopted
from hemei.community.purses.rules.succeeding import Carrier, InCharge, may_carry_on, may_prepare_now
from hemei.community.purses.rules.words import OrderState, Side
from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role, system_actor
from hemei.kernel.decision import Decision
from hemei.kernel.workdays import shanghai_day

_WAITS = (OrderState.APPROVED.value, OrderState.HELD.value)


def company_in_charge(estate_id: int, scope: str, on: date) -> int | None:
    """Return the body of the company that serves an estate on a day, whoever asks."""
    with opened(system_actor(scope), scope):
        return companies.company_bodies_on([estate_id], on).get(estate_id)


def in_charge(account_id: int, estate_id: int, scope: str, on: date) -> InCharge:
    """Return who is there for the payments of an account on a day."""
    company = company_in_charge(estate_id, scope, on)
    return InCharge(company, company is None and _co_approves(account_id, estate_id, scope, on))


def _co_approves(account_id: int, estate_id: int, scope: str, on: date) -> bool:
    """Whether an agreement the owners adopted lets the community approve, as the vote stands now."""
    system = system_actor(scope)
    with opened(system, scope):
        rows = Agreement.objects.filter(account_id=account_id, valid_from__lte=on).exclude(
            valid_until__lte=on
        )
        row = rows.order_by("-number").first()
        if row is None or not row.community_approves or row.adopted_vote_id is None:
            return False
        found = resolution(row.adopted_assembly_id or 0, row.adopted_vote_id, actor=system)
    return still_adopted(found, estate_id).allowed


def carries_on(
    account_id: int,
    estate_id: int,
    scope: str,
    *,
    actor: Actor,
    now: datetime,
    number: str = "",
    orders: Collection[int] = (),
) -> Decision:
    """Whether the actor carries orders of an account on today; with `orders`, also that he agreed to none of them.

    Nor did a substitute in his stead. One of the owners' side prepared none of them either.

    `number` is what the order is called where it is refused.
    """
    role = may(actor, Act.FILE)
    if not role.allowed:
        return role
    day, person = shanghai_day(now), actor.person_id or 0
    with opened(system_actor(scope), scope):
        word = Q(person_id=person) | Q(counts_for__person_id=person)
        rows = Approval.objects.filter(word, order_id__in=orders, agrees=True)
        agreed = bool(orders) and rows.filter(round=F("order__round")).exists()
        own = Q(prepared_by_id=person) | Q(rested_by_id=person)
        prepared = bool(orders) and PaymentOrder.objects.filter(own, pk__in=orders).exists()
    who = Carrier(SIDE_OF.get(actor.role), actor.body_id or 0, agreed=agreed, prepared=prepared)
    return may_carry_on(number, who, in_charge(account_id, estate_id, scope, day), rules_on(day))


def prepares(account_id: int, estate_id: int, scope: str, *, actor: Actor, now: datetime) -> Decision:
    """Whether the actor prepares orders of an account today."""
    role = may(actor, Act.PREPARE)
    if not role.allowed:
        return role
    day = shanghai_day(now)
    who = Carrier(SIDE_OF.get(actor.role), actor.body_id or 0)
    return may_prepare_now(who, in_charge(account_id, estate_id, scope, day), rules_on(day))


def paid_before(estate_id: int, scope: str, paid_on: date | None, *, actor: Actor) -> bool:
    """Whether an order was paid before the actor's company served the estate: it only reads that."""
    if actor.role is not Role.COMPANY_MANAGER or paid_on is None:
        return False
    return company_in_charge(estate_id, scope, paid_on) != actor.body_id


def to_send(*, actor: Actor, now: datetime) -> record.Lines[tuple[int, int]]:
    """Return how many approved orders wait for the actor to send them, and how many are held; none where none does.

    A company is told of those of the estates it serves, whoever prepared them; the owners' side of those where no
    company serves, and the community only where it co-approves.
    """
    if not may(actor, Act.FILE).allowed:
        return record.Lines()
    rows = PaymentOrder.objects.filter(record.seen_by(actor), state__in=_WAITS)
    if actor.role is Role.COMPANY_MANAGER:
        seen = JointAccount.objects.filter(record.seen_by(actor), purse=REVENUE)
        rows = rows.filter(account__in=seen)
    fields = ("account_id", "account__estate_id", "scope", "state")
    return record.counted(rows, fields).then(lambda found: _counts(found, actor, shanghai_day(now)))


def _counts(found: list[tuple[Any, ...]], actor: Actor, on: date) -> list[tuple[int, int]]:
    if actor.role is not Role.COMPANY_MANAGER:
        mine = _unserved({row[:3] for row in found}, SIDE_OF[actor.role], on)
        found = [row for row in found if row[0] in mine]
    approved, held = (sum(number for *_place, one, number in found if one == state) for state in _WAITS)
    return [(approved, held)] if found else []


def _unserved(places: Collection[tuple[int, int, str]], side: Side, on: date) -> set[int]:
    """Return the accounts of estates that no company serves on a day, of those that this side carries on there."""
    if not places or side.value not in rules_on(on).succession.without_company:
        return set()
    scopes = {scope for _account, _estate, scope in places}
    with opened(system_actor(min(scopes)), *scopes):
        served = companies.company_bodies_on([estate for _account, estate, _scope in places], on)
    return {
        account for account, estate, scope in places
        if estate not in served and (side is Side.COMMITTEE or _co_approves(account, estate, scope, on))
    }  # fmt: skip
