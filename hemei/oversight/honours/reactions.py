"""What honours keep of persons, for who asks what is held of him."""

from __future__ import annotations

from hemei.oversight.honours.queries.held import HOLDER

HOLDERS = (HOLDER,)
