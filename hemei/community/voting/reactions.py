"""What voting offers to the desk of personal data."""

from __future__ import annotations

from hemei.community.voting.held import HOLDER

HOLDERS = (HOLDER,)
