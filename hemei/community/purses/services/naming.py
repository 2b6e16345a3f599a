"""One person enters who approves from now on, no more, or for somebody away; it counts when another confirms it."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import JointAccount, Signatory
from hemei.community.purses.queries.naming import (
    ASKED,
    DECLINED,
    LAPSED,
    WITHDRAWN,
    AskedChange,
    substitutes_past,
    waiting_changes,
)
from hemei.community.purses.rules.acts import Act, may_name_substitute
from hemei.community.purses.rules.naming import (
    Change,
    has_lapsed,
    may_ask_end,
    may_judge_change,
    may_withdraw_change,
    still_to_come,
    waits_already,
)
from hemei.community.purses.services.accounts import (
    Hands,
    Standing,
    end_now,
    may_be_substitute,
    name_now,
    nameable,
    stand_in_now,
    works_for_payers,
)
from hemei.community.purses.services.shared import account_for, missing, person_of, said, sealed, tell
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day


@records.whole
def ask_signatory(
    *, actor: Actor, now: datetime, account_id: int, appointment_id: int, valid_from: date
) -> int:
    """Enter who is to approve, by the office he holds; it counts once another confirms it. Return the request.

    Raises:
        Refused: he holds no such office on the day, signs already or waits to, or is of the company that pays.
    """
    with records.acting(actor):
        row = _locked(actor, account_id)
        office, _side = nameable(actor, row, appointment_id, valid_from)
        _nothing_waits(actor, row, office.person_id)
        (key,) = records.next_ids("purses_signatory", 1)
        data = {
            "request": key, "change": Change.NAME.value, "person": office.person_id, "appointment": appointment_id,
            "day": valid_from.isoformat(),
        }  # fmt: skip
        tell(actor, now, row, ASKED, data)
    return int(key)


@records.whole
def ask_end(*, actor: Actor, now: datetime, signatory_id: int, until: date, reason: str) -> int:
    """Enter that somebody approves no more from a day on, and why; it counts once another confirms it.

    Raises:
        Refused: the day is over, he approves no more then anyway, something of him waits, or no reason is given.
    """
    with records.acting(actor):
        found = Signatory.objects.filter(record.seen_by(actor), pk=signatory_id, stands_for=None).first()
        if found is None:
            raise missing()
        row = _locked(actor, found.account_id)
        with opened(actor, row.scope):
            waits = any(one.person_id == found.person_id for one in waiting_changes(row.stream))
        demand(
            may_ask_end(
                until=until, since=found.valid_from, ended_on=found.valid_until, today=shanghai_day(now),
                waits=waits, reason=reason,
            )
        )  # fmt: skip
        why = sealed(row.stream, row.scope, "reason", reason)
        (key,) = records.next_ids("purses_signatory", 1)
        data = {
            "request": key, "change": Change.END.value, "person": found.person_id, "signatory": found.pk,
            "day": until.isoformat(), **said(reason=why),
        }  # fmt: skip
        tell(actor, now, row, ASKED, data)
    return int(key)


@records.whole
def stand_in(
    *,
    actor: Actor,
    now: datetime,
    signatory_id: int,
    appointment_id: int,
    first: date,
    last: date,
    reason: str,
) -> bool:
    """Name who approves in a signatory's stead from one day to another, both included, and why.

    It counts at once where the signatory says so himself; else another person confirms it, and he is told of both.
    Return whether it counts now.

    Raises:
        Refused: who names is neither the signatory himself nor of the community, or names himself; without a reason,
            beyond the signatory's own days, the same person, not appointed to the same body, or something of him waits.
    """
    with records.acting(actor):
        away = Signatory.objects.filter(record.seen_by(actor), pk=signatory_id, stands_for=None).first()
        if away is None:
            raise missing()
        row, own = _locked(actor, away.account_id, Act.STAND_IN), actor.person_id == away.person_id
        demand(may_name_substitute(actor.role, own=own))
        asked, today = Standing(away, appointment_id, first, last), shanghai_day(now)
        told = gives_reason(mark("没有写明代审的原因。"), reason)
        office, references = may_be_substitute(actor, row, asked, today, told, named_by=actor.person_id)
        _nothing_waits(actor, row, office.person_id)
        why = sealed(row.stream, row.scope, "reason", reason)
        if own:
            stand_in_now(actor, now, row, asked, Hands(actor.person_id), why.vault_id, **said(reason=why))
            return True
        (key,) = records.next_ids("purses_signatory", 1)
        data = {
            "request": key, "change": Change.STAND_IN.value, "person": office.person_id, "appointment": appointment_id,
            "signatory": away.pk, "for": away.person_id, "day": first.isoformat(), "last": last.isoformat(),
            **said(reason=why),
        }  # fmt: skip
        tell(actor, now, row, ASKED, data, references)
    return False


@records.whole
def withdraw_change(*, actor: Actor, now: datetime, account_id: int, request: int) -> None:
    """Take back a change that waits, as who entered it or for whom another was to approve.

    Raises:
        Refused: none waits, or it is somebody else's.
    """
    with records.acting(actor):
        row = _locked(actor, account_id, Act.CHANGES)
        asked = _asked(actor, row, request)
        demand(may_withdraw_change(actor.person_id, asked_by=asked.asked_by, stands_for=asked.stands_for))
        tell(actor, now, row, WITHDRAWN, _of(asked))


@records.whole
def judge_change(
    *, actor: Actor, now: datetime, account_id: int, request: int, agrees: bool, confirmed_at: datetime | None,
    reason: str = "",
) -> bool:  # fmt: skip
    """Confirm a change of who approves, or refuse it with a reason; return whether it counts now.

    Raises:
        Refused: none waits, the actor entered it or is named in it, gave no second factor, or it does not do any more.
    """
    with records.acting(actor):
        row, today = _locked(actor, account_id), shanghai_day(now)
        asked = _asked(actor, row, request)
        with opened(actor, row.scope):
            pays = works_for_payers(row, person_of(actor), today)
        references = demand(
            may_judge_change(
                actor.person_id, hands=frozenset({asked.asked_by, asked.person_id}), pays=pays, agrees=agrees,
                reason=reason, confirmed_at=confirmed_at, now=now, rules=rules_on(today),
            )
        )  # fmt: skip
        if agrees:
            _carry_out(actor, now, row, asked)
        else:
            why = sealed(row.stream, row.scope, "refusal", reason)
            tell(actor, now, row, DECLINED, {**_of(asked), **said(reason=why)}, references)
    return agrees


def _carry_out(actor: Actor, now: datetime, row: JointAccount, asked: AskedChange) -> None:
    """Let the change count; who ends or stands in does so from the day it is confirmed at the earliest."""
    today, hands = shanghai_day(now), Hands(asked.asked_by, actor.person_id, asked.key)
    if asked.change is Change.NAME:
        name_now(actor, now, row, hands, appointment_id=asked.appointment_id or 0, valid_from=asked.day)
        return
    found = Signatory.objects.select_for_update().get(pk=asked.signatory_id or 0)
    day = max(asked.day, today)
    if asked.change is Change.END or asked.last is None:
        end_now(actor, now, row, found, until=day, request=asked.key)
        return
    demand(still_to_come(asked.last, today))
    standing = Standing(found, asked.appointment_id or 0, day, asked.last)
    stand_in_now(actor, now, row, standing, hands, asked.reason_id)


def lapse_substitutes(*, actor: Actor, now: datetime) -> int:
    """End what waited for a second person until its last day was over, and return how much; for the schedule.

    Who entered it is told, and the signatory for whom another was to approve.
    """
    today = shanghai_day(now)
    with records.acting(actor):
        found = substitutes_past(today)
        return records.each_alone(found, lambda one: _lapse(actor, now, *one))


def _lapse(actor: Actor, now: datetime, account_id: int, request: int) -> int:
    row = _locked(actor, account_id)
    asked = next((one for one in waiting_changes(row.stream) if one.key == request), None)
    if asked is None or not has_lapsed(asked.last, shanghai_day(now)):
        return 0  # somebody said a word meanwhile
    tell(actor, now, row, LAPSED, {**_of(asked), "entered_by": asked.asked_by})
    return 1


def _asked(actor: Actor, row: JointAccount, request: int) -> AskedChange:
    with opened(actor, row.scope):
        found = next((one for one in waiting_changes(row.stream) if one.key == request), None)
    if found is None:
        raise missing()
    return found


def _of(asked: AskedChange) -> dict[str, int]:
    """Return what an event says of a change that comes to nothing: of whom it was, and who hears of it."""
    told = {"for": asked.stands_for} if asked.stands_for else {}
    return {"request": asked.key, "person": asked.person_id, **told}


def _nothing_waits(actor: Actor, row: JointAccount, person_id: int) -> None:
    with opened(actor, row.scope):
        waits = any(one.person_id == person_id for one in waiting_changes(row.stream))
    if waits:
        demand(Decision.no(waits_already()))


def _locked(actor: Actor, account_id: int, act: Act = Act.NAME) -> JointAccount:
    """Lock an account of which the actor may do this: of two at one instant the second sees the first's."""
    account_for(actor, account_id, act)
    return JointAccount.objects.select_for_update(of=("self",)).select_related("estate").get(pk=account_id)
