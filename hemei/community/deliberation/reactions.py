"""On this event call that service; and what deliberation keeps of persons."""

from __future__ import annotations

from hemei.community.deliberation.queries.held import HOLDER

HOLDERS = (HOLDER,)
