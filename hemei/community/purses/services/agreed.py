"""An order stands under an agreement the owners adopted: when that falls, what it demanded may hold no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import Agreement, Budget, PaymentOrder
from hemei.community.purses.rules.agreed import Prepared, still_agreed
from hemei.community.purses.rules.agreeing import demands_of, tiers_from
from hemei.community.purses.rules.words import Basis, OrderState, Paper
from hemei.community.purses.services.shared import adoption, missing, tell
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision
from hemei.kernel.workdays import shanghai_day

_HELD = (OrderState.APPROVING.value, OrderState.APPROVED.value, OrderState.FILED.value)


def agreed(row: PaymentOrder) -> Decision:
    """Whether an order demands what its agreement does by the owners' vote as it is now, annulled a moment ago."""
    made = row.agreement
    if made.adopted_vote_id is None or adoption(made).allowed:
        return Decision.yes()
    rules = rules_on(shanghai_day(row.prepared_at))
    kind = rules.kind_of(row.kind)
    if kind is None:  # the document of its day named it
        raise missing()
    needs = demands_of(
        row.amount_fen, kind, tiers=tiers_from(made.tiers), adopted=False, community=False, rules=rules
    )
    prepared = Prepared(
        committee=row.committee_needed, community=row.community_needed,
        papers={Paper(one) for one in row.papers}, resolution=row.basis_vote_id is not None,
        words=row.basis == Basis.BUDGET.value and row.budget_line_id is None,
    )  # fmt: skip
    return still_agreed(row.number, prepared, needs)


def hold_agreed(*, actor: Actor, now: datetime, votes: Sequence[int], day: date) -> int:
    """Hold orders of an agreement that fell with its vote, where they demand less than holds now, or others' word.

    They are taken back and prepared anew. Returns how many were held; done again it holds none. For reactions.
    """
    with records.acting(actor):
        rows = PaymentOrder.objects.select_for_update(of=("self",)).select_related("account", "agreement")
        waiting = rows.filter(agreement__adopted_vote_id__in=votes, state__in=_HELD).order_by("id")
        found = [row for row in waiting if not agreed(row).allowed]
        for row in found:
            before, row.state = row.state, OrderState.HELD.value
            row.save(update_fields=["state"])
            data = {
                "vote": row.agreement.adopted_vote_id, "agreement": row.agreement_id, "was": before,
                "annulled_on": day.isoformat(),
            }  # fmt: skip
            tell(actor, now, row, "purses.order_held", data)
    return len(found)


_ADOPTED: tuple[tuple[type[Agreement | Budget], str, str, str], ...] = (
    (Agreement, "adopted_vote_id", "agreement", "purses.agreement_annulled"),
    (Budget, "basis_vote_id", "budget", "purses.budget_annulled"),
)
"""What owners adopt about an account: the table, where it says by which vote, its name in the event, and the event."""


def annul_adopted(*, actor: Actor, now: datetime, votes: Sequence[int], day: date) -> int:
    """Let what was adopted by a vote that was annulled bind no more: agreements, and budgets; return how many.

    An agreement gives community and street no word any more, and nothing more is taken from a budget.
    """
    done = 0
    with records.acting(actor):
        for table, vote, name, event in _ADOPTED:
            rows = table.objects.select_for_update(of=("self",)).select_related("account")
            for row in rows.filter(**{f"{vote}__in": votes}, annulled_on=None).order_by("id"):
                row.annulled_on = day
                row.save(update_fields=["annulled_on"])
                data = {name: row.pk, "vote": getattr(row, vote), "annulled_on": day.isoformat()}
                tell(actor, now, row.account, event, data)
                done += 1
    return done
