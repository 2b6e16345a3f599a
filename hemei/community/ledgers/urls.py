"""Addresses of the owners' books."""

from __future__ import annotations

from django.urls import path

from hemei.community.ledgers.pages import (
    accounts,
    books,
    contracts,
    deciding,
    dues,
    entries,
    offering,
    overdue,
    own_shares,
    releases,
)

app_name = "ledgers"
urlpatterns = [
    path("books", books.books, name="books"),
    path("books.xlsx", books.books_sheet, name="books_sheet"),
    path("books/open", books.open_book, name="open"),
    path("books/contracts", contracts.contracts, name="contracts"),
    path("books/contracts.xlsx", contracts.contracts_sheet, name="contracts_sheet"),
    path("books/contracts/<int:contract_id>", contracts.contract, name="contract"),
    path("books/<int:ledger_id>/offers/new", offering.offer, name="offer"),
    path("books/contracts/<int:contract_id>/decision", deciding.decide, name="decide_contract"),
    path("books/contracts/<int:contract_id>/papers/<int:file_id>", deciding.paper, name="decision_paper"),
    path("books/dues/<int:due_id>/receive", dues.receive, name="receive"),
    path("books/dues/<int:due_id>/give-back", dues.give_back, name="give_back"),
    path("books/contracts/<int:contract_id>/end", releases.end, name="end_contract"),
    path("books/dues/<int:due_id>/drop", releases.drop, name="drop_due"),
    path("books/dues/<int:due_id>/again", releases.again, name="ask_again"),
    path("books/releases/<int:release_id>", releases.answer, name="release"),
    path("books/releases/<int:release_id>/papers/<int:file_id>", releases.paper, name="release_paper"),
    path("books/late-transfers", overdue.late_transfers, name="late_transfers"),
    path("books/late-transfers.xlsx", overdue.late_transfers_sheet, name="late_transfers_sheet"),
    path("books/overdue", overdue.overdue, name="overdue"),
    path("books/overdue.xlsx", overdue.overdue_sheet, name="overdue_sheet"),
    path("books/entries/<int:entry_id>", entries.entry, name="entry"),
    path("books/entries/<int:entry_id>/reverse", releases.reverse_entry, name="reverse"),
    path("books/entries/<int:entry_id>/papers", entries.keep_papers, name="keep_papers"),
    path("books/entries/<int:entry_id>/papers/<int:file_id>", entries.paper, name="paper"),
    path("books/accounts/<int:account_id>", accounts.account, name="account"),
    path("books/accounts/<int:account_id>.xlsx", accounts.account_sheet, name="account_sheet"),
    path("books/<int:ledger_id>", books.book, name="book"),
    path("books/<int:ledger_id>/close", books.close, name="close"),
    path("books/<int:ledger_id>/transfer", books.transfer, name="transfer"),
    path("books/<int:ledger_id>/share", own_shares.shares, name="shares"),
    path("books/<int:ledger_id>/share/vote", own_shares.put, name="put_share"),
    path("books/<int:ledger_id>/share/paper", own_shares.enter, name="enter_share"),
    path("books/shares/<int:share_id>", own_shares.settle, name="settle_share"),
    path("books/shares/<int:share_id>/papers/<int:file_id>", own_shares.paper, name="share_paper"),
    path("books/<int:ledger_id>/entries", entries.entries, name="entries"),
    path("books/<int:ledger_id>/entries.xlsx", entries.entries_sheet, name="entries_sheet"),
    path("books/<int:ledger_id>/income", entries.new, {"side": "income"}, name="income"),
    path("books/<int:ledger_id>/cost", entries.new, {"side": "cost"}, name="cost"),
    path("books/<int:ledger_id>/contracts/new", contracts.new, name="new_contract"),
]
