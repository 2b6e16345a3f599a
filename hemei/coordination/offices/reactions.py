"""What offices offer to other apps: an answer to what they hold of a person."""

from __future__ import annotations

from hemei.coordination.offices.queries.held import HOLDER

HOLDERS = (HOLDER,)
