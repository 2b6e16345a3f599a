"""Disclosures the actor may see: the list with its filters, one with its versions, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from hemei.coordination.disclosure.models import Disclosure, Version
from hemei.coordination.disclosure.queries.owing import acting_body
from hemei.coordination.disclosure.rules.acts import Act, may, of_fund_alone
from hemei.coordination.disclosure.rules.calendar import Period
from hemei.coordination.disclosure.rules.words import State, Subject
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class DisclosureFilter:
    """What a list is narrowed to; empty means all. `overdue` keeps what was not or is not there in time."""

    estate_id: int | None = None
    subject: str = ""
    state: str = ""
    overdue: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """A line of a list."""

    id: int
    stream: str
    scope: str
    estate_id: int
    estate: str
    token: str
    community_id: int
    subject: Subject
    period: Period
    due_on: date
    body_id: int
    state: State
    number: int
    drafted_at: datetime | None
    comments_until: date | None
    published_on: date | None
    late_at: datetime | None
    missing_at: datetime | None
    correct_by: date | None
    """By when what the books left behind since is to be corrected."""

    def late_by(self, today: date) -> int:
        """By how many days it was or is late; none below one."""
        return max(0, ((self.published_on or today) - self.due_on).days)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a disclosure."""

    id: int
    number: int
    token: str
    lines: list[dict[str, Any]]
    explanations: dict[str, str]
    because: str
    root: str
    drafted_at: datetime
    published_on: date | None
    published_at: datetime | None
    board_until: date | None


@dataclass(frozen=True, slots=True)
class DisclosurePage:
    """A disclosure with its versions, the latest first, and its course."""

    row: DisclosureRow
    versions: tuple[VersionRow, ...]
    events: tuple[records.EventRow, ...]
    own: bool

    @property
    def latest(self) -> VersionRow | None:
        """The latest version, drafted or published."""
        return self.versions[0] if self.versions else None


_FIELDS = (
    "id", "stream", "scope", "estate_id", "estate__name", "estate__token", "estate__community_id", "subject", "since",
    "until", "due_on", "body_id", "state", "number", "drafted_at", "comments_until", "published_on", "late_at",
    "missing_at", "correct_by",
)  # fmt: skip
_VERSION = (
    "id", "number", "token", "lines", "explanations", "because", "root", "drafted_at", "published_on",
    "published_at", "board_until",
)  # fmt: skip


def disclosures(
    only: DisclosureFilter | None = None,
    *,
    actor: Actor,
    after: tuple[date, int] | None = None,
    limit: int = 50,
) -> list[DisclosureRow]:
    """Return disclosures the actor may see, the latest due first."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = _narrowed(Disclosure.objects.filter(_seen_by(actor)), only or DisclosureFilter())
    if after is not None:
        day, number = after
        rows = rows.filter(Q(due_on__lte=day) & (Q(due_on__lt=day) | Q(id__lt=number)))
    return [_row(row) for row in rows.order_by("-due_on", "-id").values_list(*_FIELDS)[:limit]]


def _seen_by(actor: Actor) -> Q:
    seen: Q = records.seen_by(actor)
    return seen & Q(subject=Subject.FUND.value) if of_fund_alone(actor) else seen


def _narrowed(rows: QuerySet[Disclosure], only: DisclosureFilter) -> QuerySet[Disclosure]:
    if only.estate_id is not None:
        rows = rows.filter(estate_id=only.estate_id)
    if only.subject:
        rows = rows.filter(subject=only.subject)
    if only.state:
        rows = rows.filter(state=only.state)
    if only.text:
        rows = rows.filter(estate__name__contains=only.text)
    if only.overdue is not None:
        rows = rows.filter(Q(published_on=None, due_on__lt=only.overdue) | Q(published_on__gt=F("due_on")))
    return rows


def all_disclosures(only: DisclosureFilter, *, actor: Actor) -> Iterator[DisclosureRow]:
    """Yield the whole list for an export, read in pages."""
    after = None
    while page := disclosures(only, actor=actor, after=after, limit=CHUNK):
        yield from page
        after = page[-1].due_on, page[-1].id


def disclosure(disclosure_id: int, *, actor: Actor, on: date | None = None) -> DisclosurePage | None:
    """Return a disclosure the actor may see; four statements.

    It is the actor's own if his body owes it, or, asked of a day, follows a body that is not there any more.
    """
    if not may(actor, Act.SEE).allowed:
        return None
    found = Disclosure.objects.filter(_seen_by(actor), pk=disclosure_id).values_list(*_FIELDS).first()
    if found is None:
        return None
    row = _row(found)
    own = may(actor, Act.PREPARE).allowed and actor.body_id is not None and actor.body_id == _acting(row, on)
    return DisclosurePage(row, versions_of(row.id), tuple(records.history(stream=row.stream)), own)


def _acting(row: DisclosureRow, on: date | None) -> int:
    if on is None:
        return row.body_id
    return acting_body((row.estate_id, row.scope), row.subject, row.period, row.body_id, on)


def versions_of(disclosure_id: int) -> tuple[VersionRow, ...]:
    """Return the versions of a disclosure, the latest first; row-level security applies."""
    rows = Version.objects.filter(disclosure_id=disclosure_id).order_by("-number")
    return tuple(VersionRow(*row) for row in rows.values_list(*_VERSION))


def disclosure_rows(estate_id: int, *, published: bool = False, limit: int = 24) -> list[DisclosureRow]:
    """Return disclosures of an estate, the latest due first; row-level security applies."""
    rows = Disclosure.objects.filter(estate_id=estate_id)
    if published:
        rows = rows.filter(number__gt=0)
    return [_row(row) for row in rows.order_by("-due_on", "-id").values_list(*_FIELDS)[:limit]]


def _row(row: Sequence[Any]) -> DisclosureRow:
    values = dict(zip(_FIELDS, row, strict=True))
    values["estate"], values["token"] = values.pop("estate__name"), values.pop("estate__token")
    values["community_id"] = values.pop("estate__community_id")
    values["period"] = Period(values.pop("since"), values.pop("until"))
    values["subject"], values["state"] = Subject(values["subject"]), State(values["state"])
    return DisclosureRow(**values)
