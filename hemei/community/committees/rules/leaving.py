"""Somebody else enters that a member left: on paper, by two hands, told to the member, who may object in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, gives_reason, mark


class LeavingState(StrEnum):
    """How far the end of a seat has come that was entered for its holder."""

    ENTERED = "entered"
    TOLD = "told"
    REFUSED = "refused"
    OBJECTED = "objected"
    ENDED = "ended"
    MOOT = "moot"


OPEN_LEAVINGS = frozenset({LeavingState.ENTERED, LeavingState.TOLD})
LEAVING_NAMES = {
    LeavingState.ENTERED: mark("待第二人核对"),
    LeavingState.TOLD: mark("已告知本人，等异议期满"),
    LeavingState.REFUSED: mark("核对退回"),
    LeavingState.OBJECTED: mark("本人有异议，不生效"),
    LeavingState.ENDED: mark("已离任"),
    LeavingState.MOOT: mark("席位已因其他原因终止"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered of a member who left: the day of the paper, its scan, and which ground ended the seat."""

    signed_on: date
    since: date
    scanned: bool
    automatic: bool
    ground: str = ""
    entered: bool = False


def may_enter(entry: Entry, today: date) -> Decision:
    """Whether it may be entered that a member left; nothing follows from it yet."""
    found = tuple(_faults(entry, today))
    return Decision(not found, found)


def _faults(entry: Entry, today: date) -> Iterator[Reason]:
    if entry.entered:
        yield Reason(
            mark("这个席位已经登记离任，正在办理。"), {}, mark("请核对已经登记的那一项。"), "", "entered"
        )
    if not entry.since <= entry.signed_on <= today:
        yield Reason(
            mark("文书日期须在{since}以后、且不晚于今天。"), {"since": entry.since.isoformat()},
            mark("请填写文书上写的日期。"), "day", "day",
        )  # fmt: skip
    if not entry.scanned:
        yield Reason(
            mark("替委员登记离任，须有文书。"), {},
            mark("请上传本人签名的辞职书，或者证明资格终止的文书。"), "scan", "scan",
        )  # fmt: skip
    if entry.automatic:
        words = mark("资格自行终止的，须写明是指导规则第四十三条的哪一种、凭什么文书。")
        yield from gives_reason(words, entry.ground, field="ground", code="ground").reasons


@dataclass(frozen=True, slots=True)
class Waiting:
    """A leaving that was entered: by whom, on which day, and how it stands."""

    state: LeavingState
    entered_by: int | None
    entered_on: date
    due_on: date | None = None


def may_settle(waiting: Waiting, by: int | None) -> Decision:
    """Whether somebody may confirm it or send it back: another person than entered it."""
    if waiting.state is not LeavingState.ENTERED:
        return Decision.no(Reason(mark("这项离任已经核对过。"), {}, "", "", "settled"))
    if by is None or by == waiting.entered_by:
        return Decision.no(
            Reason(mark("登记的人不能自己核对。"), {}, mark("请另一位工作人员核对。"), "", "two")
        )
    return Decision.yes()


def may_tell(waiting: Waiting, told_on: date | None, today: date, *, scanned: bool) -> Decision:
    """Whether it will do that the member was told in writing on a day: after the entry, not to come, and on paper.

    His days to object run from that day, so that nobody's word alone says which it was.
    """
    found = []
    if told_on is None or not waiting.entered_on <= told_on <= today:
        found.append(
            Reason(
                mark("书面告知本人之日须在登记以后、且不晚于今天。"), {},
                mark("先书面告知本人，再核对确认。"), "told_on", "told_on",
            )
        )  # fmt: skip
    if not scanned:
        found.append(
            Reason(
                mark("书面告知本人，须有签收的告知书。"), {},
                mark("请上传写明日期、本人签收的告知书；本人拒收的，由两名见证人签名。"), "scan", "notice",
            )
        )  # fmt: skip
    return Decision(not found, tuple(found))


def may_object(waiting: Waiting, today: date) -> Decision:
    """Whether the member may still object: from the entry on, to the end of the last day."""
    if waiting.state not in OPEN_LEAVINGS:
        return Decision.no(Reason(mark("这项离任已经办结。"), {}, "", "", "settled"))
    if waiting.due_on is not None and today > waiting.due_on:
        return Decision.no(
            Reason(mark("异议期已于{day}届满。"), {"day": waiting.due_on.isoformat()}, "", "", "too_late")
        )
    return Decision.yes()


def ends_on(waiting: Waiting, today: date) -> date | None:
    """Return the day the seat ends to which nobody objected: the one after the last day, once it has come."""
    if waiting.state is not LeavingState.TOLD or waiting.due_on is None or today <= waiting.due_on:
        return None
    return waiting.due_on + timedelta(days=1)
