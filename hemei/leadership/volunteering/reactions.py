"""What volunteering keeps of persons, for the nightly erasing."""

from __future__ import annotations

from hemei.leadership.volunteering import services

KEEPERS = services.KEEPERS
