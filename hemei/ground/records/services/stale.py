"""What is said to somebody whose form was overtaken by a colleague; the same for every subject with a history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hemei.kernel.decision import Decision, Reason, Refused, mark

if TYPE_CHECKING:
    from hemei.ground.records.queries import EventRow  # which itself enters through the services


class Stale(Refused):
    """A colleague moved the subject since the form was drawn; `since` are the events between.

    `text` names the subject and has a place for `{count}`.
    """

    def __init__(self, since: Sequence[EventRow], text: str) -> None:
        self.since = tuple(since)
        super().__init__(
            Decision.no(
                Reason(
                    text,
                    {"count": len(self.since)},
                    mark("请先看变化，您填写的内容仍在表单里"),
                    code="stale",
                )
            )
        )
