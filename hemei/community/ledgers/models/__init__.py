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
from hemei.community.ledgers.models.own_shares import OwnShare
from hemei.community.ledgers.models.parts import RevenuePart
from hemei.community.ledgers.models.releases import Release
from hemei.community.ledgers.models.transfers import LateTransfer

__all__ = [
    "Account",
    "ChartCode",
    "Checkpoint",
    "Closing",
    "Entry",
    "LateTransfer",
    "Ledger",
    "OwnShare",
    "Posting",
    "Release",
    "RevenueContract",
    "RevenueDue",
    "RevenuePart",
]
