"""The writers of patrols; other apps enter here."""

from hemei.coordination.patrols.rules.words import Result, Why
from hemei.coordination.patrols.services.drafts import PhotoDraft, PointSaid, WalkDraft
from hemei.coordination.patrols.services.explaining import explain_round
from hemei.coordination.patrols.services.finds import send_find
from hemei.coordination.patrols.services.forgetting import forget_positions
from hemei.coordination.patrols.services.loading import ToldPoint, ToldRound, load_rounds
from hemei.coordination.patrols.services.planning import add_round, give_round, plan_rounds, sweep_missed
from hemei.coordination.patrols.services.points import (
    PointDraft,
    add_points,
    change_point,
    end_point,
)
from hemei.coordination.patrols.services.walking import end_round

__all__ = [
    "PhotoDraft",
    "PointDraft",
    "PointSaid",
    "Result",
    "ToldPoint",
    "ToldRound",
    "WalkDraft",
    "Why",
    "add_points",
    "add_round",
    "change_point",
    "end_point",
    "end_round",
    "explain_round",
    "forget_positions",
    "give_round",
    "load_rounds",
    "plan_rounds",
    "send_find",
    "sweep_missed",
]
