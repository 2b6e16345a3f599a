"""The town every test of people lives in."""

from __future__ import annotations

import pytest

from hemei.ground.people.tests.factories import Town, made_town


@pytest.fixture
def town(db: None) -> Town:
    return made_town()
