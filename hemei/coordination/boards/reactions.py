"""Whatever a board may say has changed: the boards are compared within the minute. May be repeated without harm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.coordination.boards import services
from hemei.kernel.actor import Actor


def on_change(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - a reaction's signature
    """Something that stands on boards was changed."""
    services.touch_boards(now=now)


WATCHED = (
    "boards.phone_set",
    "committees.stand_in_ended",
    "committees.stand_in_formed",
    "companies.company_corrected",
    "companies.manager_appointed",
    "companies.project_begun",
    "companies.project_corrected",
    "companies.project_ended",
    "companies.term_extended",
    "people.bodies_loaded",
    "people.body_created",
    "people.body_dissolved",
    "people.body_renamed",
    "people.person_corrected",
    "people.seat_corrected",
    "people.seat_left",
    "people.seat_taken",
    "people.term_corrected",
    "people.term_ended",
    "people.term_registered",
    "places.building_corrected",
    "places.estate_corrected",
    "places.estate_given",
    "places.place_merged",
    "places.place_moved",
    "places.place_renamed",
    "places.place_split",
    "records.batch_imported",
    "records.batch_undone",
    "records.document_issued",
)
"""The events after which a board may say something else."""

REACTIONS = dict.fromkeys(WATCHED, (on_change,))
