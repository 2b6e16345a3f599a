"""Who is short is asked to renew: as the assembly decided, or by the city's rule where none did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Fund, Household, RenewalNotice
from hemei.community.funds.queries.balances import balances
from hemei.community.funds.queries.renewing import renewal_basis
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.raising import (
    Raising,
    Terms,
    decided_fen,
    item_words,
    may_ask_by,
    may_word,
)
from hemei.community.funds.rules.renewing import (
    RAISING,
    Basis,
    asked_of,
    may_ask,
    may_ask_silent,
    may_put,
    may_renew,
)
from hemei.community.funds.rules.standards import FundRules
from hemei.community.funds.services.shared import PLATFORM, missing, on_fund, tell
from hemei.community.voting import services as voting
from hemei.ground.clocks import queries as clocks
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reference, demand
from hemei.kernel.workdays import shanghai_day

_TOLD_AT_ONCE = 500
"""An event names so many of the households that are asked at most; their owners are told by it."""
_MOST_REASONS = 5
"""Of many households that are not asked so many reasons are told."""


@records.whole
def put_renewal(
    *, actor: Actor, now: datetime, fund_id: int, terms: Terms, cited: voting.Cited = voting.NOTHING_CITED
) -> int:
    """Put to the assembly how those who are short renew, in its very words; return the meeting called for it.

    From now on runs the time in which it decides. The committee calls by the rules of procedure, and whoever enters
    that for it cites what it decided; the residents' committee where no committee can act.

    Raises:
        Refused: the estate has no assembly, it decided already, is asked still; no amount, or two, or no day to come.
    """
    with on_fund(actor, Act.PUT_RENEWAL, fund_id) as fund:
        today = shanghai_day(now)
        rules = fund_rules(today)
        references = demand(
            may_put(renewal_basis(fund), today=today, rules=rules), may_word(terms, today=today)
        )
        if rules.renewal_wait is None:  # the rule refused it
            raise missing()
        by = shanghai_day(clocks.working_time(now=now).due(now, rules.renewal_wait.limit).at)
        words = item_words(terms)
        assembly = voting.call_assembly(
            actor=actor, now=now, draft=cited.by(_meeting(actor, fund, words, today))
        )
        data = {"assembly": assembly, "words": words, "decide_by": by.isoformat()}
        tell(actor, now, fund, "funds.renewal_put", data, *references)
    return assembly


def _meeting(actor: Actor, fund: Fund, words: str, today: date) -> voting.AssemblyDraft:
    with records.acting(PLATFORM):
        before = len(record.events_of(streams=[fund.stream], kind="funds.renewal_put"))
    return voting.AssemblyDraft(
        estate_id=fund.estate_id, kind="regular", title="续筹维修资金", key=f"funds.renewal:{fund.pk}:{before}",
        agenda=(voting.AgendaItem(matter=RAISING, title=words),), record=fund.stream,
        **voting.usual_caller(actor, fund.estate_id, today),
    )  # fmt: skip


def ask_renewal(*, actor: Actor, now: datetime, household_ids: Sequence[int], fund_id: int) -> int:
    """Ask households that are short to renew, by a day of the standard; return how many notices went out.

    Households that are not short, or were asked already, are left out. Where the estate has an assembly, its owners
    decide, all of them or those of a part for theirs: asked is no more than they decided, and not beyond its last day.
    The notice names the decision, or that none came in the time of the standard.

    Raises:
        Refused: none is left to be asked; no vote carries it, and the assembly was not asked long enough ago, decides
            still or said no; or it was silent, and the actor put the question himself.
    """
    with on_fund(actor, Act.ASK_RENEWAL, fund_id) as fund:
        today = shanghai_day(now)
        basis = renewal_basis(fund)
        wanted = _wanted(fund, household_ids, basis, today)
        if None in wanted and basis.question is not None:
            demand(may_ask_silent(basis.question, actor.person_id, actor.account_id))
        limit = fund_rules(today).renewal_notice
        last = shanghai_day(clocks.working_time(now=now).due(now, limit.limit).at)
        for by, group in wanted.items():
            until = by.terms.until if by is not None else None
            due_on = min(last, until) if until is not None else last
            for first in range(0, len(group), _TOLD_AT_ONCE):
                some = group[first : first + _TOLD_AT_ONCE]
                _ask(fund, some, today, due_on)
                data = {
                    "households": len(some), "due_on": due_on.isoformat(), "units": [one.row.unit_id for one in some],
                    "assembly": by.assembly_id if by else None, "vote": by.vote if by else None,
                }  # fmt: skip
                cited = dict.fromkeys(reference for one in some for reference in one.references)
                tell(actor, now, fund, "funds.renewal_asked", data, *cited, limit.warrant.reference)
    return sum(len(group) for group in wanted.values())


def _ask(fund: Fund, some: Sequence[_Wanted], today: date, due_on: date) -> None:
    RenewalNotice.objects.bulk_create(
        RenewalNotice(
            stream=fund.stream, scope=fund.scope, household=one.row, noticed_on=today, due_on=due_on,
            asked_fen=one.fen,
        )
        for one in some
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A household that is asked, for how much, and what that stands on."""

    row: Household
    fen: int
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the households that might be asked: on what it rests, what they hold, who was asked and when."""

    basis: Basis
    rules: FundRules
    today: date
    held: dict[int, int]
    waiting: set[int]
    latest: dict[int, date]


def _known(fund: Fund, rows: Sequence[Household], basis: Basis, today: date) -> _Known:
    notices = RenewalNotice.objects.filter(household__in=rows)
    return _Known(
        basis, fund_rules(today), today, balances(fund.ledger_id, [row.unit_id for row in rows]),
        set(notices.filter(settled_on=None).values_list("household_id", flat=True)),
        dict(notices.values("household_id").annotate(day=Max("noticed_on")).values_list("household_id", "day")),
    )  # fmt: skip


def _wanted(
    fund: Fund, household_ids: Sequence[int], basis: Basis, today: date
) -> dict[Raising | None, list[_Wanted]]:
    """Return who is asked, by the vote it rests on; None is the city's rule. Refused where nobody is."""
    rows = Household.objects.filter(fund=fund, closed_on=None, pk__in=list(household_ids))
    found = list(rows.select_related("building", "unit__entrance").order_by("id"))
    known = _known(fund, found, basis, today)
    wanted: dict[Raising | None, list[_Wanted]] = defaultdict(list)
    refused: list[Decision] = []
    for row in found:
        by, fen, decisions = _judged(row, known)
        no = next((one for one in decisions if not one.allowed), None)
        if no is None:
            wanted[by].append(_Wanted(row, fen, decisions[0].references))
        elif no not in refused and len(refused) < _MOST_REASONS:
            refused.append(no)
    if not wanted:
        demand(*refused)
        raise missing()
    return wanted


def _judged(row: Household, known: _Known) -> tuple[Raising | None, int, list[Decision]]:
    """Return by which vote a household is asked, for how much, and what the rules say to it."""
    balance, place, rules = known.held.get(row.unit_id, 0), _place(row), known.rules
    decisions = [
        may_renew(known.basis, place, today=known.today, rules=rules),
        may_ask(
            balance_fen=balance, first_fen=row.first_fen, asked_already=row.pk in known.waiting,
            renewal=rules.renewal,
        ),
    ]  # fmt: skip
    by = known.basis.of(place, known.today)
    if by is None:
        return None, asked_of(balance, row.first_fen), decisions
    fen = decided_fen(by.terms, balance_fen=balance, first_fen=row.first_fen, area_dm2=row.area_dm2)
    return by, fen, [*decisions, may_ask_by(fen, by, known.latest.get(row.pk))]


def _place(row: Household) -> tuple[str, ...]:
    """Return the parts of the estate that a household stands in, as the vote engine names them."""
    name, entrance = row.building.name, row.unit.entrance
    return (name,) if entrance is None else (name, f"{name}{entrance.name}")
