"""The writers of renewal; pages and other apps enter here."""

from hemei.oversight.renewal.rules.packages import ContractDraft, CostKey
from hemei.oversight.renewal.services.packages import (
    PackageDraft,
    agree_shares,
    drop_package,
    issue_package,
    leave_package,
    make_package,
)
from hemei.oversight.renewal.services.plans import PLANS_TASK, PlanDraft, ask_plan, work_on_plans
from hemei.oversight.renewal.services.tenders import (
    BidderRow,
    attach_bidder_sheet,
    enter_bidder,
    open_tender,
    print_tender,
    record_contract,
)
from hemei.oversight.renewal.services.votes import call_vote, take_result, undo_vote

__all__ = [
    "PLANS_TASK",
    "BidderRow",
    "ContractDraft",
    "CostKey",
    "PackageDraft",
    "PlanDraft",
    "agree_shares",
    "ask_plan",
    "attach_bidder_sheet",
    "call_vote",
    "drop_package",
    "enter_bidder",
    "issue_package",
    "leave_package",
    "make_package",
    "open_tender",
    "print_tender",
    "record_contract",
    "take_result",
    "undo_vote",
    "work_on_plans",
]
