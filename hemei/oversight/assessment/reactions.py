"""What assessment keeps of persons: for who asks what is held of him."""

from __future__ import annotations

from hemei.oversight.assessment.queries.held import HOLDER

HOLDERS = (HOLDER,)
