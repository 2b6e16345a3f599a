"""The writers of offices and staff; other apps enter here."""

from hemei.coordination.offices.services.communities import PartTimerDraft, assign_part_timers
from hemei.coordination.offices.services.counties import record_assessment
from hemei.coordination.offices.services.keeping import Kind, end_fact, void_fact
from hemei.coordination.offices.services.streets import (
    OfficeDraft,
    PostsDraft,
    move_posts_down,
    set_up_offices,
)

__all__ = [
    "Kind",
    "OfficeDraft",
    "PartTimerDraft",
    "PostsDraft",
    "assign_part_timers",
    "end_fact",
    "move_posts_down",
    "record_assessment",
    "set_up_offices",
    "void_fact",
]
