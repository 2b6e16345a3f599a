"""The readers of deliberation; other apps enter here."""

from hemei.community.deliberation.queries.figures import REGISTERED, working_mechanisms
from hemei.community.deliberation.queries.mechanisms import (
    ClockRow,
    CommunityLine,
    MechanismRow,
    Working,
    all_communities,
    clocks_of,
    communities,
    mechanisms_of,
    working_on,
)
from hemei.community.deliberation.rules.acts import Act, may
from hemei.community.deliberation.rules.standards import ThreeInOne
from hemei.community.deliberation.rules.words import (
    CLOCK_TEXTS,
    OWNERS_SIDE_TEXTS,
    SIDE_TEXTS,
    OwnersSide,
    Side,
)

__all__ = [
    "CLOCK_TEXTS",
    "OWNERS_SIDE_TEXTS",
    "REGISTERED",
    "SIDE_TEXTS",
    "Act",
    "ClockRow",
    "CommunityLine",
    "MechanismRow",
    "OwnersSide",
    "Side",
    "ThreeInOne",
    "Working",
    "all_communities",
    "clocks_of",
    "communities",
    "may",
    "mechanisms_of",
    "working_mechanisms",
    "working_on",
]
