"""The writers of assessment; pages and other apps enter here."""

from hemei.oversight.assessment.services.assessors import AssessorDraft, appoint_assessor, end_assessor
from hemei.oversight.assessment.services.following import (
    TakenUp,
    decline_recommendation,
    note_election,
    take_up_recall,
)
from hemei.oversight.assessment.services.frequency import set_check_frequency
from hemei.oversight.assessment.services.marking import MarkDraft, mark_items
from hemei.oversight.assessment.services.objecting import decide_objection, object_to_mark
from hemei.oversight.assessment.services.opening import RoundDraft, cancel_round, enter_subjects, open_round
from hemei.oversight.assessment.services.settling import post_round, publish_round, settle_round

__all__ = [
    "AssessorDraft",
    "MarkDraft",
    "RoundDraft",
    "TakenUp",
    "appoint_assessor",
    "cancel_round",
    "decide_objection",
    "decline_recommendation",
    "end_assessor",
    "enter_subjects",
    "mark_items",
    "note_election",
    "object_to_mark",
    "open_round",
    "post_round",
    "publish_round",
    "set_check_frequency",
    "settle_round",
    "take_up_recall",
]
