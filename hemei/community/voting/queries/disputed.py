"""Paper of a unit whose voter is objected to: a person has to say of each whether the true owner signed it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from hemei.community.voting.models import Ballot, Sheet


@dataclass(frozen=True, slots=True)
class PaperInDispute:
    """A paper that is in a count which may still change: valid, and not struck."""

    sheet_id: int
    unit_id: int
    assembly_id: int
    title: str
    received_at: datetime
    judged: bool


def papers_in_dispute(unit_ids: Collection[int], *, now: datetime) -> dict[int, list[PaperInDispute]]:
    """Return the papers of units of the register in votes that were not called off, by unit; one statement.

    Only while objections to the result can still be raised: those of votes long past are not asked about again.
    """
    open_still = Q(roll__assembly__objections_until=None) | Q(roll__assembly__objections_until__gte=now)
    left = Ballot.objects.filter(sheet=OuterRef("pk"), valid=True, strike=None)
    rows = Sheet.objects.filter(
        open_still,
        Exists(left),
        channel="paper",
        roll_unit__unit_id__in=list(unit_ids),
        roll__assembly__isnull=False,
    ).exclude(roll__assembly__state__in=("called_off", "annulled"))
    fields = (
        "id", "roll_unit__unit_id", "roll__assembly__id", "roll__assembly__title", "received_at",
        "roll__assembly__judged_at",
    )  # fmt: skip
    found: dict[int, list[PaperInDispute]] = {}
    for sheet, unit, assembly, title, at, judged in rows.order_by("id").values_list(*fields):
        found.setdefault(unit, []).append(
            PaperInDispute(sheet, unit, assembly, title, at, judged is not None)
        )
    return found
