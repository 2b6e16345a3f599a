"""The writers of deliberation; pages and other apps enter here."""

from hemei.community.deliberation.rules.concluding import Task as Planned
from hemei.community.deliberation.rules.words import OwnersSide
from hemei.community.deliberation.services.changing import change_matter, return_topic
from hemei.community.deliberation.services.conclusions import (
    ConclusionDraft,
    add_upkeep,
    conclude_topic,
    follow_assembly,
    follow_duty,
    follow_proposal,
    follow_tasks,
    may_task,
)
from hemei.community.deliberation.services.mechanisms import (
    MechanismDraft,
    correct_mechanism,
    end_mechanism,
    establish,
    void_mechanism,
)
from hemei.community.deliberation.services.results import add_photos, rate_topic, share_result
from hemei.community.deliberation.services.retention import KEEPERS
from hemei.community.deliberation.services.sittings import (
    SittingDraft,
    ask_extra,
    call_sitting,
    follow_sitting,
)
from hemei.community.deliberation.services.topics import (
    Proposal,
    accept_topic,
    merge_topic,
    propose_topic,
    refuse_topic,
)

__all__ = [
    "KEEPERS",
    "ConclusionDraft",
    "MechanismDraft",
    "OwnersSide",
    "Planned",
    "Proposal",
    "SittingDraft",
    "accept_topic",
    "add_photos",
    "add_upkeep",
    "ask_extra",
    "call_sitting",
    "change_matter",
    "conclude_topic",
    "correct_mechanism",
    "end_mechanism",
    "establish",
    "follow_assembly",
    "follow_duty",
    "follow_proposal",
    "follow_sitting",
    "follow_tasks",
    "may_task",
    "merge_topic",
    "propose_topic",
    "rate_topic",
    "refuse_topic",
    "return_topic",
    "share_result",
    "void_mechanism",
]
