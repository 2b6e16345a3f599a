"""Tables of the owners' books."""

from hemei.community.ledgers.models.books import Account, Checkpoint, Closing, Entry, Ledger, Posting

__all__ = ["Account", "Checkpoint", "Closing", "Entry", "Ledger", "Posting"]
