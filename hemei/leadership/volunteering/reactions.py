"""What volunteering keeps of persons: for the nightly erasing, and for who asks what is held of him."""

from __future__ import annotations

from hemei.leadership.volunteering import services
from hemei.leadership.volunteering.queries.held import HOLDER

KEEPERS = services.KEEPERS
HOLDERS = (HOLDER,)
