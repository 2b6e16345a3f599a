"""Tables of meetings."""

from hemei.community.meetings.models.demands import Demand
from hemei.community.meetings.models.meetings import (
    Attendance,
    Comment,
    Item,
    Meeting,
    MeetingSide,
    Minutes,
    Signature,
    SigningRefusal,
    Task,
    Voice,
)
from hemei.community.meetings.models.statements import Grouping, OpinionGiven, Statement

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
    "SigningRefusal",
    "Statement",
    "Task",
    "Voice",
]
