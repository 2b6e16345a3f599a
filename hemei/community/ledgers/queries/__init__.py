"""The readers of the owners' books; other apps enter here."""

from hemei.community.ledgers.facts import QuarterFacts, chart_on, quarter_facts, split_on
from hemei.community.ledgers.queries.books import (
    AccountRow,
    LedgerFilter,
    LedgerRow,
    account,
    accounts_of,
    all_ledgers,
    at_bank,
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
    ALWAYS,
    After,
    Days,
    EntryPage,
    EntryRow,
    PostingRow,
    all_entries,
    all_postings,
    entries_of,
    entry,
    first_postings,
    postings_of,
)
from hemei.community.ledgers.queries.exporting import beancount
from hemei.community.ledgers.queries.own import OwnBooks, OwnEntry, own_books, own_entries
from hemei.community.ledgers.queries.summaries import Summary, summary
from hemei.community.ledgers.queries.totals import Flow, flows, standing, with_books
from hemei.community.ledgers.queries.verifying import Slip, slips
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.contracts import EVERY
from hemei.community.ledgers.rules.contracts import dues_of as dues_by
from hemei.community.ledgers.rules.splitting import RevenueSplit, owed_to_fund
from hemei.community.ledgers.rules.standards import AccountItem, ChartOfAccounts
from hemei.community.ledgers.rules.words import (
    ACCOUNT_KIND_NAMES,
    ENTRY_KIND_NAMES,
    PURSE_NAMES,
    AccountKind,
    EntryKind,
    Purse,
    figure_of,
)

__all__ = [
    "ACCOUNT_KIND_NAMES",
    "ALWAYS",
    "ENTRY_KIND_NAMES",
    "EVERY",
    "PURSE_NAMES",
    "AccountItem",
from hemei.community.ledgers.rules.words import ENTRY_KIND_NAMES, AccountKind, EntryKind, Purse

__all__ = [
    "ENTRY_KIND_NAMES",
    "AccountKind",
    "AccountRow",
    "Act",
    "After",
    "ChartOfAccounts",
    "ContractFilter",
    "ContractRow",
    "Days",
    "DueRow",
    "EntryKind",
    "EntryPage",
    "EntryRow",
    "Flow",
    "LedgerFilter",
    "LedgerRow",
    "OwnBooks",
    "OwnEntry",
    "PostingRow",
    "Purse",
    "QuarterFacts",
    "RevenueSplit",
    "Slip",
    "Summary",
    "account",
    "accounts_of",
    "all_contracts",
    "all_entries",
    "all_ledgers",
    "all_overdue",
    "all_postings",
    "at_bank",
    "balance_of",
    "balances_on",
    "beancount",
    "chart_on",
    "contract",
    "contracts",
    "due",
    "dues_by",
    "dues_of",
    "entries_of",
    "entry",
    "figure_of",
    "first_postings",
    "flows",
    "ledger",
    "ledger_of",
    "ledgers",
    "may",
    "overdue",
    "overdue_fen",
    "owed_to_fund",
    "own_books",
    "own_entries",
    "postings_of",
    "quarter_facts",
    "slips",
    "split_on",
    "standing",
    "summary",
    "with_books",
]
