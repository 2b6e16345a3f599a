"""The yearly look at what was published, and withdrawal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hemei.ground.clocks import services as clocks
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.honours.facts import exemplar_rules
from hemei.oversight.honours.models import Nomination, Recheck
from hemei.oversight.honours.rules.acts import Act
from hemei.oversight.honours.rules.deciding import may_recheck, may_withdraw
from hemei.oversight.honours.rules.words import Ground, State
from hemei.oversight.honours.services.posting import begin_rechecks, recheck_key
from hemei.oversight.honours.services.shared import locked, need_words, sealed, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckDraft:
    """A re-check: its day, whether all is still as it was published for, and what was found."""

    checked_on: date
    passed: bool
    found: str = ""


def recheck(*, actor: Actor, now: datetime, nomination_id: int, draft: RecheckDraft) -> None:
    """Enter the yearly re-check; one that fails withdraws from its day on, one that passes lets a year begin."""
    today = shanghai_day(now)
    found = draft.found if draft.passed else need_words(draft.found, "found")
    with transaction.atomic():
        (row,) = locked(actor, Act.RECHECK, [nomination_id])
        demand(
            may_recheck(
                State(row.state), valid_from=row.valid_from, last=row.checked_on, on=draft.checked_on, today=today
            )
        )  # fmt: skip
        (number,) = records.next_ids("honours_recheck", 1)
        found_id, said = sealed(row.stream, row.scope, "found", found)
        Recheck(
            id=number, stream=row.stream, scope=row.scope, nomination=row, checked_on=draft.checked_on,
            passed=draft.passed, found_id=found_id,
        ).save(force_insert=True)  # fmt: skip
        data = {"passed": draft.passed, "checked_on": draft.checked_on.isoformat(), **said}
        tell(
            actor,
            now,
            row,
            "honours.exemplar_rechecked",
            data,
            exemplar_rules(today).recheck.warrant.reference,
        )
        clocks.settle_deadline(actor=actor, now=now, stream=row.stream, key=recheck_key(row))
        if draft.passed:
            row.checked_on = draft.checked_on
            row.save(update_fields=["checked_on"])
            begin_rechecks(actor, now, [row])
        else:
            _end(actor, now, row, Ground.RECHECK, draft.checked_on)


def withdraw(
    *, actor: Actor, now: datetime, nomination_id: int, ground: Ground, on: date, reason: str
) -> None:
    """Withdraw an honour from a day on."""
    why = need_words(reason, "reason")
    with transaction.atomic():
        (row,) = locked(actor, Act.WITHDRAW, [nomination_id])
        demand(
            may_withdraw(State(row.state), ground, valid_from=row.valid_from, on=on, today=shanghai_day(now))
        )
        clocks.settle_deadline(actor=actor, now=now, stream=row.stream, key=recheck_key(row), cancelled=True)
        _end(actor, now, row, ground, on, why)


def _end(actor: Actor, now: datetime, row: Nomination, ground: Ground, on: date, why: str = "") -> None:
    row.state, row.ground, row.valid_until, row.ended_on = State.WITHDRAWN.value, ground.value, on, on
    row.save(update_fields=["state", "ground", "valid_until", "ended_on"])
    _, said = sealed(row.stream, row.scope, "reason", why)
    data = {
        "ground": ground.value,
        "on": on.isoformat(),
        "estate": row.estate_id,
        "company": row.company_id,
        "project": row.project_id,
    }
    tell(actor, now, row, "honours.exemplar_withdrawn", {**data, **said})
