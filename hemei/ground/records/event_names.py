"""What events are called: the one list is `docs/events.md`, which a test holds against everything that is recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

_LINE = re.compile(r"^\| `([a-z_0-9]+\.[a-z_0-9]+)` \| ([^|]+?) \|", re.MULTILINE)


@cache
def event_names() -> Mapping[str, str]:
    """Return the Chinese name of every event by its type, in the order of the document."""
    return MappingProxyType(dict(_LINE.findall(Path(settings.EVENTS_PAGE).read_text(encoding="utf-8"))))
