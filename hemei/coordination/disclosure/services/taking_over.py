"""Disclosures that were published before the city moved in are taken over: explained, commented on, published.

For the load of many in few statements; each is written as its acts write it, and asked by the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from typing import Any

from django.db import connection

from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.models import Disclosure, Version
from hemei.coordination.disclosure.rules.calendar import (
    board_until,
    comments_until,
    may_open_comments,
    may_publish,
)
from hemei.coordination.disclosure.rules.lines import unexplained
from hemei.coordination.disclosure.rules.standards import DisclosureCalendar
from hemei.coordination.disclosure.rules.words import State, Subject
from hemei.coordination.disclosure.services.publishing import root_over
from hemei.coordination.disclosure.services.shared import missing
from hemei.ground.clocks import queries as clocks
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reference, demand
from hemei.kernel.workdays import WorkingTime, shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPublication:
    """How a drafted disclosure went on: by whom, when owners could comment, when it was published if it was.

    `words` explain flagged lines by their code, `rest` all others.
    """

    disclosure_id: int
    actor: Actor
    commented_at: datetime
    published_at: datetime | None = None
    words: Mapping[str, str]
    rest: str


@dataclass
class _Load:
    working: WorkingTime
    events: list[tuple[records.EventDraft, Actor]]

    def tell(
        self, past: PastPublication, at: datetime, row: Disclosure, name: str, data: Mapping[str, Any],
        references: tuple[Reference, ...] = (),
    ) -> None:  # fmt: skip
        draft = records.EventDraft(row.stream, name, at, row.scope, data, references)
        self.events.append((draft, past.actor))


def take_over_publications(*, actor: Actor, now: datetime, past: Sequence[PastPublication]) -> int:
    """Take over how drafts went on; returns how many were published.

    Raises:
        Refused: one was never drafted, or was published before its time for comments had passed.
    """
    if actor.role is not Role.SYSTEM:
        raise missing()
    load = _Load(clocks.working_time(now=now), [])
    with records.acting(actor):
        ids = [one.disclosure_id for one in past]
        rows = Disclosure.objects.filter(pk__in=ids).select_related("estate").in_bulk()
        versions = {one.disclosure_id: one for one in Version.objects.filter(disclosure__in=ids, number=1)}
        for one in past:
            row, version = rows.get(one.disclosure_id), versions.get(one.disclosure_id)
            if row is None or version is None:
                raise missing()
            version.disclosure = row
            _go_on(load, one, row, version)
        _write(rows.values(), versions.values())
        records.record_many(sorted(load.events, key=lambda pair: pair[0].at))
    return sum(1 for one in past if one.published_at)


def _go_on(load: _Load, past: PastPublication, row: Disclosure, version: Version) -> None:
    calendar = calendar_on(row.until)
    flagged = unexplained(version.lines, {})
    version.explanations = {code: past.words.get(code, past.rest) for code in flagged}
    demand(may_open_comments(state=State(row.state), unexplained={}, stale=False))
    if flagged:
        load.tell(
            past, past.commented_at, row, "disclosure.explained", {"lines": sorted(version.explanations)}
        )
    row.comments_until = comments_until(calendar.comments.limit, past.commented_at, load.working)
    row.state, root = State.COMMENTS.value, root_over(row, version)
    load.tell(
        past, past.commented_at, row, "disclosure.comments_opened",
        {"until": row.comments_until.isoformat(), "root": root}, (calendar.comments.warrant.reference,),
    )  # fmt: skip
    if past.published_at is not None:
        _publish(load, past, past.published_at, (row, version), root, calendar)


def _publish(
    load: _Load, past: PastPublication, at: datetime, pair: tuple[Disclosure, Version], root: str,
    calendar: DisclosureCalendar,
) -> None:  # fmt: skip
    row, version = pair
    day, timing = shanghai_day(at), calendar.timing_of(Subject(row.subject))
    demand(may_publish(state=State(row.state), until=row.comments_until, today=day, stale=False))
    version.root, version.published_on, version.published_at = root, day, at
    version.board_until = board_until(timing, day)
    row.state, row.number, row.published_on = State.PUBLISHED.value, 1, day
    data = {
        "version": 1, "root": root, "lines": len(version.lines), "late": day > row.due_on,
        "board_until": version.board_until.isoformat(),
    }  # fmt: skip
    load.tell(past, at, row, "disclosure.published", data, (timing.warrant.reference,))


_ROWS = """
update disclosure_disclosure d set state = n.state, number = n.number, comments_until = n.comments_until,
  published_on = n.published_on
from unnest(%s::bigint[], %s::text[], %s::smallint[], %s::date[], %s::date[])
  as n(id, state, number, comments_until, published_on) where d.id = n.id
"""
_VERSIONS = """
update disclosure_version v set explanations = n.explanations::jsonb, root = n.root, published_on = n.published_on,
  published_at = n.published_at, board_until = n.board_until
from unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::timestamptz[], %s::date[])
  as n(id, explanations, root, published_on, published_at, board_until) where v.id = n.id
"""


def _write(rows: Any, versions: Any) -> None:
    made = [(one.pk, one.state, one.number, one.comments_until, one.published_on) for one in rows]
    kept = [
        (
            one.pk, dumps(one.explanations, ensure_ascii=False), one.root, one.published_on, one.published_at,
            one.board_until,
        )
        for one in versions
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for statement, values in ((_ROWS, made), (_VERSIONS, kept)):
            if values:
                cursor.execute(statement, [list(column) for column in zip(*values, strict=True)])
