"""Third-party assessment: what other modules and pages call."""

from hemei.oversight.assessment.rules.kit_contracts import ContractDraft
from hemei.oversight.assessment.services.kit_agreement import follow_visit, measure_agreement
from hemei.oversight.assessment.services.kit_contracts import record_contract
from hemei.oversight.assessment.services.kit_planning import plan_visits
from hemei.oversight.assessment.services.kit_review import review_visit
from hemei.oversight.assessment.services.kit_sample import draw_sample, fix_list, open_secret
from hemei.oversight.assessment.services.kit_survey import close_survey, record_answer
from hemei.oversight.assessment.services.kit_visits import ItemDraft, VisitDraft, end_visit
from hemei.oversight.assessment.services.kit_visits import PhotoDraft as VisitPhotoDraft

__all__ = [
    "ContractDraft",
    "ItemDraft",
    "VisitDraft",
    "VisitPhotoDraft",
    "close_survey",
    "draw_sample",
    "end_visit",
    "fix_list",
    "follow_visit",
    "measure_agreement",
    "open_secret",
    "plan_visits",
    "record_answer",
    "record_contract",
    "review_visit",
]
