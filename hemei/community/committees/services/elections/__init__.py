"""The writers of elections, by business act."""

from hemei.community.committees.rules.electing import Plan
from hemei.community.committees.rules.election_words import ElectionKind, Resolution, Side, Source
from hemei.community.committees.services.elections.annulling import annul, resolve_annulment
from hemei.community.committees.services.elections.beginning import (
    adopt_gates,
    apply_first,
    begin_early,
    begin_renewal,
    set_plan,
    stop_election,
)
from hemei.community.committees.services.elections.calling import call_election, called_off
from hemei.community.committees.services.elections.candidates import (
    CandidateDraft,
    check,
    check_all,
    election_of,
    post_candidates,
    register,
    register_all,
    reopen,
    stand,
    withdraw,
)
from hemei.community.committees.services.elections.constituting import (
    FirstMeetingDraft,
    Officers,
    call_first_meeting,
    constitute,
    note_seals,
)
from hemei.community.committees.services.elections.deciding import FAILURES, Judged, Tallied, decide
from hemei.community.committees.services.elections.filing import answer_filing, submit_filing
from hemei.community.committees.services.elections.grouping import (
    GROUP_MEETING_KIND,
    GroupMeetingDraft,
    call_group_meeting,
)
from hemei.community.committees.services.elections.objecting import (
    GateFinding,
    ObjectionDraft,
    object_to,
    settle,
)
from hemei.community.committees.services.elections.ordering import order_call
from hemei.community.committees.services.elections.preparing import (
    MemberDraft,
    WorkDraft,
    form_group,
    note_work,
    note_works,
    post_group,
)

__all__ = [
    "FAILURES",
    "GROUP_MEETING_KIND",
    "CandidateDraft",
    "ElectionKind",
    "FirstMeetingDraft",
    "GateFinding",
    "GroupMeetingDraft",
    "Judged",
    "MemberDraft",
    "ObjectionDraft",
    "Officers",
    "Plan",
    "Resolution",
    "Side",
    "Source",
    "Tallied",
    "WorkDraft",
    "adopt_gates",
    "annul",
    "answer_filing",
    "apply_first",
    "begin_early",
    "begin_renewal",
    "call_election",
    "call_first_meeting",
    "call_group_meeting",
    "called_off",
    "check",
    "check_all",
    "constitute",
    "decide",
    "election_of",
    "form_group",
    "note_seals",
    "note_work",
    "note_works",
    "object_to",
    "order_call",
    "post_candidates",
    "post_group",
    "register",
    "register_all",
    "reopen",
    "resolve_annulment",
    "set_plan",
    "settle",
    "stand",
    "stop_election",
    "submit_filing",
    "withdraw",
]
