"""The made-up city as a fixture."""

from __future__ import annotations

import pytest

from hemei.ground.places.tests.factories import City, build_town


@pytest.fixture
def town(db: None) -> City:
    return build_town()
