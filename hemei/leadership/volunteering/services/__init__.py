"""The writers of volunteering; pages and other apps enter here."""

from hemei.leadership.volunteering.services.hours import Told, judge_hours, tell_hours
from hemei.leadership.volunteering.services.listing import (
    Listing,
    finish_match,
    list_item,
    match_offer,
    note_progress,
    withdraw_item,
)
from hemei.leadership.volunteering.services.loading import (
    HoursDraft,
    ItemDraft,
    PairingDraft,
    VolunteerDraft,
    load_hours,
    load_items,
    load_pairings,
    load_volunteers,
)
from hemei.leadership.volunteering.services.pairing import Agreement, agree_item, end_pairing, pair, renew
from hemei.leadership.volunteering.services.registering import (
    Registration,
    end_registration,
    register,
    report_in,
)
from hemei.leadership.volunteering.services.retention import KEEPERS

__all__ = [
    "KEEPERS",
    "Agreement",
    "HoursDraft",
    "ItemDraft",
    "Listing",
    "PairingDraft",
    "Registration",
    "Told",
    "VolunteerDraft",
    "agree_item",
    "end_pairing",
    "end_registration",
    "finish_match",
    "judge_hours",
    "list_item",
    "load_hours",
    "load_items",
    "load_pairings",
    "load_volunteers",
    "match_offer",
    "note_progress",
    "pair",
    "register",
    "renew",
    "report_in",
    "tell_hours",
    "withdraw_item",
]
