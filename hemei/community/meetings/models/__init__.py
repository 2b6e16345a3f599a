"""Tables of meetings."""

from hemei.community.meetings.models.demands import Demand
from hemei.community.meetings.models.meetings import (
    Attendance,
    Comment,
    Grouping,
    Item,
    Meeting,
    MeetingSide,
    Minutes,
    OpinionGiven,
    Signature,
    Statement,
    Task,
    Voice,
)

__all__ = [
    "Attendance",
    "Comment",
    "Demand",
    "Grouping",
    "Item",
    "Meeting",
    "MeetingSide",
    "Minutes",
    "OpinionGiven",
    "Signature",
    "Statement",
    "Task",
    "Voice",
]
