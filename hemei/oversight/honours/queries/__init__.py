"""The readers of honours; pages and other apps enter here."""

from hemei.oversight.honours.facts import exemplar_rules, harmonious_plan
from hemei.oversight.honours.queries.figures import COMMITTEES, COMPANIES, MECHANISMS, TOGETHER
from hemei.oversight.honours.queries.lists import (
    EstateLine,
    NominationFilter,
    NominationRow,
    Standing,
    all_estate_lines,
    all_nominations,
    estate_lines,
    exemplars,
    nominations,
)
from hemei.oversight.honours.queries.page import NominationPage, nomination_page
from hemei.oversight.honours.queries.plan import (
    StreetLine,
    TargetLine,
    plan_streets,
    street_plan,
    targets,
)
from hemei.oversight.honours.queries.public import PublicRow, posted, public_exemplar, published
from hemei.oversight.honours.rules.acts import NOMINATORS, Act, may
from hemei.oversight.honours.rules.standards import ExemplarRules, HarmoniousPlan
from hemei.oversight.honours.rules.words import (
    AIM_TEXTS,
    EXEMPLARS,
    GROUND_TEXTS,
    KIND_TEXTS,
    STAGE_TEXTS,
    STATE_TEXTS,
    STATE_TONES,
    Aim,
    Ground,
    Kind,
    Stage,
    State,
)

__all__ = [
    "AIM_TEXTS",
    "COMMITTEES",
    "COMPANIES",
    "EXEMPLARS",
    "GROUND_TEXTS",
    "KIND_TEXTS",
    "MECHANISMS",
    "NOMINATORS",
    "STAGE_TEXTS",
    "STATE_TEXTS",
    "STATE_TONES",
    "TOGETHER",
    "Act",
    "Aim",
    "EstateLine",
    "ExemplarRules",
    "Ground",
    "HarmoniousPlan",
    "Kind",
    "NominationFilter",
    "NominationPage",
    "NominationRow",
    "PublicRow",
    "Stage",
    "Standing",
    "State",
    "StreetLine",
    "TargetLine",
    "all_estate_lines",
    "all_nominations",
    "estate_lines",
    "exemplar_rules",
    "exemplars",
    "harmonious_plan",
    "may",
    "nomination_page",
    "nominations",
    "plan_streets",
    "posted",
    "public_exemplar",
    "published",
    "street_plan",
    "targets",
]
