"""Petitions of the actor's places: the list, and one with what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.oversight.mediation.models import Petition
from hemei.oversight.mediation.queries.petition_facts import petition_rules
from hemei.oversight.mediation.rules.petition_acts import PetitionAct, may_petition
from hemei.oversight.mediation.rules.petitions import (
    PetitionSource,
    Repeat,
    Stage,
    Times,
    is_late,
    stage_of,
)

MOST_RELATED = 20


@dataclass(frozen=True, slots=True)
class PetitionFilter:
    """What of the list is wanted; empty is all. `late` are those past a day of the regulation, in `year` received."""

    source: str = ""
    kind: str = ""
    repeat: str = ""
    stage: str = ""
    late: bool = False
    group: bool = False
    year: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class PetitionRow:
    """A petition of a list: what and where, how far it has come, whether it is another's matter again."""

    id: int
    number: str
    source: PetitionSource
    kind: str
    community_id: int
    estate: str
    received_on: date
    told_on: date | None
    ended_on: date | None
    extended: bool
    times: Times
    persons: int
    repeat: Repeat
    repeat_of: str
    case: str
    mediated: bool
    scope: str

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        return stage_of(self.told_on, self.ended_on)

    def late_on(self, day: date) -> bool:
        """Whether it was told of or finished too late, or is not yet."""
        return is_late(self.told_on, self.ended_on, self.times, day)


@dataclass(frozen=True, slots=True)
class PetitionPage:
    """One petition with its petitioner masked, its words, and those of the same matter."""

    row: PetitionRow
    name: str
    phone: str
    text: str
    repetitions: tuple[PetitionRow, ...]
    events: tuple[record.EventRow, ...]


_FIELDS = (
    "id", "number", "source", "kind", "community_id", "received_on", "told_on", "ended_on", "extended", "tell_by",
    "finish_by", "persons", "repeat", "dispute_id", "scope",
)  # fmt: skip


def petitions(
    only: PetitionFilter | None = None,
    *,
    actor: Actor,
    on: date,
    after: tuple[date, int] | None = None,
    limit: int = 50,
) -> list[PetitionRow]:
    """Return the actor's petitions, the latest received first, after a day and id; one statement."""
    rows = _seen(actor).filter(_wanted(only or PetitionFilter(), on))
    if after is not None:
        rows = rows.filter(Q(received_on__lt=after[0]) | Q(received_on=after[0], pk__lt=after[1]))
    return _rows(rows.order_by("-received_on", "-id")[:limit])


def petition(petition_id: int, *, actor: Actor, now: datetime) -> PetitionPage | None:
    """Return a petition of the actor's places; one that is not there and one that is not his look alike."""
    seen = _seen(actor).filter(pk=petition_id)
    found = _rows(seen)
    if not found or not actor.covers(found[0].scope):
        return None
    row = found[0]
    stream, *sealed = seen.values_list("stream", "name_id", "phone_id", "text_id")[0]
    opened = record.open_sealed([one for one in sealed if one])
    name, phone, text = (opened.get(one or 0) or "" for one in sealed)
    same = _seen(actor).filter(Q(repeat_of=petition_id) | Q(repetitions=petition_id)).distinct()
    return PetitionPage(
        row,
        people.masked("name", name, now) if name else "",
        people.masked("phone", phone, now) if phone else "",
        text,
        tuple(_rows(same.order_by("-received_on", "-id")[:MOST_RELATED])),
        tuple(record.history(stream=stream)),
    )


def _seen(actor: Actor) -> QuerySet[Petition]:
    if not may_petition(actor.role, PetitionAct.SEE).allowed:
        return Petition.objects.none()
    return Petition.objects.filter(record.seen_by(actor))


def _wanted(only: PetitionFilter, on: date) -> Q:
    named = {
        "source": only.source,
        "kind": only.kind,
        "repeat": only.repeat,
        "number__startswith": only.number,
    }
    wanted = Q(**{name: value for name, value in named.items() if value})
    if only.stage:
        wanted &= _STAGES[Stage(only.stage)]
    if only.late:
        late_now = Q(told_on=None, tell_by__lt=on) | Q(ended_on=None, finish_by__lt=on)
        wanted &= late_now | Q(told_on__gt=F("tell_by")) | Q(ended_on__gt=F("finish_by"))
    if only.group:
        wanted &= Q(persons__gte=petition_rules(on).group.persons)
    if only.year is not None:
        wanted &= Q(received_on__year=only.year)
    return wanted


_STAGES: dict[Stage, Q] = {
    Stage.REGISTERED: Q(told_on=None, ended_on=None),
    Stage.TOLD: Q(told_on__isnull=False, ended_on=None),
    Stage.ENDED: Q(ended_on__isnull=False),
}


def _rows(rows: QuerySet[Petition]) -> list[PetitionRow]:
    named = rows.values_list(*_FIELDS, "estate__name", "repeat_of__number", "case__number")
    return [_row(*values) for values in named]


def _row(*values: object) -> PetitionRow:
    told = dict(zip((*_FIELDS, "estate", "repeat_of", "case"), values, strict=True))
    times = Times(told.pop("tell_by"), told.pop("finish_by"))  # type: ignore[arg-type]
    told["source"], told["repeat"] = PetitionSource(str(told["source"])), Repeat(str(told["repeat"]))
    told["mediated"] = told.pop("dispute_id") is not None
    told |= {name: told[name] or "" for name in ("estate", "repeat_of", "case")}
    return PetitionRow(times=times, **told)  # type: ignore[arg-type]
