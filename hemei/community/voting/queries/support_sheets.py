"""Signature lists of owners who ask on paper: what they name, and whether a second person confirmed them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.voting.models import Support, SupportSheet
from hemei.community.voting.queries.register import owners_of, registered_units
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.proposals import ProposalState, already_asking
from hemei.ground.clocks import queries as clocks
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A signature list: its units with names, who entered and who settled it, when; `confirmed` once settled."""

    id: int
    proposal_id: int
    stream: str
    scope: str
    scan_id: int
    unit_ids: tuple[int, ...]
    units: tuple[str, ...]
    entered_by: int
    entered_at: datetime
    settled_by: int | None
    settled_at: datetime | None
    confirmed: bool | None
    takes_back: bool

    @property
    def signed_on(self) -> date:
        """The day whose owners signed."""
        return shanghai_day(self.entered_at)


def support_sheet(sheet_id: int, *, actor: Actor) -> SheetRow | None:
    """Return a signature list the actor may see: the street one that was handed on to it."""
    return next(iter(_rows(actor, pk=sheet_id)), None)


def support_sheets(proposal_id: int, *, actor: Actor) -> list[SheetRow]:
    """Return the signature lists of a proposal, the first entered first."""
    return _rows(actor, proposal_id=proposal_id)


def leaving_units(proposal_ids: Collection[int]) -> dict[int, dict[int, datetime]]:
    """Return by proposal the units that ask, but handed in since that they ask no more, and when they first did.

    It waits to be checked. Who asked again after he handed it in is leaving nothing. Row-level security applies.
    """
    asks = Support.objects.filter(proposal_id__in=proposal_ids, taken_back_at=None)
    given = {(one, unit): at for one, unit, at in asks.values_list("proposal_id", "unit_id", "supported_at")}
    waits = SupportSheet.objects.filter(proposal_id__in=proposal_ids, settled_at=None, takes_back=True)
    found: dict[int, dict[int, datetime]] = {one: {} for one in proposal_ids}
    for one, units, at in waits.order_by("entered_at").values_list("proposal_id", "unit_ids", "entered_at"):
        for unit in units:
            if (one, unit) in given and given[one, unit] <= at:
                found[one].setdefault(unit, at)
    return found


def counted_already(row: SheetRow, estate_id: int, *, actor: Actor) -> list[str]:
    """Return the names of the units of a list that ask already, and so count no second time.

    Of one that takes back, those that asked again after it was handed in, and so leave nothing by it.
    """
    if row.takes_back:
        again = Support.objects.filter(
            proposal_id=row.proposal_id, taken_back_at=None, supported_at__gt=row.entered_at
        )
        return _named(row, set(again.values_list("unit_id", flat=True)))
    known = registered_units(estate_id, actor=actor, on=row.signed_on)
    held = Support.objects.filter(proposal_id=row.proposal_id, taken_back_at=None)
    asking = already_asking(
        row.unit_ids,
        dict(held.values_list("unit_id", "owner_ids")),
        {one.id: owners_of(one) for one in known},
    )
    leaving = leaving_units([row.proposal_id])[row.proposal_id]
    return _named(row, asking - {unit for unit, at in leaving.items() if at < row.entered_at})


def _named(row: SheetRow, units: Collection[int]) -> list[str]:
    return [name for number, name in zip(row.unit_ids, row.units, strict=True) if number in units]


def sheets_to_settle(*, actor: Actor, limit: int = 20) -> record.Lines[tuple[int, str, bool]]:
    """Return the lists that wait for the actor as the second person, each with its proposal; one statement.

    The last of each says whether its units take back what they asked.
    """
    if actor.person_id is None or actor.role not in roles_for(Act.SUPPORT):
        return record.Lines()
    rows = SupportSheet.objects.filter(
        record.seen_by(actor), settled_at=None, proposal__state=ProposalState.GATHERING.value
    )
    rows = rows.exclude(entered_by=actor.person_id).order_by("id")
    return record.lines_of(rows[:limit], ("id", "proposal__title", "takes_back"), lambda *row: row)


def awaited_of(proposal_ids: Collection[int]) -> set[int]:
    """Return the proposals with a list that waits for a second person. Row-level security applies."""
    rows = SupportSheet.objects.filter(proposal_id__in=proposal_ids, settled_at=None)
    return set(rows.values_list("proposal_id", flat=True))


def handed_on(stream: str) -> set[int]:
    """Return the lists of a proposal that the street checks, because the residents' committee did not in time."""
    keys = [row.key for row in clocks.deadlines_of(stream=stream)]
    return {int(key.rpartition(":")[2]) for key in keys if key.startswith("vet:check:")}


def sheet_content(row: SheetRow) -> tuple[bytes, str] | None:
    """Return the scan of a signature list and its media type."""
    scan = next((one for one in record.files_of([row.stream]) if one.id == row.scan_id), None)
    return (record.file_content(scan), scan.media_type) if scan is not None else None


def _rows(actor: Actor, **conditions: object) -> list[SheetRow]:
    rows = list(
        SupportSheet.objects.filter(record.seen_by(actor), **conditions)
        .select_related("proposal")
        .order_by("id")
    )
    if rows and actor.role not in roles_for(Act.SUPPORT):
        handed = handed_on(rows[0].stream)
        rows = [row for row in rows if row.pk in handed]
    names: dict[int, str] = {}
    for row in rows[:1]:  # all of one proposal
        units = places.standing_units(row.proposal.estate_id, actor=actor, on=shanghai_day(row.entered_at))
        names = {one.id: f"{one.building}{one.entrance or ''}{one.room}" for one in units}
    return [
        SheetRow(
            row.pk, row.proposal_id, row.stream, row.scope, row.scan_id, tuple(row.unit_ids),
            tuple(names.get(number, str(number)) for number in row.unit_ids), row.entered_by, row.entered_at,
            row.settled_by, row.settled_at, row.confirmed, row.takes_back,
        )
        for row in rows
    ]  # fmt: skip
