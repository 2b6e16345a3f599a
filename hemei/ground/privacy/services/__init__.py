"""The writers of privacy; pages and other apps enter here."""

from hemei.ground.privacy.services.assessing import add_assessment
from hemei.ground.privacy.services.counter import (
    Asks,
    Come,
    ask_at_counter,
    find_person,
    hand_over,
    take_copy,
)
from hemei.ground.privacy.services.forgetting import erase_expired
from hemei.ground.privacy.services.keepers import FormerKeeper, ReasonKeeper
from hemei.ground.privacy.services.notices import see_notice
from hemei.ground.privacy.services.requests import (
    Correction,
    answer_request,
    ask,
    refuse_request,
    withdraw_request,
)

__all__ = [
    "Asks",
    "Come",
    "Correction",
    "FormerKeeper",
    "ReasonKeeper",
    "add_assessment",
    "answer_request",
    "ask",
    "ask_at_counter",
    "erase_expired",
    "find_person",
    "hand_over",
    "refuse_request",
    "see_notice",
    "take_copy",
    "withdraw_request",
]
