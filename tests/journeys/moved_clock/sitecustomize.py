"""Lets a journey move the clock of the city it serves, so that nobody waits for a department to be late.

Python imports this file by its name before anything else; only journeys put its folder on the path.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from hemei.kernel import clock

_seconds = Path(os.environ["HEMEI_JOURNEY_CLOCK"])
_really_now = clock.utc_now


def _moved_now() -> datetime:
    passed = int(_seconds.read_text(encoding="ascii")) if _seconds.exists() else 0
    return _really_now() + timedelta(seconds=passed)


clock.utc_now = _moved_now
