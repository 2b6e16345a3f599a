"""Tables of the owners' books."""

from hemei.community.ledgers.models.books import (
    Account,
    ChartCode,
    Checkpoint,
    Closing,
    Entry,
    Ledger,
    Posting,
)
from hemei.community.ledgers.models.contracts import RevenueContract, RevenueDue

__all__ = [
    "Account",
    "ChartCode",
    "Checkpoint",
    "Closing",
    "Entry",
    "Ledger",
    "Posting",
    "RevenueContract",
    "RevenueDue",
]
