"""Residents who own nothing: what they are, and what their days must keep.

No more is asked of them than a name, a phone and what they are (PIPL article 6): no identity number, no relation.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, mark


class ResidenceKind(StrEnum):
    """What somebody who lives in a unit is; the value is stored."""

    TENANT = "tenant"
    FAMILY = "family"
    OTHER = "other"


RESIDENCE_NAMES = {
    ResidenceKind.TENANT: mark("承租人"),
    ResidenceKind.FAMILY: mark("业主家庭成员"),
    ResidenceKind.OTHER: mark("其他住户"),
}


KIND_OPTIONS = {
    **{name: kind for kind, name in RESIDENCE_NAMES.items()},
    **{kind.value: kind for kind in ResidenceKind},
    "租户": ResidenceKind.TENANT,
    "租客": ResidenceKind.TENANT,
    "家属": ResidenceKind.FAMILY,
    "家庭成员": ResidenceKind.FAMILY,
    "其他": ResidenceKind.OTHER,
}


def may_move_in(name: str, since: date, today: date) -> Decision:
    """Whether somebody may be entered as living in a unit from a day on."""
    reasons = []
    if not name:
        reasons.append(Reason(mark("没有填姓名。"), field="name", code="name"))
    if since > today:
        reasons.append(
            Reason(mark("迁入日期在将来。"), {}, mark("请在迁入以后登记。"), "since", "future_day")
        )
    return Decision(not reasons, tuple(reasons))


def may_move_out(since: date, until: date | None, day: date, today: date) -> Decision:
    """Whether somebody may be entered as moved out on a day, itself excluded."""
    if until is not None:
        return Decision.no(Reason(mark("已经登记迁出。"), field="day", code="ended"))
    if since < day <= today:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("日期须在{since}之后、且不晚于今天。"),
            {"since": since.isoformat()},
            mark("请填写不再居住的第一天。"),
            "day",
            "bad_day",
        )
    )
