"""The readers of cases; pages and other apps enter here.

Every reader takes the actor or viewer and expects his transaction to be bound;
row-level security is the second wall behind the conditions written here.
"""

from hemei.coordination.cases.casework import (
    ACCEPTED_AND_HANDLED,
    COMPANY_TASKS,
    CONTENT_REPORTERS,
    RETURNED_WHISTLES,
    SOLVED_AT_ONCE,
    clocks_in_time,
)
from hemei.coordination.cases.facts import facts_of, law_of, listed_on, portions_of
from hemei.coordination.cases.queries.alike import Likely, likely_cases
from hemei.coordination.cases.queries.copied import ListWords, copy_cases
from hemei.coordination.cases.queries.counted import Performance, performance_of
from hemei.coordination.cases.queries.filed import Told, case_numbers, cases_told
from hemei.coordination.cases.queries.gaps import Gap, gaps
from hemei.coordination.cases.queries.held import still_held
from hemei.coordination.cases.queries.kinds import (
    KindVersion,
    Suggested,
    confirmed_cases,
    kind_versions,
    model_in_use,
    suggested_kinds,
    suggestions_on,
)
from hemei.coordination.cases.queries.late import LateBody, late_bodies
from hemei.coordination.cases.queries.lines import (
    ProposedLine,
    every_proposed_line,
    proposal_counts,
    proposed_line,
    proposed_lines,
)
from hemei.coordination.cases.queries.lists import (
    EXPORT_CHUNK,
    CaseFilters,
    ListRow,
    case_list,
    case_rows,
    cases_saying,
    found_cases,
    next_clocks,
)
from hemei.coordination.cases.queries.lots import (
    LotRow,
    LotVisit,
    PublicLot,
    public_lot,
    public_lots,
    public_visits,
)
from hemei.coordination.cases.queries.mapped import OpenPlace, every_open_place, open_places
from hemei.coordination.cases.queries.one import (
    CasePage,
    Handled,
    Receipt,
    case_page,
    handled,
    next_steps,
    receipt,
)
from hemei.coordination.cases.queries.papers import PaperRow, papers_of
from hemei.coordination.cases.queries.parties import (
    Parties,
    contact_of,
    numbers_of,
    parties,
    stream_numbered,
    visiting,
)
from hemei.coordination.cases.queries.patterns import (
    Pattern,
    chain_of,
    every_pattern,
    patterns,
    repeated,
    topic_key,
)
from hemei.coordination.cases.queries.proven import phone_shown
from hemei.coordination.cases.queries.referring import Referable, referable
from hemei.coordination.cases.queries.revisits import (
    CLOSED_TRULY,
    FOUND_FALSE,
    OWED,
    REVISITED,
    RevisitRow,
    every_revisit,
    revisit_rows,
)
from hemei.coordination.cases.queries.supporters import (
    Followed,
    Step,
    followed_case,
    followed_cases,
    followers,
)
from hemei.coordination.cases.queries.trials import (
    StepRow,
    TrialAsked,
    TrialRow,
    TrialSum,
    TriedCase,
    every_trial_case,
    trial,
    trial_cases,
    trial_sums,
    trials,
)
from hemei.coordination.cases.queries.visits import (
    VisitRow,
    every_visit,
    visit_counts,
    visit_list,
    visits_of,
)
from hemei.coordination.cases.queries.whole import Difference, differences
from hemei.coordination.cases.queries.work import Todo, workbench
from hemei.coordination.cases.rules.channels import channels_of
from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.words import (
    CLOCK_TEXTS,
    OTHER_KIND,
    OUTCOME_TEXTS,
    STATE_TEXTS,
    Channel,
    ClockKind,
    Ending,
    Outcome,
    State,
)

__all__ = [
    "ACCEPTED_AND_HANDLED",
    "CLOCK_TEXTS",
    "CLOSED_TRULY",
    "COMPANY_TASKS",
    "CONTENT_REPORTERS",
    "EXPORT_CHUNK",
    "FOUND_FALSE",
    "OTHER_KIND",
    "OUTCOME_TEXTS",
    "OWED",
    "RETURNED_WHISTLES",
    "REVISITED",
    "SOLVED_AT_ONCE",
    "STATE_TEXTS",
    "CaseFilters",
    "CasePage",
    "Channel",
    "ClockKind",
    "Difference",
    "Ending",
    "Followed",
    "Gap",
    "Handled",
    "KindVersion",
    "LateBody",
    "Law",
    "Likely",
    "ListRow",
    "ListWords",
    "LotRow",
    "LotVisit",
    "OpenPlace",
    "Outcome",
    "PaperRow",
    "Parties",
    "Pattern",
    "Performance",
    "ProposedLine",
    "PublicLot",
    "Receipt",
    "Referable",
    "RevisitRow",
    "State",
    "Step",
    "StepRow",
    "Suggested",
    "Todo",
    "Told",
    "TrialAsked",
    "TrialRow",
    "TrialSum",
    "TriedCase",
    "VisitRow",
    "case_list",
    "case_numbers",
    "case_page",
    "case_rows",
    "cases_saying",
    "cases_told",
    "chain_of",
    "channels_of",
    "clocks_in_time",
    "confirmed_cases",
    "contact_of",
    "copy_cases",
    "differences",
    "every_open_place",
    "every_pattern",
    "every_proposed_line",
    "every_revisit",
    "every_trial_case",
    "every_visit",
    "facts_of",
    "followed_case",
    "followed_cases",
    "followers",
    "found_cases",
    "gaps",
    "handled",
    "kind_versions",
    "late_bodies",
    "law_of",
    "likely_cases",
    "listed_on",
    "model_in_use",
    "next_clocks",
    "next_steps",
    "numbers_of",
    "open_places",
    "papers_of",
    "parties",
    "patterns",
    "performance_of",
    "phone_shown",
    "portions_of",
    "proposal_counts",
    "proposed_line",
    "proposed_lines",
    "public_lot",
    "public_lots",
    "public_visits",
    "receipt",
    "referable",
    "repeated",
    "revisit_rows",
    "still_held",
    "stream_numbered",
    "suggested_kinds",
    "suggestions_on",
    "topic_key",
    "trial",
    "trial_cases",
    "trial_sums",
    "trials",
    "visit_counts",
    "visit_list",
    "visiting",
    "visits_of",
    "workbench",
]
