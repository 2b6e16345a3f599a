"""The words of orders; values are stored in rows, events and standards."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark

MATERIAL: dict[str, str] = {
    "kind": mark("类别"),
    "text": mark("诉求内容"),
    "estate": mark("小区"),
    "community": mark("社区"),
    "address": mark("地址"),
    "received_at": mark("受理时间"),
    "name": mark("来电人"),
    "phone": mark("联系电话"),
}
"""What makes an order the order it is; none of it is changed by a later file."""
ASKED: tuple[str, ...] = ("number", "street", "due_at", "reminders", *MATERIAL)
ANSWERED: tuple[str, ...] = ("state", "handler", "result", "done_at", "called_at", "content")
"""The columns in which we answer."""
LONGEST_NUMBER = 40
LONGEST_NAME = 60
MOST_REMINDERS = 999


class Of(StrEnum):
    """What a remembered word of another system speaks of."""

    KIND = "kind"
    ESTATE = "estate"


class Says(StrEnum):
    """What is told back: how a case stands, with what outcome, how its reporter took it."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    HANDLING = "handling"
    WHISTLED = "whistled"
    RESULTED = "resulted"
    AWAITING = "awaiting"
    REFUSED = "refused"
    ENDED = "ended"
    JOINED = "joined"
    SOLVED = "solved"
    SOLVED_IN_PART = "solved_in_part"
    NOT_SOLVED = "not_solved"
    NOT_A_CASE = "not_a_case"
    CONTENT = "content"
    NOT_CONTENT = "not_content"
    SILENT = "silent"
    ANONYMOUS = "anonymous"
    WITHDRAWN = "withdrawn"


SAID_LATER: dict[Says, str] = {Says.JOINED: mark("已并案办理")}
"""Words that documents issued earlier do not have, and what is said where they lack them."""
