"""A unit of a frozen roll is put right: when it takes two persons, and who may be the second."""

from __future__ import annotations

from hemei.community.voting.rules.striking import Hand
from hemei.kernel.decision import Decision, Reason, mark


def takes_two(*, others: bool, area: bool, of_unit: bool, of_roll: bool) -> bool:
    """Whether a correction waits for a second person, by what it changes and which ballots came in.

    Ballots of the unit make it wait where it becomes another's: what was cast gives way to the new owner's then, or
    is struck. Ballots of any unit make it wait where its area changes, which shifts every sum and every bar. One hand
    alone must not bring that about.
    """
    return (others and of_unit) or (area and of_roll)


def may_confirm(answers: Hand, asked: Hand, *, person: bool) -> Decision:
    """Whether somebody may confirm or refuse a correction that waits: a person, and not who entered it."""
    if not person:
        return Decision.no(Reason(mark("请用工作人员的账号确认"), code="no_person"))
    if answers.is_of(asked):
        return Decision.no(
            Reason(
                mark("提出这项更正的人不能自己确认它"),
                remedy=mark("请由另一名工作人员核对后确认"),
                code="one_hand",
            )
        )
    return Decision.yes()
