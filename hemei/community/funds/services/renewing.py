"""Who is short is asked to renew: as the assembly decided, or by the city's rule where none did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Household, RenewalNotice
from hemei.community.funds.queries.balances import balances
from hemei.community.funds.queries.renewing import renewal_basis
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.renewing import asked_of, may_ask, may_put, may_renew
from hemei.community.funds.services.shared import missing, on_fund, tell
from hemei.ground.clocks import queries as clocks
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day


def put_renewal(*, actor: Actor, now: datetime, fund_id: int) -> None:
    """Put to the assembly how those who are short renew; from now on runs the time in which it decides.

    Raises:
        Refused: the estate has no assembly, it decided already, or was asked before.
    """
    with on_fund(actor, Act.ASK_RENEWAL, fund_id) as fund:
        today = shanghai_day(now)
        rules = fund_rules(today)
        references = demand(may_put(renewal_basis(fund), rules=rules))
        assert rules.renewal_wait is not None  # noqa: S101 - the rule refused it
        by = shanghai_day(clocks.working_time(now=now).due(now, rules.renewal_wait.limit).at)
        tell(actor, now, fund, "funds.renewal_put", {"decide_by": by.isoformat()}, *references)


def ask_renewal(*, actor: Actor, now: datetime, household_ids: Sequence[int], fund_id: int) -> int:
    """Ask households that are short to renew, by a day of the standard; return how many notices went out.

    Households that are not short, or were asked already, are left out. Where the estate has an assembly it decides how
    its households renew; the notice names the decision, or that none came in the time of the standard.

    Raises:
        Refused: none is left to be asked; the assembly did not decide, and was not asked long enough ago.
    """
    with on_fund(actor, Act.ASK_RENEWAL, fund_id) as fund:
        today = shanghai_day(now)
        rules, basis = fund_rules(today), renewal_basis(fund)
        decided = demand(may_renew(basis, today=today, rules=rules))
        rows = Household.objects.filter(fund=fund, closed_on=None, pk__in=list(household_ids))
        found = list(rows.order_by("id"))
        asked = set(
            RenewalNotice.objects.filter(household__in=found, settled_on=None).values_list(
                "household_id", flat=True
            )
        )
        held = balances(fund.ledger_id, [row.unit_id for row in found])
        decisions = {
            row.pk: may_ask(
                balance_fen=held.get(row.unit_id, 0), first_fen=row.first_fen, asked_already=row.pk in asked,
                renewal=rules.renewal,
            )
            for row in found
        }  # fmt: skip
        wanted = [row for row in found if decisions[row.pk].allowed]
        if not wanted:
            demand(*decisions.values())
            raise missing()
        due_on = shanghai_day(clocks.working_time(now=now).due(now, rules.renewal_notice.limit).at)
        RenewalNotice.objects.bulk_create(
            RenewalNotice(
                stream=fund.stream, scope=fund.scope, household=row, noticed_on=today, due_on=due_on,
                asked_fen=asked_of(held.get(row.unit_id, 0), row.first_fen),
            )
            for row in wanted
        )  # fmt: skip
        data = {
            "households": len(wanted), "due_on": due_on.isoformat(), "units": [row.unit_id for row in wanted][:20],
            "assembly": basis.assembly_id, "vote": basis.vote,
        }  # fmt: skip
        tell(actor, now, fund, "funds.renewal_asked", data, *decided, rules.renewal_notice.warrant.reference)
    return len(wanted)
