"""One person enters who approves from now on, or no more; it counts when another confirms it."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import JointAccount, Signatory
from hemei.community.purses.queries.naming import ASKED, DECLINED, AskedChange, waiting_changes
from hemei.community.purses.rules.acts import Act
from hemei.community.purses.rules.naming import Change, may_ask_end, may_judge_change, waits_already
from hemei.community.purses.services.accounts import end_now, name_now, nameable
from hemei.community.purses.services.shared import account_for, missing, said, sealed, tell
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, demand
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
        _nothing_waits(row, office.person_id)
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
def judge_change(
    *, actor: Actor, now: datetime, account_id: int, request: int, agrees: bool, confirmed_at: datetime | None,
    reason: str = "",
) -> bool:  # fmt: skip
    """Confirm a change of who approves, or refuse it with a reason; return whether it counts now.

    Raises:
        Refused: none waits, the actor entered it or is named in it, gave no second factor, or it does not do any more.
    """
    with records.acting(actor):
        row = _locked(actor, account_id)
        with opened(actor, row.scope):
            asked = next((one for one in waiting_changes(row.stream) if one.key == request), None)
        if asked is None:
            raise missing()
        references = demand(
            may_judge_change(
                actor.person_id, hands=frozenset({asked.asked_by, asked.person_id}), agrees=agrees, reason=reason,
                confirmed_at=confirmed_at, now=now, rules=rules_on(shanghai_day(now)),
            )
        )  # fmt: skip
        if agrees:
            _carry_out(actor, now, row, asked)
        else:
            why = sealed(row.stream, row.scope, "refusal", reason)
            data = {"request": asked.key, "person": asked.person_id, **said(reason=why)}
            tell(actor, now, row, DECLINED, data, references)
    return agrees


def _carry_out(actor: Actor, now: datetime, row: JointAccount, asked: AskedChange) -> None:
    """Let the change count; who approves no more does so until the day it is confirmed at least."""
    if asked.change is Change.NAME:
        name_now(
            actor, now, row, appointment_id=asked.appointment_id or 0, valid_from=asked.day, request=asked.key
        )
        return
    found = Signatory.objects.select_for_update().get(pk=asked.signatory_id or 0)
    end_now(actor, now, row, found, until=max(asked.day, shanghai_day(now)), request=asked.key)


def _nothing_waits(row: JointAccount, person_id: int) -> None:
    if any(one.person_id == person_id for one in waiting_changes(row.stream)):
        demand(Decision.no(waits_already()))


def _locked(actor: Actor, account_id: int) -> JointAccount:
    """Lock an account whose signatories the actor may name: of two at one instant the second sees the first's."""
    account_for(actor, account_id, Act.NAME)
    return JointAccount.objects.select_for_update(of=("self",)).select_related("estate").get(pk=account_id)
