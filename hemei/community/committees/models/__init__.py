"""Tables of committees."""

from hemei.community.committees.models.contests import Contest
from hemei.community.committees.models.elections import Applicant, Election, FilingReceipt, Objection
from hemei.community.committees.models.leaving import Leaving
from hemei.community.committees.models.life import (
    Advice,
    Handover,
    HandoverItem,
    OwnersReport,
    Recall,
    Training,
)
from hemei.community.committees.models.preparing import Candidate, GroupMember, PreparatoryGroup, WorkDone
from hemei.community.committees.models.standing_in import StandIn, StandInMember

__all__ = [
    "Advice",
    "Applicant",
    "Candidate",
    "Contest",
    "Election",
    "FilingReceipt",
    "GroupMember",
    "Handover",
    "HandoverItem",
    "Leaving",
    "Objection",
    "OwnersReport",
    "PreparatoryGroup",
    "Recall",
    "StandIn",
    "StandInMember",
    "Training",
    "WorkDone",
]
