"""The writers of joint accounts; pages and other apps enter here."""

from hemei.community.ledgers.services import read_paper
from hemei.community.purses.rules.agreeing import Tier
from hemei.community.purses.rules.words import (
    Basis,
    FileProfile,
    MatchedBy,
    OrderState,
    Paper,
    ReturnKind,
    Side,
)
from hemei.community.purses.services.accounts import (
    end_stand_in,
    name_signatory,
    open_account,
    without_books,
)
from hemei.community.purses.services.agreements import (
    AgreementDraft,
    adopt_agreement,
    make_agreement,
    put_agreement,
)
from hemei.community.purses.services.approving import code_counts, expire_orders, judge_order
from hemei.community.purses.services.budgeting import BudgetDraft, make_budget
from hemei.community.purses.services.ending import call_off_agreement
from hemei.community.purses.services.falling import follow_recount, let_fall
from hemei.community.purses.services.filing import make_bank_file
from hemei.community.purses.services.filling import enter_fund_account, order_transfer
from hemei.community.purses.services.following import follow_all, follow_estate, follow_funds
from hemei.community.purses.services.matching import (
    book_line,
    free_line,
    match_certain,
    match_due,
    match_entry,
    match_order,
)
from hemei.community.purses.services.naming import (
    ask_end,
    ask_signatory,
    judge_change,
    lapse_substitutes,
    stand_in,
    withdraw_change,
)
from hemei.community.purses.services.numbering import (
    AccountDraft,
    ask_account,
    choose_fund_bank,
    judge_account,
)
from hemei.community.purses.services.orders import (
    OrderDraft,
    hold_orders,
    prepare_order,
    rest_order_anew,
    withdraw_order,
)
from hemei.community.purses.services.pausing import pause_order
from hemei.community.purses.services.returning import RETURN_PAPER, ReturnDraft, judge_return, report_return
from hemei.community.purses.services.statements import ReadIn, take_statement
from hemei.community.purses.services.taking_over import (
    Past,
    PastApproval,
    PastOrder,
    PastStatement,
    take_over_account,
)
from hemei.community.purses.services.unpaid import report_unpaid
from hemei.community.purses.services.voiding import doubt_statement, judge_statement

__all__ = [
    "RETURN_PAPER",
    "AccountDraft",
    "AgreementDraft",
    "Basis",
    "BudgetDraft",
    "FileProfile",
    "MatchedBy",
    "OrderDraft",
    "OrderState",
    "Paper",
    "Past",
    "PastApproval",
    "PastOrder",
    "PastStatement",
    "ReadIn",
    "ReturnDraft",
    "ReturnKind",
    "Side",
    "Tier",
    "adopt_agreement",
    "ask_account",
    "ask_end",
    "ask_signatory",
    "book_line",
    "call_off_agreement",
    "choose_fund_bank",
    "code_counts",
    "doubt_statement",
    "end_stand_in",
    "enter_fund_account",
    "expire_orders",
    "follow_all",
    "follow_estate",
    "follow_funds",
    "follow_recount",
    "free_line",
    "hold_orders",
    "judge_account",
    "judge_change",
    "judge_order",
    "judge_return",
    "judge_statement",
    "lapse_substitutes",
    "let_fall",
    "make_agreement",
    "make_bank_file",
    "make_budget",
    "match_certain",
    "match_due",
    "match_entry",
    "match_order",
    "name_signatory",
    "open_account",
    "order_transfer",
    "pause_order",
    "prepare_order",
    "put_agreement",
    "read_paper",
    "report_return",
    "report_unpaid",
    "rest_order_anew",
    "stand_in",
    "take_over_account",
    "take_statement",
    "withdraw_change",
    "withdraw_order",
    "without_books",
]
