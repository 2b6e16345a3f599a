"""The writers of companies; other apps enter here."""

from hemei.ground.companies.rules.contracts import CompanyDraft, Contract, ProjectDraft
from hemei.ground.companies.rules.fees import FeeDraft
from hemei.ground.companies.rules.leaders import LeaderDraft, Post
from hemei.ground.companies.rules.modes import Basis, Mode, ModeDraft
from hemei.ground.companies.rules.renovations import RenovationDraft
from hemei.ground.companies.services.fees import revise_fee, void_revision
from hemei.ground.companies.services.leaders import appoint_leader, end_post, load_leaders, void_leader
from hemei.ground.companies.services.modes import end_mode, load_modes, set_mode, void_mode
from hemei.ground.companies.services.projects import (
    add_companies,
    appoint_manager,
    begin_projects,
    correct_code,
    end_project,
    extend_term,
    follow_estates,
)
from hemei.ground.companies.services.renovations import carry_on, plan_renovations, void_renovation

__all__ = [
    "Basis",
    "CompanyDraft",
    "Contract",
    "FeeDraft",
    "LeaderDraft",
    "Mode",
    "ModeDraft",
    "Post",
    "ProjectDraft",
    "RenovationDraft",
    "add_companies",
    "appoint_leader",
    "appoint_manager",
    "begin_projects",
    "carry_on",
    "correct_code",
    "end_mode",
    "end_post",
    "end_project",
    "extend_term",
    "follow_estates",
    "load_leaders",
    "load_modes",
    "plan_renovations",
    "revise_fee",
    "set_mode",
    "void_leader",
    "void_mode",
    "void_renovation",
    "void_revision",
]
