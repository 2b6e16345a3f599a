"""The writers of committees; pages and other apps enter here."""

from hemei.community.committees.services.life.handing import (
    begin_handover,
    begin_left,
    hand_item,
    sign_handover,
)
from hemei.community.committees.services.life.keeping import post_member_facts, post_report, record_training
from hemei.community.committees.services.life.meeting import (
    CommitteeMeetingDraft,
    call_committee_meeting,
    demand_committee_meeting,
)
from hemei.community.committees.services.life.recalls import (
    RecallDraft,
    call_recall_vote,
    decide_recalls,
    hear_member,
    lapse_recalls,
    propose_recall,
    put_to_vote,
    withdraw_recall,
)
from hemei.community.committees.services.life.seats import resign, step_in
from hemei.community.committees.services.life.standing_in import MemberDraft, end_stand_in, form_stand_in
from hemei.community.committees.services.life.watch import watch

__all__ = [
    "CommitteeMeetingDraft",
    "MemberDraft",
    "RecallDraft",
    "begin_handover",
    "begin_left",
    "call_committee_meeting",
    "call_recall_vote",
    "decide_recalls",
    "demand_committee_meeting",
    "end_stand_in",
    "form_stand_in",
    "hand_item",
    "hear_member",
    "lapse_recalls",
    "post_member_facts",
    "post_report",
    "propose_recall",
    "put_to_vote",
    "record_training",
    "resign",
    "sign_handover",
    "step_in",
    "watch",
    "withdraw_recall",
]
