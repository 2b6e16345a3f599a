"""The time in which a use is checked, then paid: a clock of the body that checks it."""

from __future__ import annotations

from datetime import datetime

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Fund, Use
from hemei.community.funds.queries.standing_in import acts_in_place, community_checks
from hemei.community.funds.rules.deposits import Term
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.clocks import services as clocks
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor, Matter
from hemei.kernel.workdays import shanghai_day

CHECK = "fund_check"


def checker_of(fund: Fund, row: Use, now: datetime) -> int | None:
    """Return the body that checks: the committee once the assembly has the fund, until then the county's authority.

    The authority also checks an emergency in the place of a committee that is silent or not there; the residents'
    committee checks what the owners voted on while no committee is at work.
    """
    today = shanghai_day(now)
    if fund.handed_over_on is None or acts_in_place(row.pk, now=now):
        return people.authority_for(Matter.MAINTENANCE_FUND, fund.scope, today)
    if community_checks(row.pk, now=now):
        return people.community_body_for(fund.scope, today)
    return people.committees_at_work([fund.estate_id], today).get(fund.estate_id)


def start_check(actor: Actor, now: datetime, fund: Fund, row: Use, term: Term) -> None:
    """Start the clock of the check and keep its end on the use; where nobody is there to check, only the end."""
    working_time, body = clock_queries.working_time(now=now), checker_of(fund, row, now)
    row.check_by = working_time.due(now, term.limit).at
    row.save(update_fields=["check_by"])
    if body is not None:
        turn = sum(one.kind == CHECK for one in clock_queries.deadlines_of(stream=row.stream)) + 1
        clocks.start_deadline(
            actor=actor, now=now, subject=clocks.Subject(row.stream, row.scope, f"check:{turn}", CHECK, body),
            limit=term.limit, working_time=working_time, reference=term.warrant.reference,
        )  # fmt: skip


def start_payment(actor: Actor, now: datetime, fund: Fund, row: Use) -> None:
    """Start the clock of the payment of what is approved and, where it is to be, filed; the checker's likewise."""
    term = fund_rules(row.planned_on).paying
    if term is not None:
        start_check(actor, now, fund, row, term)


def settle(actor: Actor, now: datetime, row: Use) -> None:
    """Stop the clock of the check or the payment: met or missed by this moment."""
    for one in clock_queries.deadlines_of(stream=row.stream):
        if one.kind == CHECK and one.settled_at is None:
            clocks.settle_deadline(actor=actor, now=now, stream=row.stream, key=one.key)
