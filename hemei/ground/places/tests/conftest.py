"""The made-up city as a fixture."""

from __future__ import annotations

from hemei.ground.places.tests.factories import City, build_town
from tests.grounds import standing


@standing
def town() -> City:
    return build_town()
