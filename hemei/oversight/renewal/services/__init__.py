"""The writers of renewal; pages and other apps enter here."""

from hemei.oversight.renewal.rules.packages import ContractDraft, CostKey
from hemei.oversight.renewal.rules.words import Cause, Decider, Mode
from hemei.oversight.renewal.services.decisions import (
    DecisionDraft,
    decide_modes,
    end_decision,
    put_in_force,
    void_decision,
)
from hemei.oversight.renewal.services.following import (
    follow_begun,
    follow_decision,
    follow_estates,
    follow_management,
)
from hemei.oversight.renewal.services.packages import (
    PackageDraft,
    agree_shares,
    drop_package,
    issue_package,
    leave_package,
    make_package,
)
from hemei.oversight.renewal.services.plans import PLANS_TASK, PlanDraft, ask_plan, work_on_plans
from hemei.oversight.renewal.services.projects import (
    ProjectDraft,
    StageDraft,
    accept_project,
    begin_works,
    file_projects,
    finish_stage,
    name_later_mode,
)
from hemei.oversight.renewal.services.serving import (
    BasicDraft,
    EmergencyDraft,
    begin_emergency,
    end_basic_service,
    end_emergency,
    set_basic_services,
)
from hemei.oversight.renewal.services.surveys import SurveyDraft, survey_estates
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
    "BasicDraft",
    "BidderRow",
    "Cause",
    "ContractDraft",
    "CostKey",
    "Decider",
    "DecisionDraft",
    "EmergencyDraft",
    "Mode",
    "PackageDraft",
    "PlanDraft",
    "ProjectDraft",
    "StageDraft",
    "SurveyDraft",
    "accept_project",
    "agree_shares",
    "ask_plan",
    "attach_bidder_sheet",
    "begin_emergency",
    "begin_works",
    "call_vote",
    "decide_modes",
    "drop_package",
    "end_basic_service",
    "end_decision",
    "end_emergency",
    "enter_bidder",
    "file_projects",
    "finish_stage",
    "follow_begun",
    "follow_decision",
    "follow_estates",
    "follow_management",
    "issue_package",
    "leave_package",
    "make_package",
    "name_later_mode",
    "open_tender",
    "print_tender",
    "put_in_force",
    "record_contract",
    "set_basic_services",
    "survey_estates",
    "take_result",
    "undo_vote",
    "void_decision",
    "work_on_plans",
]
