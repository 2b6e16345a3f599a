"""The writers of committees; pages and other apps enter here."""

from hemei.community.committees.rules.life_words import StandInSide, Taken
from hemei.community.committees.services.contesting import (
    confirm_contest,
    contest_annulled,
    contest_election,
    contest_recalls,
    end_contests,
    settle_contest,
)
from hemei.community.committees.services.life.advice import (
    answer_advice,
    give_advice,
    tell_of_assembly,
    tell_of_meeting,
)
from hemei.community.committees.services.life.handing import (
    SignedList,
    begin_handover,
    begin_left,
    hand_item,
    sign_handover,
)
from hemei.community.committees.services.life.hearings import (
    HearingDraft,
    call_recall_hearing,
    follow_hearing,
)
from hemei.community.committees.services.life.keeping import post_member_facts, post_report, record_training
from hemei.community.committees.services.life.leaving import (
    LeavingDraft,
    end_unobjected,
    enter_leaving,
    object_to_leaving,
    settle_leaving,
)
from hemei.community.committees.services.life.losing import end_lost_seat
from hemei.community.committees.services.life.meeting import (
    CommitteeMeetingDraft,
    ToOwners,
    call_committee_meeting,
    call_stand_in_meeting,
    demand_committee_meeting,
)
from hemei.community.committees.services.life.recall_papers import confirm_recall
from hemei.community.committees.services.life.recalls import (
    RecallDraft,
    answer_recalls,
    call_recall_vote,
    decide_recalls,
    lapse_recalls,
    lapse_with_term,
    propose_recall,
    put_to_vote,
    withdraw_recall,
)
from hemei.community.committees.services.life.seats import (
    ChangeFiled,
    decline,
    file_change,
    owe_change,
    resign,
    step_in,
)
from hemei.community.committees.services.life.standing_in import (
    MemberDraft,
    end_stand_in,
    form_stand_in,
    open_stand_in_office,
)
from hemei.community.committees.services.life.undone import annul_failed, release_recalls, vote_anew
from hemei.community.committees.services.life.unsigned import UnsignedDraft, end_unsigned
from hemei.community.committees.services.life.watch import watch

__all__ = [
    "ChangeFiled",
    "CommitteeMeetingDraft",
    "HearingDraft",
    "LeavingDraft",
    "MemberDraft",
    "RecallDraft",
    "SignedList",
    "StandInSide",
    "Taken",
    "ToOwners",
    "UnsignedDraft",
    "annul_failed",
    "answer_advice",
    "answer_recalls",
    "begin_handover",
    "begin_left",
    "call_committee_meeting",
    "call_recall_hearing",
    "call_recall_vote",
    "call_stand_in_meeting",
    "confirm_contest",
    "confirm_recall",
    "contest_annulled",
    "contest_election",
    "contest_recalls",
    "decide_recalls",
    "decline",
    "demand_committee_meeting",
    "end_contests",
    "end_lost_seat",
    "end_stand_in",
    "end_unobjected",
    "end_unsigned",
    "enter_leaving",
    "file_change",
    "follow_hearing",
    "form_stand_in",
    "give_advice",
    "hand_item",
    "lapse_recalls",
    "lapse_with_term",
    "object_to_leaving",
    "open_stand_in_office",
    "owe_change",
    "post_member_facts",
    "post_report",
    "propose_recall",
    "put_to_vote",
    "record_training",
    "release_recalls",
    "resign",
    "settle_contest",
    "settle_leaving",
    "sign_handover",
    "step_in",
    "tell_of_assembly",
    "tell_of_meeting",
    "vote_anew",
    "watch",
    "withdraw_recall",
]
