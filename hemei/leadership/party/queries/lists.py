"""The responsibility lists and how far their duties are."""

from __future__ import annotations

import json
from datetime import date, datetime
from types import MappingProxyType

from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation
from hemei.kernel.standards import NoStandard
from hemei.leadership.duties import queries as duties
from hemei.leadership.party.rules.standards import ListLevel, PartyResponsibilities
from hemei.leadership.party.rules.words import Level


def lists_on(day: date) -> tuple[ListLevel, ...]:
    """Return the responsibility lists of a day, level by level; none where no document names any."""
    try:
        return records.standards().find("party-responsibilities", PartyResponsibilities, on=day).level
    except NoStandard:
        return ()


def list_progress(*, actor: Actor, now: datetime, at: datetime | None = None) -> dict[str, duties.Progress]:
    """Return how far the duties of each line are, or were, by `level.line`, as far as the actor sees them."""
    found = duties.progress_of(actor=actor, now=now, origin_streams=["party.list"], at=at)
    return {item: progress for (_, item), progress in found.items()}


_LINES = """
select 'party.list:' || l.key as key, l.label, c.path as place, 'yes' as verdict, 'listed' as reason,
       jsonb_build_object('day', l.since) as said, 1::bigint as weight, ''::text as arg, null::bigint as body,
       null::timestamptz as at
from jsonb_to_recordset(%(lines)s::jsonb) as l(key text, label text, since date, until date)
cross join (select path from public_place where level = 'city') c
where l.since <= {day} and (l.until is null or l.until > {day})
"""


def responsibility_lines() -> Relation:
    """Return the lines of the industry committee's list on any day (F2); the city's own, so they lie at its path."""
    lists = [
        document
        for document in records.standards().documents
        if isinstance(document.content, PartyResponsibilities)
    ]
    lines = [
        {
            "key": f"{Level.INDUSTRY}.{line.code}",
            "label": f"{line.number}. {line.name}",
            "since": document.head.day.isoformat(),
            "until": later.head.day.isoformat() if later else None,
        }
        for document, later in zip(lists, [*lists[1:], None], strict=True)
        for level in document.content.level
        if level.code == Level.INDUSTRY
        for line in level.line
    ]
    return Relation(
        sql=_LINES,
        reasons=MappingProxyType({"listed": mark("清单自{day}起有这一项；项数有来源，条文是演示文字。")}),
        values=MappingProxyType({"lines": json.dumps(lines, ensure_ascii=False)}),
    )
