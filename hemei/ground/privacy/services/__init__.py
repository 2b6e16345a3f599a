"""The writers of privacy; pages and other apps enter here."""

from hemei.ground.privacy.services.assessing import add_assessment
from hemei.ground.privacy.services.forgetting import Ended, Keeper, ReasonKeeper, erase_expired
from hemei.ground.privacy.services.requests import (
    Correction,
    answer_request,
    ask,
    refuse_request,
    withdraw_request,
)

__all__ = [
    "Correction",
    "Ended",
    "Keeper",
    "ReasonKeeper",
    "add_assessment",
    "answer_request",
    "ask",
    "erase_expired",
    "refuse_request",
    "withdraw_request",
]
