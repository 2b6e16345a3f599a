"""What anyone may read of disclosures: through views made for publication, as the public's own role."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.coordination.disclosure.rules.calendar import Period
from hemei.coordination.disclosure.rules.lines import Json, head_of, leaves
from hemei.coordination.disclosure.rules.words import State, Subject

CHUNK = 1_000
_HEAD = (
    "estate_token, estate, community, subject, since, until, due_on, latest, body, token, number, because, root, "
    "published_on, published_at, board_until, first_on, correct_by"
)


@dataclass(frozen=True, slots=True)
class PublicVersion:
    """A published version as anyone may see it; `first_on` is when the disclosure was first published.

    `correct_by` is there where the books left its figures behind: by then it is to be corrected.
    """

    estate_token: str
    estate: str
    community: str
    subject: Subject
    period: Period
    due_on: date
    latest: int
    body: str
    token: str
    number: int
    because: str
    root: str
    published_on: date
    published_at: datetime
    board_until: date
    first_on: date
    correct_by: date | None
    lines: list[Json]
    explanations: dict[str, str]

    @property
    def late_by(self) -> int:
        """By how many days it was first published too late."""
        return max(0, (self.first_on - self.due_on).days)


@dataclass(frozen=True, slots=True)
class PublicDraft:
    """A draft that owners may comment on."""

    estate_token: str
    estate: str
    subject: Subject
    period: Period
    due_on: date
    comments_until: date
    lines: list[Json]
    explanations: dict[str, str]


@dataclass(frozen=True, slots=True)
class PublicSpending:
    """What is on its way as anyone may see it: `name` is of the works, or a payment's number; no payee, no person."""

    of_fund: bool
    name: str
    kind: str
    state: str
    fen: int
    since: date


@dataclass(frozen=True, slots=True)
class PublicDue:
    """A line of the calendar as anyone may see it; late where it was or is not there in time."""

    id: int
    estate_token: str
    estate: str
    community: str
    street: str
    subject: Subject
    period: Period
    due_on: date
    state: State
    published_on: date | None
    body: str

    def late_by(self, today: date) -> int:
        """By how many days it was or is late; none below one."""
        return max(0, ((self.published_on or today) - self.due_on).days)


def _asked(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def public_versions(estate_token: str, *, limit: int = 40) -> list[PublicVersion]:
    """Return the latest version of what an estate published, the latest period first, without their lines."""
    rows = _asked(
        f"select {_HEAD} from public_disclosure where estate_token = %s and number = latest"
        " order by until desc, subject limit %s",
        [_clean(estate_token), limit],
    )
    return [_version(row, [], {}) for row in rows]


def public_version(token: str) -> PublicVersion | None:
    """Return a published version by its token."""
    rows = _asked(
        f"select {_HEAD}, lines, explanations from public_disclosure where token = %s", [_clean(token)]
    )
    return _version(rows[0][:-2], _read(rows[0][-2]), _read(rows[0][-1])) if rows else None


def public_others(found: PublicVersion) -> list[PublicVersion]:
    """Return the other versions of the same disclosure, the latest first."""
    rows = _asked(
        f"select {_HEAD} from public_disclosure where estate_token = %s and subject = %s and since = %s"
        " and number <> %s order by number desc",
        [found.estate_token, found.subject.value, found.period.since, found.number],
    )
    return [_version(row, [], {}) for row in rows]


def public_drafts(estate_token: str) -> list[PublicDraft]:
    """Return the drafts of an estate that are open for comments."""
    rows = _asked(
        "select estate_token, estate, subject, since, until, due_on, comments_until, lines, explanations"
        " from public_disclosure_draft where estate_token = %s order by until desc, subject",
        [_clean(estate_token)],
    )
    return [
        PublicDraft(
            token, name, Subject(subject), Period(since, until), due, ends, _read(lines), _read(words)
        )
        for token, name, subject, since, until, due, ends, lines, words in rows
    ]


def public_on_the_way(estate_token: str, *, limit: int = 100) -> list[PublicSpending]:
    """Return what is on its way in an estate, uses of the fund first, the latest first."""
    rows = _asked(
        "select of_fund, name, kind, state, fen, since from public_spending where estate_token = %s"
        " order by of_fund desc, since desc, stream desc limit %s",
        [_clean(estate_token), limit],
    )
    return [PublicSpending(*row) for row in rows]


def public_late(
    *, on: date, text: str = "", open_only: bool = False, after: tuple[date, int] | None = None, limit: int = 50
) -> list[PublicDue]:  # fmt: skip
    """Return what was or is not published in time, the latest due first."""
    conditions = [
        "due_on < %s",
        "published_on is null" if open_only else "(published_on is null or published_on > due_on)",
    ]
    values: list[Any] = [on]
    if text:
        conditions.append("(estate like %s or community like %s or body like %s)")
        values += [f"%{_clean(text)}%"] * 3
    if after is not None:
        conditions.append("(due_on, id) < (%s, %s)")
        values += after
    rows = _asked(
        "select id, estate_token, estate, community, street, subject, since, until, due_on, state, published_on, body"
        f" from public_disclosure_calendar where {' and '.join(conditions)} order by due_on desc, id desc limit %s",
        [*values, limit],
    )
    return [
        PublicDue(
            number,
            token,
            name,
            home,
            street,
            Subject(subject),
            Period(since, until),
            due,
            State(state),
            day,
            by,
        )
        for number, token, name, home, street, subject, since, until, due, state, day, by in rows
    ]


def all_public_late(*, on: date, text: str, open_only: bool) -> Iterator[PublicDue]:
    """Yield the whole list for an export, read in pages."""
    after = None
    while page := public_late(on=on, text=text, open_only=open_only, after=after, limit=CHUNK):
        yield from page
        after = page[-1].due_on, page[-1].id


def proof_of(found: PublicVersion) -> dict[str, Any]:
    """Return what anybody needs to make a version's root again: the texts of its leaves in their order.

    The tree is RFC 6962's: a leaf is SHA-256(0x00 and the text), a node SHA-256(0x01, left, right).
    """
    head = head_of(found.estate_token, found.subject.value, found.period, found.number)
    return {
        "root": found.root,
        "published_at": found.published_at.isoformat(),
        "leaves": [leaf.decode() for leaf in leaves(head, found.lines, found.explanations)],
    }


def _version(row: Sequence[Any], lines: list[Json], words: dict[str, str]) -> PublicVersion:
    values = dict(zip(_HEAD.split(", "), row, strict=True))
    values["subject"] = Subject(values["subject"])
    values["period"] = Period(values.pop("since"), values.pop("until"))
    return PublicVersion(**values, lines=lines, explanations=words)


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _clean(text: str) -> str:
    return text.replace("\x00", "")[:60]
