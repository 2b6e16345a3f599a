"""The readers of patrols; other apps enter here."""

from hemei.coordination.patrols.facts import case_kinds, rules_on, rules_or_none
from hemei.coordination.patrols.queries.figures import MISSED_POINTS, WALKED_ON_TIME
from hemei.coordination.patrols.queries.held import HOLDER
from hemei.coordination.patrols.queries.lists import (
    MISSED,
    WITHOUT_REASON,
    RoundFilter,
    RoundRow,
    SeenFilter,
    SeenRow,
    Within,
    round_rows,
    rounds_to_walk,
    rounds_waiting,
    rounds_walked,
    seen_rows,
)
from hemei.coordination.patrols.queries.one import (
    Origin,
    RoundPage,
    ShotRow,
    ToSee,
    origin_of,
    round_page,
    shot_file,
)
from hemei.coordination.patrols.queries.overview import PlaceCount, finds_by_kind, place_counts
from hemei.coordination.patrols.queries.points import (
    PointFilter,
    PointRow,
    cells_of,
    one_point,
    point_rows,
    spots_of,
)
from hemei.coordination.patrols.queries.proofs import settled_by_act
from hemei.coordination.patrols.queries.walkers import Walker, walker_names, walkers_of
from hemei.coordination.patrols.rules.acts import ACT_NAMES, MAY, Act, may
from hemei.coordination.patrols.rules.standards import PatrolRounds, PointKind
from hemei.coordination.patrols.rules.words import (
    FLAG_NAMES,
    RESULT_NAMES,
    SHOWN_NAMES,
    WHY_NAMES,
    Flag,
    Result,
    RoundState,
    Shown,
    Why,
)

__all__ = [
    "ACT_NAMES",
    "FLAG_NAMES",
    "HOLDER",
    "MAY",
    "MISSED",
    "MISSED_POINTS",
    "RESULT_NAMES",
    "SHOWN_NAMES",
    "WALKED_ON_TIME",
    "WHY_NAMES",
    "WITHOUT_REASON",
    "Act",
    "Flag",
    "Origin",
    "PatrolRounds",
    "PlaceCount",
    "PointFilter",
    "PointKind",
    "PointRow",
    "Result",
    "RoundFilter",
    "RoundPage",
    "RoundRow",
    "RoundState",
    "SeenFilter",
    "SeenRow",
    "ShotRow",
    "Shown",
    "ToSee",
    "Walker",
    "Why",
    "Within",
    "case_kinds",
    "cells_of",
    "finds_by_kind",
    "may",
    "one_point",
    "origin_of",
    "place_counts",
    "point_rows",
    "round_page",
    "round_rows",
    "rounds_to_walk",
    "rounds_waiting",
    "rounds_walked",
    "rules_on",
    "rules_or_none",
    "seen_rows",
    "settled_by_act",
    "shot_file",
    "spots_of",
    "walker_names",
    "walkers_of",
]
