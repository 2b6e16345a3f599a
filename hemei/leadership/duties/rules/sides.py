"""Whose a piece of work is where residents' committee and company manage an estate together."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.decision import Decision, Reason, Reference, mark


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of the work of an estate of the mixed mode: the body it falls to, and the one on the other side."""

    name: str
    is_companys: bool
    body: int | None
    reference: Reference


def may_give(portion: Portion, owner: int, reason: str) -> Decision:
    """Whether this part of the work may be given to a body: people to the committee, upkeep to the company.

    Somebody else may be given it for a reason, as with cases.
    """
    if owner == portion.body or reason.strip():
        return Decision.yes(portion.reference)
    words = (
        mark("“居委会+物业”小区，{part}归物业企业办理（{clause}）")
        if portion.is_companys
        else mark("“居委会+物业”小区，{part}归居委会办理（{clause}）")
    )
    values = {"part": portion.name, "clause": portion.reference.clause}
    remedy = mark("请按分工选择，或在详细说明里写明理由")
    return Decision.no(Reason(words, values, remedy, "owner", "other_side"), references=(portion.reference,))
