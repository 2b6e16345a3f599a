"""Patterns: which causes come up in many estates of a community or county within the actor's places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.oversight.mediation.models import AnsweredPattern
from hemei.oversight.mediation.queries.petition_facts import petition_rules
from hemei.oversight.mediation.rules.patterns import Found, is_pattern, open_from
from hemei.oversight.mediation.rules.petition_acts import PetitionAct, may_petition
from hemei.oversight.mediation.rules.petition_standards import Area, PatternRule

_DEPTH: dict[Area, int] = {"county": 2, "community": 4}
MOST = 200


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cause that is a pattern of an area, by the rule of the day; `path` is the area's."""

    found: Found
    path: str
    rule: PatternRule
    since: date
    again_from: date | None


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """A pattern that was answered: what was proposed, and on which numbers."""

    id: int
    place_id: int
    kind: str
    estates: int
    petitions: int
    disputes: int
    answered_on: date
    topic_id: int | None
    duty_id: int | None


# Each estate with the petitions and the disputes about a cause, by the first steps of its path. Rows carry no person.
_FOUND = """
with known as (
  select p.kind, p.estate_id, p.scope as place, 1 as petitions, 0 as disputes
  from mediation_petition p where p.estate_id is not null and p.received_on > %(since)s and p.received_on <= %(until)s
  union all
  select c.kind, c.estate_id, c.place_path, 0, 1
  from mediation_listed c where c.estate_id is not null
    and (c.filed_at at time zone 'Asia/Shanghai')::date > %(since)s
    and (c.filed_at at time zone 'Asia/Shanghai')::date <= %(until)s
)
select array_to_string((string_to_array(k.place, '.'))[1:%(depth)s], '.') || '.' as area, k.kind,
       count(distinct k.estate_id), sum(k.petitions)::int, sum(k.disputes)::int
from known k
where exists (select 1 from unnest(%(lows)s::text[], %(highs)s::text[]) as r(low, high)
              where k.place >= r.low collate "C" and k.place < r.high collate "C")
group by 1, 2 having count(distinct k.estate_id) >= %(least)s
order by 3 desc, 1, 2 limit %(most)s
"""


def patterns(*, actor: Actor, on: date) -> list[Pattern]:
    """Return the patterns in the actor's places on a day, the widest first; of an area that is wholly his."""
    if not may_petition(actor.role, PetitionAct.SEE_PATTERNS).allowed or not actor.places:
        return []
    rules = petition_rules(on).pattern
    found = [one for rule in rules for one in _of_rule(rule, actor, on)]
    return sorted(found, key=lambda one: (-one.found.estates, one.path, one.found.kind))


def pattern(area: Area, place_id: int, kind: str, *, actor: Actor, on: date) -> Pattern | None:
    """Return one pattern, where it is one on the day."""
    return next(
        (
            one
            for one in patterns(actor=actor, on=on)
            if (one.found.area, one.found.place_id, one.found.kind) == (area, place_id, kind)
        ),
        None,
    )


def answered_patterns(*, actor: Actor, limit: int = 50) -> list[AnsweredRow]:
    """Return what was answered in the actor's places, the latest first; one statement."""
    if not may_petition(actor.role, PetitionAct.SEE_PATTERNS).allowed:
        return []
    rows = AnsweredPattern.objects.filter(record.seen_by(actor)).order_by("-answered_at", "-id")
    return [AnsweredRow(*row) for row in rows.values_list(*AnsweredRow.__slots__)[:limit]]


def _of_rule(rule: PatternRule, actor: Actor, on: date) -> Iterable[Pattern]:
    since = on - timedelta(days=rule.days)
    values: dict[str, Any] = {
        "since": since, "until": on, "depth": _DEPTH[rule.code], "least": rule.estates, "most": MOST,
        "lows": [place.lower for place in actor.places], "highs": [place.upper for place in actor.places],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, values)
        rows = [row for row in cursor.fetchall() if actor.covers(row[0])]
    places = [_id(path) for path, *_ in rows]
    kept = AnsweredPattern.objects.filter(place_id__in=places).order_by("answered_on")
    last = {(place, kind): day for place, kind, day in kept.values_list("place_id", "kind", "answered_on")}
    for path, kind, estates, petitions, disputes in rows:
        answered = last.get((_id(path), kind))
        one = Found(rule.code, _id(path), kind, estates, petitions, disputes, answered)
        if is_pattern(one, rule):
            yield Pattern(one, path, rule, since, open_from(answered, rule))


def _id(path: str) -> int:
    return int(path.split(".")[-2])
