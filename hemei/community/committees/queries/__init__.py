"""The readers of committees; other apps enter here."""

from hemei.community.committees.queries.contests import (
    ContestView,
    contest_home,
    contests,
    contests_to_confirm,
)
from hemei.community.committees.queries.elections.facts import who_gives_way_waits
from hemei.community.committees.queries.evaluated import (
    HANDED_OVER,
    RENEWED_IN_TIME,
    REPORTED,
    TRAINED,
    filed_in_time,
)
from hemei.community.committees.queries.figures import FIRST_COUNTED, elected_committees, party_halves
from hemei.community.committees.queries.life.advice import AdviceView, advices
from hemei.community.committees.queries.life.callers import recall_callers
from hemei.community.committees.queries.life.leaving import (
    LeavingView,
    leaving_estate,
    leaving_scan,
    leavings,
    leavings_to_settle,
    seat_estate,
)
from hemei.community.committees.queries.life.own import (
    handovers_signed,
    leavings_of,
    recalls_against,
    stand_ins_of,
    trainings_of,
)
from hemei.community.committees.queries.life.page import (
    HandoverView,
    LifePage,
    RecallView,
    advice_estate,
    handover_estate,
    handover_scan,
    item_estate,
    life_page,
    may_see_dangers,
    origin_estate,
    recall_estate,
    recall_grounds,
    recall_paper,
    recalls_to_confirm,
)
from hemei.community.committees.queries.life.standing_in import (
    StandInView,
    stand_in_estate,
    stand_in_member,
    stand_ins,
)
from hemei.community.committees.queries.life.states import (
    CommitteeState,
    DangerFilter,
    DangerLine,
    all_in_danger,
    committee_states,
    committees_in_danger,
    danger_counts,
    danger_of,
)
from hemei.community.committees.queries.proofs import settled_by_act
from hemei.community.committees.rules.life_words import DANGER_NAMES, DANGER_TONES, Danger

__all__ = [
    "DANGER_NAMES",
    "DANGER_TONES",
    "FIRST_COUNTED",
    "HANDED_OVER",
    "RENEWED_IN_TIME",
    "REPORTED",
    "TRAINED",
    "AdviceView",
    "CommitteeState",
    "ContestView",
    "Danger",
    "DangerFilter",
    "DangerLine",
    "HandoverView",
    "LeavingView",
    "LifePage",
    "RecallView",
    "StandInView",
    "advice_estate",
    "advices",
    "all_in_danger",
    "committee_states",
    "committees_in_danger",
    "contest_home",
    "contests",
    "contests_to_confirm",
    "danger_counts",
    "danger_of",
    "elected_committees",
    "filed_in_time",
    "handover_estate",
    "handover_scan",
    "handovers_signed",
    "item_estate",
    "leaving_estate",
    "leaving_scan",
    "leavings",
    "leavings_of",
    "leavings_to_settle",
    "life_page",
    "may_see_dangers",
    "origin_estate",
    "party_halves",
    "recall_callers",
    "recall_estate",
    "recall_grounds",
    "recall_paper",
    "recalls_against",
    "recalls_to_confirm",
    "seat_estate",
    "settled_by_act",
    "stand_in_estate",
    "stand_in_member",
    "stand_ins",
    "stand_ins_of",
    "trainings_of",
    "who_gives_way_waits",
]
