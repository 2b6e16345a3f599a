"""A year's budget is entered, by lines of the chart; a later version takes its place and never edits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from hemei.community.ledgers import queries as ledgers
from hemei.community.meetings import queries as meetings
from hemei.community.purses.facts import resolution, rules_on
from hemei.community.purses.models import Budget, BudgetLine, JointAccount
from hemei.community.purses.queries.basis import worth_of
from hemei.community.purses.queries.budgets import committed, line_facts
from hemei.community.purses.rules.acts import Act
from hemei.community.purses.rules.budgeting import BudgetAsked, Decided, may_budget, may_draw
from hemei.community.purses.rules.resting import Resolution, Worth, stands
from hemei.community.purses.services.shared import account_for, budget_resolution, missing, said, sealed, tell
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.decision import Decision, Reason, demand
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetDraft:
    """A year's budget: fen by account of the chart, and what it rests on, a resolution or a committee's item."""

    year: int
    lines: Mapping[str, int]
    resolution: tuple[int, int] | None = None
    """Assembly and vote."""
    item: int | None = None
    reason: str = ""
    """Why it takes the place of the version before."""


def make_budget(*, actor: Actor, now: datetime, account_id: int, draft: BudgetDraft) -> int:
    """Enter the budget of an account for a year and return its id; the version before ends, its orders stay.

    Raises:
        Refused: year, lines or basis do not hold, a line is below what was taken already, the resolution does not allow
            that much beside what payments took of it directly, or nobody says why.
    """
    day = shanghai_day(now)
    with records.acting(actor):
        account = account_for(actor, account_id, Act.BUDGET)
        JointAccount.objects.select_for_update().get(
            pk=account.pk
        )  # against orders that draw at this instant
        former = Budget.objects.filter(account=account, year=draft.year).order_by("-number").first()
        asked = _asked(actor, account, draft, day, replaces=former is not None)
        references = demand(may_budget(asked, rules_on(day)))
        if former is not None and former.ended_at is None:
            former.ended_at = now
            former.save(update_fields=["ended_at"])
        why = sealed(account.stream, account.scope, "reason", draft.reason) if former is not None else None
        row = Budget.objects.create(
            stream=account.stream, scope=account.scope, account=account, year=draft.year,
            number=former.number + 1 if former else 1, total_fen=sum(draft.lines.values()),
            basis_assembly_id=draft.resolution[0] if draft.resolution else None,
            basis_vote_id=draft.resolution[1] if draft.resolution else None,
            basis_item_id=None if draft.resolution else draft.item, reason_id=why.vault_id if why else None,
            made_at=now,
        )  # fmt: skip
        BudgetLine.objects.bulk_create(
            BudgetLine(
                stream=account.stream,
                scope=account.scope,
                budget=row,
                code=code,
                amount_fen=draft.lines[code],
            )
            for code in sorted(draft.lines)
        )
        data = {
            "budget": row.pk, "year": row.year, "number": row.number, "total_fen": row.total_fen,
            "lines": {code: draft.lines[code] for code in sorted(draft.lines)}, "vote": row.basis_vote_id,
            "item": row.basis_item_id, "replaces": former.pk if former else None, **said(reason=why),
        }  # fmt: skip
        tell(actor, now, account, "purses.budget_made", data, references)
    return int(row.pk)


def _asked(
    actor: Actor, account: JointAccount, draft: BudgetDraft, day: date, *, replaces: bool
) -> BudgetAsked:
    found: Resolution | None = None
    decided: Decided | None = None
    with opened(actor, account.scope):
        if draft.resolution is not None:
            found = resolution(*draft.resolution, actor=system_actor(account.scope))
        elif draft.item is not None:
            item = meetings.committee_item(draft.item)
            decided = Decided(item.estate_id, item.title, item.adopted and not item.matters) if item else None
        if (draft.resolution and found is None) or (draft.item and not draft.resolution and decided is None):
            raise missing()
        taken = committed(account.pk, draft.year)
        worth = Worth()
        if draft.resolution is not None and found is not None:
            worth = worth_of(
                account.pk, draft.resolution[1], limit_fen=found.spends_fen, on=day, but_year=draft.year
            )
    return BudgetAsked(
        estate_id=account.estate_id, year=draft.year, this_year=day.year, lines=draft.lines,
        names={one.code: one.name for one in ledgers.chart_on(day).account}, resolution=found, decided=decided,
        committed=taken, replaces=replaces, reason=draft.reason, worth=worth,
    )  # fmt: skip


def draws(
    actor: Actor, account: JointAccount, line_id: int | None, *, code: str, amount_fen: int, day: date
) -> Decision:
    """Say whether a payment may rest on a line of a budget of its account; the caller holds the account."""
    if line_id is None:
        return Decision.yes()
    faults: tuple[Reason, ...] = ()
    with opened(actor, account.scope):  # what a company before took counts too
        line = line_facts(account.pk, line_id, day)
        assembly, vote = budget_resolution(line_id) if line else (None, None)
        if line and assembly and vote:
            found = resolution(assembly, vote, actor=system_actor(account.scope))
            line = replace(line, runs=line.runs and found is not None and found.annulled_on is None)
            if (
                line.runs and found is not None
            ):  # counted anew it may have failed, which nobody wrote on the budget
                faults = tuple(replace(one, field="budget_line") for one in stands(found, account.estate_id))
    if line is None:
        raise missing()
    if faults:
        return Decision.no(*faults)
    return may_draw(line, code=code, year=day.year, amount_fen=amount_fen)
