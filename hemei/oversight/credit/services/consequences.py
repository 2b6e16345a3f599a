"""What a level leads to by rule: how often a company is checked from the day its level takes effect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hemei.kernel.actor import Actor
from hemei.oversight.credit.rules.standards import LevelCode


def follow_levels(*, actor: Actor, now: datetime, levels: Mapping[int, LevelCode]) -> None:
    """Set how often companies are checked, by their new levels."""
