"""The words of visits and surveys that tables store."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class VisitState(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    ENDED = "ended"
    VOIDED = "voided"


VISIT_STATE_TEXTS = {
    VisitState.PLANNED: mark("待检查"),
    VisitState.ENDED: mark("已提交"),
    VisitState.VOIDED: mark("已作废，另行检查"),
}


class ReviewOutcome(StrEnum):
    """What a person made of the flags of a visit."""

    UPHELD = "upheld"
    REDO = "redo"


REVIEW_TEXTS = {
    ReviewOutcome.UPHELD: mark("核实有效"),
    ReviewOutcome.REDO: mark("作废重查"),
}


class Fate(StrEnum):
    """What became of a unit that was drawn for the survey."""

    WAITING = "waiting"
    ANSWERED = "answered"
    UNREACHED = "unreached"
    DECLINED = "declined"


FATE_TEXTS = {
    Fate.WAITING: mark("待询问"),
    Fate.ANSWERED: mark("已回答"),
    Fate.UNREACHED: mark("联系不上"),
    Fate.DECLINED: mark("不愿回答"),
}
