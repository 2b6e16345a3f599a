"""What must be put right first before something a fund paid, credited or shared out is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.community.funds.rules.words import CorrectionKind
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, mark

CAME_IN = frozenset({CorrectionKind.DEPOSIT, CorrectionKind.OPENING})
"""What was entered as come in for households."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests:
    """What rests on an entry that is to be taken back: gaps paid on, a later year, accounts closed or spent since."""

    gaps_paid: int = 0
    credited_until: int | None = None
    """The last year whose interest stands."""
    year: int | None = None
    """The year of the interest, in which the account was closed, or in which the money came in."""
    closed_since: int = 0
    """How many accounts with interest of that year were closed since."""
    spent: int = 0
    """How many accounts hold less now than came in for them, or were closed since."""


def may_undo(kind: CorrectionKind, rests: Rests) -> Decision:
    """Whether an entry may be taken back: what rests on it is put right before."""
    return _may_go(rests) if kind in CAME_IN else _may_undo(kind, rests)


def _may_undo(kind: CorrectionKind, rests: Rests) -> Decision:
    if kind is CorrectionKind.USE and rests.gaps_paid:
        return _no(
            mark("有{count}户的差额已经登记付清。"), mark("请先更正这些差额，再更正拨付。"), "gaps",
            count=rests.gaps_paid,
        )  # fmt: skip
    later = rests.year is not None and rests.credited_until is not None
    if kind is CorrectionKind.INTEREST and later and (rests.credited_until or 0) > (rests.year or 0):
        return _no(
            mark("{later}年也已经结息，要从最近的一年更正起。"), mark("请先更正后面的年度。"), "later",
            later=rests.credited_until or 0,
        )  # fmt: skip
    if kind is CorrectionKind.INTEREST and rests.closed_since:
        return _no(
            mark("有{count}户得到这一年的利息以后已经返还。"), mark("请先更正这些户的返还。"), "closed",
            count=rests.closed_since,
        )  # fmt: skip
    if kind is CorrectionKind.CLOSING and later and (rests.credited_until or 0) >= (rests.year or 0):
        return _no(
            mark("{later}年已经结息，没有算这一户。"), mark("请先更正那一年的结息，打开分户账以后重新结息。"), "later",
            later=rests.credited_until or 0,
        )  # fmt: skip
    if kind is CorrectionKind.COMMON and rests.spent:
        return _no(
            mark("有{count}户分到的钱已经用掉或者返还，余额不够转回。"),
            mark("请先更正这些户的使用或者返还，或者等这些户补交存以后再办。"), "spent", count=rests.spent,
        )  # fmt: skip
    return Decision.yes()


def _may_go(rests: Rests) -> Decision:
    """Whether what came in for households may be taken back: no interest counts it, and all hold it still."""
    if (rests.credited_until or 0) >= (rests.year or 0):
        return _no(
            mark("{later}年已经结息，利息算进了这一笔。"), mark("请先更正那一年的结息，冲销以后重新结息。"), "later",
            later=rests.credited_until or 0,
        )  # fmt: skip
    if rests.spent:
        return _no(
            mark("有{count}户的这笔钱已经用掉或者返还。"), mark("请先更正这些户的使用或者返还。"), "spent",
            count=rests.spent,
        )  # fmt: skip
    return Decision.yes()


def keeps(actor: Actor, *, handed_over: bool, own: bool = False) -> Decision:
    """Whether somebody corrects what a fund recorded: who keeps it, and the authority that supervises it.

    Nobody has a part in it where it is about a unit of his own: `own`.
    """
    if own:
        return Decision.no(
            Reason(
                mark("涉及您自己名下的房屋，不能由您办理更正。"), {}, mark("请由别的经办人办理。"), code="own_unit"
            )
        )  # fmt: skip
    if actor.role is Role.COMMITTEE_MEMBER and not handed_over:
        return Decision.no(
            Reason(
                mark("这笔维修资金还没有划转业主大会，由物业主管部门更正。"), {}, mark("请由主管部门办理。"),
                code="authority",
            )
        )  # fmt: skip
    return Decision.yes()


def _no(text: str, remedy: str, code: str, **values: int) -> Decision:
    return Decision.no(Reason(text, {name: str(value) for name, value in values.items()}, remedy, "", code))
