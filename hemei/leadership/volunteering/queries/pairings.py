"""Yearly agreements: of a community, of an office, of a year; one of them with its duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.leadership.duties import queries as duties
from hemei.leadership.volunteering.models import Pairing


@dataclass(frozen=True, slots=True)
class PairingRow:
    """An agreement; `persons` is what was written of who is in contact, for those who see the agreement."""

    id: int
    stream: str
    scope: str
    community_id: int
    community: str
    organisation_id: int
    organisation: str
    year: int
    signed_on: date
    valid_from: date
    valid_until: date
    ended_early: bool
    renews_id: int | None
    persons_id: int | None

    def runs_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= day < self.valid_until


_FIELDS = (
    "id", "stream", "scope", "community_id", "community__name", "organisation_id", "organisation__body__name", "year",
    "signed_on", "valid_from", "valid_until", "ended_early", "renews_id", "persons_id",
)  # fmt: skip


def pairings(
    *,
    actor: Actor,
    year: int | None = None,
    community_id: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[PairingRow]:
    """Return agreements the actor may see, the latest first: by place, or because he is one of the sides."""
    rows = Pairing.objects.filter(records.seen_by(actor))
    if year is not None:
        rows = rows.filter(year=year)
    if community_id is not None:
        rows = rows.filter(community_id=community_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [PairingRow(*row) for row in rows.order_by("-id").values_list(*_FIELDS)[:limit]]


@dataclass(frozen=True, slots=True)
class PairingPage:
    """An agreement with who is in contact, its duties, and those of the years around it."""

    row: PairingRow
    persons: str
    duties: tuple[duties.DutyRow, ...]
    years: tuple[PairingRow, ...]


def pairing_page(*, actor: Actor, pairing_id: int) -> PairingPage | None:
    """Return an agreement; None where it is not there or not the actor's."""
    found = Pairing.objects.filter(records.seen_by(actor), pk=pairing_id)
    row = next((PairingRow(*one) for one in found.values_list(*_FIELDS)), None)
    if row is None:
        return None
    years = Pairing.objects.filter(
        records.seen_by(actor), community_id=row.community_id, organisation_id=row.organisation_id
    )
    texts = records.open_sealed([row.persons_id]) if row.persons_id else {}
    return PairingPage(
        row,
        texts.get(row.persons_id or 0) or "",
        tuple(_duties(actor, row.stream)),
        tuple(PairingRow(*one) for one in years.order_by("-year").values_list(*_FIELDS)),
    )


def _duties(actor: Actor, stream: str) -> list[duties.DutyRow]:
    """Return the duties of an agreement as this side sees them: what it owes, what it set, or all in its places."""
    views: tuple[duties.View, ...] = ("area", "mine", "set")
    for view in views:
        filters = duties.DutyFilters(view=view, origin_stream=stream)
        found = duties.duty_list(actor=actor, filters=filters)
        if found:
            return found
    return []


def progress(*, actor: Actor, now: datetime, rows: list[PairingRow]) -> Mapping[int, duties.Progress]:
    """Return how far the duties of each agreement are, in one statement."""
    streams = {row.stream: row.id for row in rows}
    found = duties.progress_of(actor=actor, now=now, origin_streams=streams)
    summed: dict[int, duties.Progress] = {}
    for (stream, _), one in found.items():
        before = summed.get(streams[stream], duties.Progress())
        summed[streams[stream]] = duties.Progress(
            before.total + one.total,
            before.accepted + one.accepted,
            before.submitted + one.submitted,
            before.overdue + one.overdue,
            before.cancelled + one.cancelled,
        )
    return summed
