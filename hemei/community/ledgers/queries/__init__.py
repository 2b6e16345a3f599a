"""The readers of the owners' books; other apps enter here."""

from hemei.community.ledgers.queries.books import (
    AccountRow,
    LedgerRow,
    account,
    accounts_of,
    all_ledgers,
    balance_of,
    balances_on,
    ledger,
    ledger_of,
    ledgers,
)
from hemei.community.ledgers.queries.entries import (
    EntryPage,
    EntryRow,
    PostingRow,
    all_entries,
    entries_of,
    entry,
    postings_of,
)
from hemei.community.ledgers.queries.exporting import beancount
from hemei.community.ledgers.queries.verifying import Slip, slips
from hemei.community.ledgers.rules.words import AccountKind, EntryKind, Purse

__all__ = [
    "AccountKind",
    "AccountRow",
    "EntryKind",
    "EntryPage",
    "EntryRow",
    "LedgerRow",
    "PostingRow",
    "Purse",
    "Slip",
    "account",
    "accounts_of",
    "all_entries",
    "all_ledgers",
    "balance_of",
    "balances_on",
    "beancount",
    "entries_of",
    "entry",
    "ledger",
    "ledger_of",
    "ledgers",
    "postings_of",
    "slips",
]
