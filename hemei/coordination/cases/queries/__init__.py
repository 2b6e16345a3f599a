"""The readers of cases; pages and other apps enter here.

Every reader takes the actor or viewer and expects his transaction to be bound;
row-level security is the second wall behind the conditions written here.
"""

from hemei.coordination.cases.facts import facts_of, law_of
from hemei.coordination.cases.queries.lists import EXPORT_CHUNK, CaseFilters, ListRow, case_list, case_rows
from hemei.coordination.cases.queries.one import CasePage, Receipt, case_page, next_steps, receipt
from hemei.coordination.cases.queries.whole import Difference, differences
from hemei.coordination.cases.queries.work import Duty, workbench
from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.suggest import suggest_kinds

__all__ = [
    "EXPORT_CHUNK",
    "CaseFilters",
    "CasePage",
    "Difference",
    "Duty",
    "Law",
    "ListRow",
    "Receipt",
    "case_list",
    "case_page",
    "case_rows",
    "differences",
    "facts_of",
    "law_of",
    "next_steps",
    "receipt",
    "suggest_kinds",
    "workbench",
]
