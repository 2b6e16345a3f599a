"""The town every test of people lives in."""

from __future__ import annotations

from hemei.ground.people.tests.factories import Town, made_town
from tests.grounds import standing


@standing
def town() -> Town:
    return made_town()
