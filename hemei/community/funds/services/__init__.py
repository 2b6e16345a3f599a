"""The writers of the maintenance fund; pages and other apps enter here."""

from hemei.community.funds.rules.raising import Terms
from hemei.community.funds.rules.telling import Way
from hemei.community.funds.rules.uses import Item
from hemei.community.funds.rules.warranty import Warranty
from hemei.community.funds.rules.words import CorrectionKind, Level, Path
from hemei.community.funds.services.correcting import PAPER as CORRECTION_PAPER
from hemei.community.funds.services.correcting import CorrectionDraft, judge_correction, report_correction
from hemei.community.funds.services.deposits import (
    DepositDraft,
    deposit,
    show_balance,
)
from hemei.community.funds.services.distributing import share_all, share_common
from hemei.community.funds.services.filing import (
    answer_order,
    file_use,
    order_correction,
    reopen_bill,
    settle_order,
)
from hemei.community.funds.services.following import follow_all, follow_estate
from hemei.community.funds.services.giving_up import (
    ask_giving_up,
    confirm_giving_up,
    refuse_giving_up,
    withdraw_giving_up,
)
from hemei.community.funds.services.handing import ask_handover, hand_over, open_account, put_handover
from hemei.community.funds.services.interest import credit_due, credit_interest, credit_next
from hemei.community.funds.services.opening import open_fund, open_missing, take_over
from hemei.community.funds.services.passing import (
    follow_balance,
    follow_sale,
    follow_sales,
    transfer_unit,
)
from hemei.community.funds.services.paying import approve_use, bill_use, pay_gap, pay_use, return_use
from hemei.community.funds.services.proving import add_papers
from hemei.community.funds.services.refunding import ask_refund, judge_refund
from hemei.community.funds.services.renewing import ask_renewal, put_renewal
from hemei.community.funds.services.telling import tell_owner
from hemei.community.funds.services.uses import (
    PlanDraft,
    Proof,
    accept_works,
    begin_works,
    clear_emergency,
    plan_use,
    refuse_use,
    withdraw_use,
)
from hemei.community.funds.services.votes import (
    call_vote,
    follow_repeat,
    rest_use_anew,
    take_result,
    undo_vote,
)

__all__ = [
    "CORRECTION_PAPER",
    "CorrectionDraft",
    "CorrectionKind",
    "DepositDraft",
    "Item",
    "Level",
    "Path",
    "PlanDraft",
    "Proof",
    "Terms",
    "Warranty",
    "Way",
    "accept_works",
    "add_papers",
    "answer_order",
    "approve_use",
    "ask_giving_up",
    "ask_handover",
    "ask_refund",
    "ask_renewal",
    "begin_works",
    "bill_use",
    "call_vote",
    "clear_emergency",
    "confirm_giving_up",
    "credit_due",
    "credit_interest",
    "credit_next",
    "deposit",
    "file_use",
    "follow_all",
    "follow_balance",
    "follow_estate",
    "follow_repeat",
    "follow_sale",
    "follow_sales",
    "hand_over",
    "judge_correction",
    "judge_refund",
    "open_account",
    "open_fund",
    "open_missing",
    "order_correction",
    "pay_gap",
    "pay_use",
    "plan_use",
    "put_handover",
    "put_renewal",
    "refuse_giving_up",
    "refuse_use",
    "reopen_bill",
    "report_correction",
    "rest_use_anew",
    "return_use",
    "settle_order",
    "share_all",
    "share_common",
    "show_balance",
    "take_over",
    "take_result",
    "tell_owner",
    "transfer_unit",
    "undo_vote",
    "withdraw_giving_up",
    "withdraw_use",
]
