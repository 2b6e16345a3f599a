"""The readers of committees; other apps enter here."""

from hemei.community.committees.queries.evaluated import (
    HANDED_OVER,
    RENEWED_IN_TIME,
    REPORTED,
    TRAINED,
    filed_in_time,
)
from hemei.community.committees.queries.figures import FIRST_COUNTED, elected_committees, party_halves
from hemei.community.committees.queries.life.own import recalls_against, trainings_of
from hemei.community.committees.queries.life.page import (
    HandoverView,
    LifePage,
    RecallView,
    StandInView,
    handover_estate,
    item_estate,
    life_page,
    recall_estate,
    recall_grounds,
    stand_in_estate,
)
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
    "FIRST_COUNTED",
    "HANDED_OVER",
    "RENEWED_IN_TIME",
    "REPORTED",
    "TRAINED",
    "CommitteeState",
    "DangerFilter",
    "DangerLine",
    "HandoverView",
    "LifePage",
    "RecallView",
    "StandInView",
    "all_in_danger",
    "committee_states",
    "committees_in_danger",
    "danger_of",
    "elected_committees",
    "filed_in_time",
    "handover_estate",
    "item_estate",
    "life_page",
    "party_halves",
    "recall_estate",
    "recall_grounds",
    "recalls_against",
    "stand_in_estate",
    "trainings_of",
]
