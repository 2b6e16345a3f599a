"""The writers of the owners' books; pages and other apps enter here."""

from hemei.community.ledgers.rules.contracts import Terms
from hemei.community.ledgers.rules.offers import Offer
from hemei.community.ledgers.rules.posting import Line
from hemei.community.ledgers.rules.splitting import WHOLE
from hemei.community.ledgers.rules.words import EntryKind
from hemei.community.ledgers.services.books import close_books, open_ledger
from hemei.community.ledgers.services.contracts import (
    ContractDraft,
    Receipt,
    book_dues,
    receive_due,
    receive_in_full,
    register_contract,
    register_contracts,
)
from hemei.community.ledgers.services.deciding import note_undecided, register_decision
from hemei.community.ledgers.services.ending import give_back, owe_back, pay_by_orders
from hemei.community.ledgers.services.entries import EntryDraft, post_entries, post_entry, reverse_entry
from hemei.community.ledgers.services.following import Changed, follow_all, follow_estate, mirror_books
from hemei.community.ledgers.services.late import note_late_transfers
from hemei.community.ledgers.services.moving import (
    into_common,
    left_by_part,
    owe_to_fund,
    record_cost,
    record_income,
    transfer_to_fund,
)
from hemei.community.ledgers.services.offering import put_offer
from hemei.community.ledgers.services.own_shares import (
    ShareDraft,
    drop_shares,
    enter_share,
    follow_repeat,
    put_share,
    settle_share,
    take_shares,
)
from hemei.community.ledgers.services.papers import keep_papers, prove_costs, read_paper
from hemei.community.ledgers.services.parts import demand_part
from hemei.community.ledgers.services.releasing import (
    answer_release,
    ask_again,
    ask_drop,
    ask_end,
    ask_reversal,
)

__all__ = [
    "WHOLE",
    "Changed",
    "ContractDraft",
    "EntryDraft",
    "EntryKind",
    "Line",
    "Offer",
    "Receipt",
    "ShareDraft",
    "Terms",
    "answer_release",
    "ask_again",
    "ask_drop",
    "ask_end",
    "ask_reversal",
    "book_dues",
    "close_books",
    "demand_part",
    "drop_shares",
    "end_contract",
    "enter_share",
    "follow_all",
    "follow_estate",
    "follow_repeat",
    "give_back",
    "into_common",
    "keep_papers",
    "left_by_part",
    "mirror_books",
    "note_late_transfers",
    "note_undecided",
    "open_ledger",
    "owe_back",
    "owe_to_fund",
    "pay_by_orders",
    "post_entries",
    "post_entry",
    "prove_costs",
    "put_offer",
    "put_share",
    "read_paper",
    "receive_due",
    "receive_in_full",
    "record_cost",
    "record_income",
    "register_contract",
    "register_contracts",
    "register_decision",
    "reverse_entry",
    "settle_share",
    "take_shares",
    "transfer_to_fund",
]
