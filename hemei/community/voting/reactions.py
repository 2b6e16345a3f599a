"""What voting offers to the desk of personal data, and what it keeps locked."""

from __future__ import annotations

from hemei.community.voting import services
from hemei.community.voting.held import HOLDER
from hemei.ground.records import services as records

KEEPERS = services.KEEPERS
HOLDERS = (HOLDER,)
LOCKED: tuple[records.Locked, ...] = (
    records.Column("ballot codes and salts", "voting_sheet", "secret", "stream"),
)
