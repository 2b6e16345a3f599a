"""The readers of offices and staff; other apps enter here."""

from hemei.coordination.offices.queries.figures import dedicated_offices, part_time_staff
from hemei.coordination.offices.queries.lists import (
    AssessmentRow,
    CommunityRow,
    StreetRow,
    assessment_rows,
    community_rows,
    street_rows,
)
from hemei.coordination.offices.queries.one import (
    Colleague,
    FactRow,
    OfficeRow,
    PartTimerRow,
    PostsRow,
    colleagues,
    fact,
    home,
    offices_of,
    part_timers,
    part_timers_of,
    posts_of,
    runs_on,
)
from hemei.coordination.offices.queries.structure import structure_on
from hemei.coordination.offices.rules.acts import ACT_NAMES, FROM_LEVELS, FROM_NAMES, MAY, Act, may
from hemei.coordination.offices.rules.standards import SORT_NAMES, StreetStructure

__all__ = [
    "ACT_NAMES",
    "FROM_LEVELS",
    "FROM_NAMES",
    "MAY",
    "SORT_NAMES",
    "Act",
    "AssessmentRow",
    "Colleague",
    "CommunityRow",
    "FactRow",
    "OfficeRow",
    "PartTimerRow",
    "PostsRow",
    "StreetRow",
    "StreetStructure",
    "assessment_rows",
    "colleagues",
    "community_rows",
    "dedicated_offices",
    "fact",
    "home",
    "may",
    "offices_of",
    "part_time_staff",
    "part_timers",
    "part_timers_of",
    "posts_of",
    "runs_on",
    "street_rows",
    "structure_on",
]
