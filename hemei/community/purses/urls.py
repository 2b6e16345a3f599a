"""Addresses of joint accounts."""

from __future__ import annotations

from django.urls import path

from hemei.community.purses.pages import (
    account,
    agreeing,
    bank,
    budget,
    filling,
    lists,
    naming,
    numbering,
    order,
    preparing,
    voiding,
)

app_name = "purses"
_HERE = "purses/<int:account_id>"
urlpatterns = [
    path("purses", lists.accounts, name="accounts"),
    path("purses.xlsx", lists.accounts_sheet, name="accounts_sheet"),
    path("purses/mine", lists.mine, name="mine"),
    path("purses/orders", lists.orders, name="orders"),
    path("purses/orders.xlsx", lists.orders_sheet, name="orders_sheet"),
    path("purses/budgets", budget.budgets, name="budgets"),
    path("purses/budgets.xlsx", budget.budgets_sheet, name="budgets_sheet"),
    path("purses/papers", lists.papers, name="papers"),
    path("purses/papers.xlsx", lists.papers_sheet, name="papers_sheet"),
    *(
        path(f"purses/{kind}", lists.watched, {"kind": kind}, name=kind)
        for kind in ("unreconciled", "unmatched", "idle")
    ),
    *(
        path(f"purses/{kind}.xlsx", lists.watched_sheet, {"kind": kind}, name=f"{kind}_sheet")
        for kind in ("unreconciled", "unmatched", "idle")
    ),
    path("purses/books/<int:ledger_id>/into-fund", filling.into_fund, name="into_fund"),
    path("purses/books/<int:ledger_id>/fund-account", numbering.fund, name="fund_account"),
    path("purses/numbers/<int:estate_id>/<str:purse>/<int:file_id>", numbering.paper, name="account_paper"),
    path("purses/new", numbering.choose, name="open"),
    path("purses/books/<int:ledger_id>/account", numbering.revenue, name="number"),
    path("purses/signatories/<int:signatory_id>/stand-in", account.stand_in, name="stand_in"),
    path("purses/signatories/<int:signatory_id>/no-more", naming.end_signatory, name="end_signatory"),
    path("purses/signatories/<int:signatory_id>/end", account.end_stand_in, name="end_stand_in"),
    path("purses/orders/<int:order_id>", order.order, name="order"),
    path("purses/orders/<int:order_id>/papers/<int:file_id>", order.paper, name="paper"),
    path("purses/orders/<int:order_id>/<str:name>", order.act, name="act"),
    path("purses/dues/<int:due_id>/give-back", preparing.give_back, name="give_back"),
    path("purses/files/<int:file_id>", bank.bank_file, name="bank_file"),
    path(_HERE, account.account, name="account"),
    path(f"{_HERE}/agreement", agreeing.agree, name="agree"),
    path(f"{_HERE}/agreement/off", agreeing.call_off, name="call_off"),
    path(f"{_HERE}/agreement/put", agreeing.put, name="put"),
    path(f"{_HERE}/agreement/adopted", agreeing.adopt, name="adopt"),
    path(f"{_HERE}/signatories", naming.name_signatory, name="name_signatory"),
    path(f"{_HERE}/signatories/<int:key>", naming.change, name="change"),
    path(f"{_HERE}/signatories/<int:key>/withdraw", naming.withdraw, name="withdraw_change"),
    path(f"{_HERE}/orders/new", preparing.prepare, name="prepare"),
    path(f"{_HERE}/budget", budget.budget, name="budget"),
    path(f"{_HERE}/budget/new", budget.make, name="make_budget"),
    path(f"{_HERE}/send", bank.send, name="send"),
    path(f"{_HERE}/bank", bank.bank, name="bank"),
    path(f"{_HERE}/match", bank.match, name="match"),
    path(f"{_HERE}/statements", voiding.statements, name="statements"),
    path(f"{_HERE}/statements/<int:statement_id>/papers/<int:file_id>", voiding.paper, name="void_paper"),
]
