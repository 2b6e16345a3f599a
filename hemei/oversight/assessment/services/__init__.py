"""The writers of assessment; pages and other apps enter here."""

from hemei.oversight.assessment.services.assessors import AssessorDraft, appoint_assessor, end_assessor
from hemei.oversight.assessment.services.following import (
    EarlyElection,
    TakenUp,
    decline_recommendation,
    note_election,
    take_up_election,
    take_up_recall,
)
from hemei.oversight.assessment.services.frequency import (
    FrequencyDraft,
    set_check_frequencies,
    set_check_frequency,
)
from hemei.oversight.assessment.services.kit import (
    ContractDraft,
    ItemDraft,
    VisitDraft,
    VisitPhotoDraft,
    close_survey,
    draw_sample,
    end_visit,
    fix_list,
    follow_visit,
    measure_agreement,
    open_secret,
    plan_visits,
    record_answer,
    record_contract,
    review_visit,
)
from hemei.oversight.assessment.services.marking import MOST_BYTES, MarkDraft, Proof, mark_items
from hemei.oversight.assessment.services.objecting import decide_objection, object_to_mark
from hemei.oversight.assessment.services.opening import RoundDraft, cancel_round, enter_subjects, open_round
from hemei.oversight.assessment.services.retention import KEEPERS
from hemei.oversight.assessment.services.settling import post_round, publish_round, settle_round

__all__ = [
    "KEEPERS",
    "MOST_BYTES",
    "AssessorDraft",
    "ContractDraft",
    "EarlyElection",
    "FrequencyDraft",
    "ItemDraft",
    "MarkDraft",
    "Proof",
    "RoundDraft",
    "TakenUp",
    "VisitDraft",
    "VisitPhotoDraft",
    "appoint_assessor",
    "cancel_round",
    "close_survey",
    "decide_objection",
    "decline_recommendation",
    "draw_sample",
    "end_assessor",
    "end_visit",
    "enter_subjects",
    "fix_list",
    "follow_visit",
    "mark_items",
    "measure_agreement",
    "note_election",
    "object_to_mark",
    "open_round",
    "open_secret",
    "plan_visits",
    "post_round",
    "publish_round",
    "record_answer",
    "record_contract",
    "review_visit",
    "set_check_frequencies",
    "set_check_frequency",
    "settle_round",
    "take_up_election",
    "take_up_recall",
]
