"""The writers of the clocks; other apps enter here."""

from hemei.ground.clocks.rules import (
    ClockState,
    Course,
    DeadlineRow,
    StoredPause,
    Subject,
    deadline_row,
)
from hemei.ground.clocks.services.recompute import Recomputed, RecomputeSubject, recompute_deadlines
from hemei.ground.clocks.services.run import (
    change_limit,
    pause_deadline,
    reopen_deadline,
    resume_deadline,
    settle_deadline,
    start_deadline,
    start_deadlines,
)
from hemei.ground.clocks.services.write import note_calendar, write_deadlines

__all__ = [
    "ClockState",
    "Course",
    "DeadlineRow",
    "RecomputeSubject",
    "Recomputed",
    "StoredPause",
    "Subject",
    "change_limit",
    "deadline_row",
    "note_calendar",
    "pause_deadline",
    "recompute_deadlines",
    "reopen_deadline",
    "resume_deadline",
    "settle_deadline",
    "start_deadline",
    "start_deadlines",
    "write_deadlines",
]
