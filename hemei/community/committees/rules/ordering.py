"""A committee that does not call the assembly of its election is ordered to; then the residents' committee calls it.

So says article 57 of the guidance rules of a renewal. The committee that elects early because too few sit is ordered
alike, as any that should call and does not (the ground `unmet_order` of `assembly-procedure`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hemei.community.committees.rules.election_standards import ElectionRules
from hemei.community.committees.rules.election_words import ElectionKind
from hemei.kernel.decision import Decision, Reason, mark

LONGEST_DOCUMENT = 60


@dataclass(frozen=True, slots=True)
class Uncalled:
    """An election whose assembly was not called: whether its committee is at work, from when on it should renew."""

    kind: ElectionKind
    at_work: bool
    renewal_on: date | None = None
    order_due_on: date | None = None


def may_order(given: Uncalled, document: str, today: date, rules: ElectionRules) -> Decision:
    """Whether the committee may be ordered to call the assembly: it is at work, should have, and was not yet."""
    reason = _why_not(given, today)
    if reason is None and not 0 < len(document) <= LONGEST_DOCUMENT:
        reason = Reason(
            mark("请用不超过{most}个字写明责令文书的编号"), {"most": LONGEST_DOCUMENT}, "", "document", "document"
        )  # fmt: skip
    reference = rules.renewal_ordered.warrant.reference
    return Decision.no(reason, references=(reference,)) if reason else Decision.yes(reference)


def _why_not(given: Uncalled, today: date) -> Reason | None:
    if given.kind is ElectionKind.FIRST:
        return Reason(mark("首次业主大会由筹备组召集，不能责令业委会"), {}, "", "", "first")
    if not given.at_work:
        return Reason(
            mark("小区没有任期内的业委会"), {}, mark("由居民委员会召集（指导规则第五十八条）"), "", "no_committee"
        )  # fmt: skip
    if given.order_due_on is not None:
        return Reason(
            mark("已经责令，期限到{day}"), {"day": given.order_due_on.isoformat()},
            mark("逾期不召集的，由居民委员会召集"), "", "ordered",
        )  # fmt: skip
    if given.kind is ElectionKind.RENEWAL and given.renewal_on is not None and today < given.renewal_on:
        return Reason(
            mark("换届自{day}起组织，在这以前不能责令"),
            {"day": given.renewal_on.isoformat()},
            "",
            "",
            "early",
        )
    return None


def unmet(order_due_on: date | None, today: date) -> bool:
    """Whether an order's days are over; its last day is in time (Civil Code art. 1259)."""
    return order_due_on is not None and order_due_on < today


def urge_due(until: date | None, reminded: int, today: date, rules: ElectionRules) -> date | None:
    """Return by when the street urges a committee whose term ends and whose assembly is not called by then.

    `reminded` days before the end it is told; a renewal that begins later is urged so long after it begins.
    """
    if until is None or until <= today:
        return None
    since = max(until - timedelta(days=reminded), today)
    return since + timedelta(days=rules.renewal_urged.limit.amount)
