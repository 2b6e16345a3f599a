"""The readers of committees; other apps enter here."""

from hemei.community.committees.queries.figures import elected_committees, party_halves
from hemei.community.committees.queries.life.own import recalls_against, trainings_of
from hemei.community.committees.queries.life.states import (
    CommitteeState,
    DangerFilter,
    DangerLine,
    all_in_danger,
    committee_states,
    committees_in_danger,
    danger_of,
)

__all__ = [
    "CommitteeState",
    "DangerFilter",
    "DangerLine",
    "all_in_danger",
    "committee_states",
    "committees_in_danger",
    "danger_of",
    "elected_committees",
    "party_halves",
    "recalls_against",
    "trainings_of",
]
