"""The readers of volunteering; pages and other apps enter here."""

from hemei.leadership.volunteering.facts import four_links, hours_rules
from hemei.leadership.volunteering.queries.communities import CommunityRow, community_rows
from hemei.leadership.volunteering.queries.evaluated import SERVED
from hemei.leadership.volunteering.queries.lists import ItemRow, MatchRow, items
from hemei.leadership.volunteering.queries.pairings import (
    PairingPage,
    PairingRow,
    pairing_page,
    pairings,
    progress,
)
from hemei.leadership.volunteering.queries.persons import (
    HoursRow,
    VolunteerRow,
    hours_of,
    own_registrations,
    volunteers,
)
from hemei.leadership.volunteering.rules.acts import Act, may
from hemei.leadership.volunteering.rules.words import (
    HOURS_TEXTS,
    HOURS_TONES,
    ITEM_STATE_TEXTS,
    ITEM_TEXTS,
    ITEM_TONES,
    KIND_TEXTS,
    LIST_TEXTS,
    MATCH_TEXTS,
    HoursState,
    ItemKind,
    ItemState,
    MatchState,
    VolunteerKind,
)

__all__ = [
    "HOURS_TEXTS",
    "HOURS_TONES",
    "ITEM_STATE_TEXTS",
    "ITEM_TEXTS",
    "ITEM_TONES",
    "KIND_TEXTS",
    "LIST_TEXTS",
    "MATCH_TEXTS",
    "SERVED",
    "Act",
    "CommunityRow",
    "HoursRow",
    "HoursState",
    "ItemKind",
    "ItemRow",
    "ItemState",
    "MatchRow",
    "MatchState",
    "PairingPage",
    "PairingRow",
    "VolunteerKind",
    "VolunteerRow",
    "community_rows",
    "four_links",
    "hours_of",
    "hours_rules",
    "items",
    "may",
    "own_registrations",
    "pairing_page",
    "pairings",
    "progress",
    "volunteers",
]
