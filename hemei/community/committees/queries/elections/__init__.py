"""The readers of elections."""

from hemei.community.committees.queries.elections.lists import (
    ElectionFilter,
    ElectionRow,
    elections,
    next_clock,
)
from hemei.community.committees.queries.elections.own import (
    OwnElection,
    OwnEstate,
    file_of,
    own_elections,
    own_estates,
)
from hemei.community.committees.queries.elections.page import (
    CandidateView,
    ElectionPage,
    FindingView,
    GroupView,
    ObjectionView,
    ReceiptView,
    WorkView,
    candidate_form,
    elected,
    election_page,
    filed_with,
)

__all__ = [
    "CandidateView",
    "ElectionFilter",
    "ElectionPage",
    "ElectionRow",
    "FindingView",
    "GroupView",
    "ObjectionView",
    "OwnElection",
    "OwnEstate",
    "ReceiptView",
    "WorkView",
    "candidate_form",
    "elected",
    "election_page",
    "elections",
    "file_of",
    "filed_with",
    "next_clock",
    "own_elections",
    "own_estates",
]
