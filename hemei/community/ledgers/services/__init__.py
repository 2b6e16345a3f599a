"""The writers of the owners' books; pages and other apps enter here."""

from hemei.community.ledgers.rules.posting import Line
from hemei.community.ledgers.rules.words import EntryKind
from hemei.community.ledgers.services.books import close_books, open_ledger
from hemei.community.ledgers.services.entries import EntryDraft, post_entries, post_entry, reverse_entry

__all__ = [
    "EntryDraft",
    "EntryKind",
    "Line",
    "close_books",
    "open_ledger",
    "post_entries",
    "post_entry",
    "reverse_entry",
]
