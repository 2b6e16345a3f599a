"""What came in for a unit and is objected to: a person has to say of each sheet whether it was the true owner's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from hemei.community.voting.models import Ballot, Scan, Sheet, VoterBinding
from hemei.community.voting.queries.hands import proxy_hands
from hemei.community.voting.rules.assemblies import BEFORE_KNOWN
from hemei.community.voting.rules.striking import Hand, hand_of
from hemei.ground.records import queries as record


@dataclass(frozen=True, slots=True)
class PaperInDispute:
    """A paper that is in a count which may still change: valid, and not struck."""

    sheet_id: int
    unit_id: int
    assembly_id: int
    title: str
    received_at: datetime
    judged: bool


@dataclass(frozen=True, slots=True)
class SheetInDispute:
    """What came in for a unit by another door than its voter's phone: valid, not struck, the result not known yet."""

    sheet_id: int
    unit_id: int
    assembly_id: int
    title: str
    received_at: datetime
    judged: bool
    channel: str


def sheets_in_dispute(roll_unit_ids: Collection[int]) -> dict[int, list[SheetInDispute]]:
    """Return the paper, and what was cast at the desk or a door, for units of rolls, by unit; one statement.

    Until the result is made known: after that an owner objects to the result.
    """
    left = Ballot.objects.filter(sheet=OuterRef("pk"), valid=True, strike=None)
    rows = Sheet.objects.filter(
        Exists(left), roll_unit__in=list(roll_unit_ids), roll__assembly__state__in=BEFORE_KNOWN
    ).exclude(channel="phone")
    fields = (
        "id", "roll_unit_id", "roll__assembly__id", "roll__assembly__title", "received_at",
        "roll__assembly__judged_at", "channel",
    )  # fmt: skip
    found: dict[int, list[SheetInDispute]] = {}
    for sheet, unit, assembly, title, at, judged, channel in rows.order_by("id").values_list(*fields):
        found.setdefault(unit, []).append(
            SheetInDispute(sheet, unit, assembly, title, at, judged is not None, channel)
        )
    return found


def objected_in_time(raised: Combinable) -> QuerySet[Sheet]:
    """Return the sheets, valid and not struck, in votes not called off to whose results one could object still.

    `raised` is the moment of the objection: one that came in time is decided, however long that takes.
    """
    open_still = Q(roll__assembly__objections_until=None) | Q(roll__assembly__objections_until__gte=raised)
    left = Ballot.objects.filter(sheet=OuterRef("pk"), valid=True, strike=None)
    rows = Sheet.objects.filter(open_still, Exists(left), roll__assembly__isnull=False)
    return rows.exclude(roll__assembly__state__in=("called_off", "annulled"))


def papers_in_dispute(unit_ids: Collection[int]) -> dict[int, list[PaperInDispute]]:
    """Return the papers of units whose voter is objected to, in votes that were not called off; one statement.

    Those of votes to whose results nobody could object any more when he did are not asked about again.
    """
    objected = VoterBinding.objects.filter(unit=OuterRef("roll_unit__unit"), ended_at=None)
    rows = objected_in_time(Subquery(objected.values("objected_at")[:1])).filter(
        channel="paper", roll_unit__unit_id__in=list(unit_ids)
    )
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


def pages_of(sheets: Iterable[PaperInDispute | SheetInDispute]) -> dict[int, list[int]]:
    """Return the scanned pages of sheets that came on paper, in order, by sheet; one statement."""
    entered = {
        "sheet__roll_unit__sheets__in": [one.sheet_id for one in sheets],
        "sheet__roll_unit__sheets__channel": "paper",
        # Only one ballot of a home is good at a time, so the moment of its entry tells which it was.
        "sheet__roll_unit__sheets__entered_at": F("sheet__entered_at"),
    }
    found: dict[int, list[int]] = {}
    rows = Scan.objects.filter(set_aside_at=None, **entered).order_by("page", "pk")
    for sheet, scan in rows.values_list("sheet__roll_unit__sheets", "pk"):
        found.setdefault(sheet, []).append(scan)
    return found


def hands_behind(
    groups: Mapping[int, Sequence[PaperInDispute | SheetInDispute]],
) -> dict[int, tuple[Hand, ...]]:
    """Return, by unit, who entered its sheets at the desk or from a door, who went there, who confirmed their stack.

    And of a paper that a proxy came with whose word it counts by. At most four statements, for however many units.
    """
    numbers = {one.sheet_id for sheets in groups.values() for one in sheets}
    rows = list(Sheet.objects.filter(pk__in=numbers).select_related("roll", "roll_unit")) if numbers else []
    if not rows:
        return {}
    by = {row.pk: [Hand(person, None) for person in sorted(row.visitors)] for row in rows}
    for _, event in record.events_of(
        streams={row.roll_unit.stream for row in rows}, kind="voting.sheet_cast"
    ):
        if event.data["sheet"] in by:
            by[event.data["sheet"]].append(hand_of(event.actor))
    for _, event in record.events_of(streams={row.roll.stream for row in rows}, kind="voting.sheets_entered"):
        for number in (one for one in by if event.data["first"] <= one <= event.data["last"]):
            by[number].append(hand_of(event.actor))
    for number, persons in proxy_hands(rows).items():
        by[number].extend(Hand(person, None) for person in sorted(persons))
    return {
        unit: tuple(hand for one in sheets for hand in by.get(one.sheet_id, ()))
        for unit, sheets in groups.items()
    }
