"""The sample of a round: what was fixed, what was drawn, and how anybody draws again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.draw import ticket
from hemei.oversight.assessment.models import Round, Sample, SampledProject, Visit


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample; `secret` is empty until it is opened."""

    id: int
    round_id: int
    contract_id: int
    by: tuple[str, ...]
    size: int
    digest: str
    commitment: str
    listed_at: datetime
    seed: str
    drawn_at: datetime | None
    secret: str
    projects: int
    planned: bool


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A line of the public list; after the draw with its ticket and place."""

    id: int
    key: str
    name: str
    stratum: str
    must: bool
    place: int
    drawn: bool
    ticket: str
    every: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Stratum:
    """A stratum: how many projects it has, how many were drawn."""

    name: str
    projects: int
    drawn: int


def sample_of(round_id: int, *, actor: Actor) -> SampleRow | None:
    """Return the sample of a round, if the actor may see it; three statements."""
    row = Sample.objects.filter(record.seen_by(actor), round_id=round_id).first()
    if row is None:
        return None
    planned = Visit.objects.filter(record.seen_by(actor), entry__round_id=round_id).exists()
    projects = SampledProject.objects.filter(sample=row).count()
    return SampleRow(
        row.pk, row.round_id, row.contract_id, tuple(row.strata_by), row.size, row.digest, row.commitment,
        row.listed_at, row.seed, row.drawn_at, row.secret if row.opened_at else "", projects, planned,
    )  # fmt: skip


def sample_lines(
    sample: SampleRow, *, actor: Actor, drawn_only: bool = False, after: str = "", limit: int = 50
) -> list[SampleLine]:
    """Return lines of the list by key; `after` is the last key of the page before. One statement."""
    rows = SampledProject.objects.filter(record.seen_by(actor), sample_id=sample.id, key__gt=after)
    if drawn_only:
        rows = rows.filter(drawn=True)
    fields = (
        "id",
        "key",
        "project__estate__name",
        "stratum",
        "must",
        "place",
        "drawn",
        "every_months",
        "reason",
    )
    return [
        SampleLine(
            number,
            key,
            name,
            stratum,
            must,
            place,
            drawn,
            ticket(sample.seed, key) if sample.seed else "",
            every,
            reason,
        )
        for number, key, name, stratum, must, place, drawn, every, reason in rows.order_by("key").values_list(
            *fields
        )[:limit]
    ]


def strata_of(sample: SampleRow, *, actor: Actor) -> list[Stratum]:
    """Return the strata of a list with their counts, by name; one statement."""
    found: dict[str, list[int]] = {}
    rows = SampledProject.objects.filter(record.seen_by(actor), sample_id=sample.id, must=False)
    for stratum, drawn in rows.values_list("stratum", "drawn"):
        counts = found.setdefault(stratum, [0, 0])
        counts[0] += 1
        counts[1] += drawn
    return [Stratum(name, *found[name]) for name in sorted(found)]


def kit_round(round_id: int, *, actor: Actor) -> str | None:
    """Return the title of a round the actor may see."""
    return Round.objects.filter(record.seen_by(actor), pk=round_id).values_list("title", flat=True).first()
