"""A use that was cleared will not be built: its planner asks to give it up with a reason, who checks uses confirms it.

Nothing was paid of it, so the accounts stay as they are; the fund is no longer in use for it.
"""

from __future__ import annotations

from datetime import datetime

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Use
from hemei.community.funds.queries.standing_in import plans
from hemei.community.funds.rules.acts import Act, may_withdraw
from hemei.community.funds.rules.steps import Step, may_move
from hemei.community.funds.rules.words import State
from hemei.community.funds.services.clocks import settle, start_check
from hemei.community.funds.services.shared import missing, on_use, reason_of, sealed, tell
from hemei.community.funds.services.uses import checks, moved
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day

_ASKED = ("giving_up_on", "giving_up_by_id", "giving_up_reason_id")


@records.whole
def ask_giving_up(*, actor: Actor, now: datetime, use_id: int, reason: str) -> None:
    """Ask that a use that was cleared is not built, with the reason; it waits for who checks it, on a clock.

    Raises:
        Refused: another body planned it and the actor's did not take its place; it is not cleared yet, or its works
            were accepted; no reason.
    """
    with on_use(actor, Act.PLAN, use_id) as (fund, row):
        demand(may_withdraw(planner=plans(row.pk, actor=actor, now=now)))
        said = reason_of(reason)
        moved(row, Step.GIVE_UP)
        if actor.person_id is None:
            raise missing()
        texts, term = sealed(row, said), fund_rules(row.planned_on).checking
        row.giving_up_on, row.giving_up_by_id = shanghai_day(now), actor.person_id
        row.giving_up_reason_id = texts["reason"]["vault"]
        row.save(update_fields=["state", *_ASKED])
        start_check(actor, now, fund, row, term)
        tell(actor, now, row, "funds.giving_up_asked", {"texts": texts}, term.warrant.reference)


@records.whole
def confirm_giving_up(*, actor: Actor, now: datetime, use_id: int) -> None:
    """Confirm that a use is not built. Raises Refused: nobody asked for it, not the checker's, or his own."""
    with on_use(actor, Act.CHECK, use_id) as (fund, row):
        demand(may_move(State(row.state), Step.END), checks(actor, now, fund, row))
        if actor.person_id is None:
            raise missing()
        moved(row, Step.END)
        row.ended_on, row.ended_by_id, row.check_by = shanghai_day(now), actor.person_id, None
        row.save(update_fields=["state", "ended_on", "ended_by_id", "check_by"])
        settle(actor, now, row)
        tell(
            actor,
            now,
            row,
            "funds.use_given_up",
            {"budget": row.budget_fen, "begun": row.begun_on is not None},
        )


@records.whole
def refuse_giving_up(*, actor: Actor, now: datetime, use_id: int, reason: str) -> None:
    """Let a use go on where it stood, with the reason; it may be asked for again. Raises Refused likewise."""
    with on_use(actor, Act.CHECK, use_id) as (fund, row):
        demand(may_move(State(row.state), _step_on(row)), checks(actor, now, fund, row))
        _goes_on(actor, now, row, "funds.giving_up_refused", reason)


@records.whole
def withdraw_giving_up(*, actor: Actor, now: datetime, use_id: int, reason: str) -> None:
    """Take back what was asked, with the reason: the use goes on where it stood, also while its checker is silent.

    Raises:
        Refused: another body planned it and the actor's did not take its place; nobody asks to give it up; no reason.
    """
    with on_use(actor, Act.PLAN, use_id) as (_fund, row):
        demand(may_withdraw(planner=plans(row.pk, actor=actor, now=now)))
        demand(may_move(State(row.state), _step_on(row)))
        _goes_on(actor, now, row, "funds.giving_up_withdrawn", reason)


def _goes_on(actor: Actor, now: datetime, row: Use, name: str, reason: str) -> None:
    said = reason_of(reason)
    moved(row, _step_on(row))
    row.giving_up_on = row.giving_up_by_id = row.giving_up_reason_id = row.check_by = None
    row.save(update_fields=["state", "check_by", *_ASKED])
    settle(actor, now, row)
    tell(actor, now, row, name, {"texts": sealed(row, said)})


def _step_on(row: Use) -> Step:
    return Step.KEEP if row.begun_on is None else Step.GO_ON
