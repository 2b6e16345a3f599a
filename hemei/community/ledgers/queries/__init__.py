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
from hemei.community.ledgers.queries.contracts import (
    ContractFilter,
    ContractRow,
    DueRow,
    all_contracts,
    all_overdue,
    contract,
    contracts,
    due,
    dues_of,
    overdue,
    overdue_fen,
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
from hemei.community.ledgers.queries.summaries import Summary, summary
from hemei.community.ledgers.queries.verifying import Slip, slips
from hemei.community.ledgers.rules.words import AccountKind, EntryKind, Purse

__all__ = [
    "AccountKind",
    "AccountRow",
    "ContractFilter",
    "ContractRow",
    "DueRow",
    "EntryKind",
    "EntryPage",
    "EntryRow",
    "LedgerRow",
    "PostingRow",
    "Purse",
    "Slip",
    "Summary",
    "account",
    "accounts_of",
    "all_contracts",
    "all_entries",
    "all_ledgers",
    "all_overdue",
    "balance_of",
    "balances_on",
    "beancount",
    "contract",
    "contracts",
    "due",
    "dues_of",
    "entries_of",
    "entry",
    "ledger",
    "ledger_of",
    "ledgers",
    "overdue",
    "overdue_fen",
    "postings_of",
    "slips",
    "summary",
]
