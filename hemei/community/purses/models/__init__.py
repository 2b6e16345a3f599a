"""Tables of joint accounts. What must never be false about them is kept by triggers: see the migration `0002_kept`."""

from hemei.community.purses.models.accounts import Agreement, JointAccount, Signatory
from hemei.community.purses.models.bank import BankFile, Statement, StatementLine
from hemei.community.purses.models.budgets import Budget, BudgetLine
from hemei.community.purses.models.orders import Approval, OrderPause, PaymentOrder
from hemei.community.purses.models.returns import PaymentReturn

__all__ = [
    "Agreement",
    "Approval",
    "BankFile",
    "Budget",
    "BudgetLine",
    "JointAccount",
    "OrderPause",
    "PaymentOrder",
    "PaymentReturn",
    "Signatory",
    "Statement",
    "StatementLine",
]
