"""The writers of the cockpit: roll-ups of all figures, and bulletins."""

from hemei.faces.cockpit.services.bulletins import (
    BULLETINS_TASK,
    ask_for_bulletin,
    ask_for_check,
    make_waiting,
    publish_bulletin,
    withdraw_bulletin,
)
from hemei.faces.cockpit.services.months import ask_for_last_month
from hemei.faces.cockpit.services.rollups import LAG, refresh_rollups

__all__ = [
    "BULLETINS_TASK",
    "LAG",
    "ask_for_bulletin",
    "ask_for_check",
    "ask_for_last_month",
    "make_waiting",
    "publish_bulletin",
    "refresh_rollups",
    "withdraw_bulletin",
]
