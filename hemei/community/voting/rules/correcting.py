"""A unit of a frozen roll is put right by two persons once ballots came in: who may be the second."""

from __future__ import annotations

from hemei.community.voting.rules.striking import Hand
from hemei.kernel.decision import Decision, Reason, mark


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
