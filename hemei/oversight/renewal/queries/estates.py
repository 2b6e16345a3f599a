"""Old estates with what is proposed, decided and in force; one statement a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.kernel.actor import Actor
from hemei.oversight.renewal.queries.facts import renewal_modes
from hemei.oversight.renewal.rules.acts import Act, may
from hemei.oversight.renewal.rules.proposing import EstateFacts, Proposal, is_small, propose
from hemei.oversight.renewal.rules.words import Decider, Mode

STATES = ("undecided", "decided", "in_force", "undone")


@dataclass(frozen=True, slots=True)
class OldFilter:
    """What a reader asks of the list; `state` is one of `STATES`, `undone` a mode in force without a decision."""

    text: str = ""
    mode: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class OldRow:
    """An old estate on a day: what fits it, what was decided by whom, how it is managed. Areas in dm2."""

    id: int
    code: str
    name: str
    kind: str
    path: str
    area_dm2: int
    households: int
    proposal: Proposal | None
    decision_id: int | None
    decided: Mode | None
    by: Decider | None
    decided_on: date | None
    assembly_id: int | None
    in_force: bool
    mode_now: str


_PAGE = """
select e.id, e.code, e.name, e.kind, e.scope, e.built_area_dm2, e.households, s.enclosed, s.facilities,
       coalesce(r.stage, ''), renewal_small_estates(
         array_to_string((string_to_array(e.scope, '.'))[1:3], '.') || '.', %(kinds)s, %(area)s, %(homes)s, %(day)s),
       exists (select 1 from people_term q join people_body b on b.id = q.body_id
               where b.estate_id = e.id and q.valid_from <= %(day)s
                 and (q.valid_until is null or q.valid_until > %(day)s)
                 and (q.ended_on is null or q.ended_on > %(day)s)),
       d.id, d.mode, d.decided_by, d.decided_on, d.assembly_id, d.management_id is not null, coalesce(m.mode, '')
from places_estate e
left join lateral (select s.enclosed, s.facilities from renewal_survey s
  where s.estate_id = e.id and s.voided_at is null and s.surveyed_on <= %(day)s
  order by s.surveyed_on desc limit 1) s on true
left join lateral (select case when v.finished_on <= %(day)s then 'finished' when v.begun_on <= %(day)s
    then 'under_way' else 'planned' end as stage
  from companies_renovation v where v.estate_id = e.id and v.voided_at is null and v.planned_on <= %(day)s
  order by v.planned_on desc limit 1) r on true
left join renewal_modedecision d on d.estate_id = e.id and d.voided_at is null and d.decided_on <= %(day)s
  and (d.valid_until is null or d.valid_until > %(day)s)
left join companies_management m on m.estate_id = e.id and m.voided_at is null and m.valid_from <= %(day)s
  and (m.valid_until is null or m.valid_until > %(day)s)
where e.kind = any(%(kinds)s) and e.valid_from <= %(day)s and (e.valid_until is null or e.valid_until > %(day)s)
  and e.code > %(after)s and strpos(e.name, %(text)s) > 0
  and exists (select 1 from unnest(%(low)s::text[], %(high)s::text[]) as p(low, high)
              where e.scope >= p.low collate "C" and e.scope < p.high collate "C")
  and (%(mode)s = '' or coalesce(d.mode, m.mode) = %(mode)s)
  and (%(state)s = '' or (%(state)s = 'undecided' and d.id is null)
       or (%(state)s = 'decided' and d.id is not null and d.management_id is null)
       or (%(state)s = 'in_force' and d.management_id is not null)
       or (%(state)s = 'undone' and d.id is null and m.id is not null and m.mode <> 'none'))
order by e.code limit %(limit)s
"""


def old_estates(
    asked: OldFilter, *, actor: Actor, on: date, after: str = "", limit: int = 50
) -> list[OldRow]:
    """Return the actor's old estates on a day by code; one statement."""
    if not may(actor.role, Act.SEE).allowed or not actor.places:
        return []
    rules = renewal_modes(on)
    values: dict[str, Any] = {
        "day": on, "kinds": list(rules.old.kinds), "area": rules.small.area_below_dm2,
        "homes": rules.small.households_below, "after": after, "text": asked.text, "mode": asked.mode,
        "state": asked.state, "limit": limit, "low": [place.lower for place in actor.places],
        "high": [place.upper for place in actor.places],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, values)
        found = cursor.fetchall()

    def row(one: tuple[Any, ...]) -> OldRow:
        area, homes = one[5:7]
        own = is_small(area, homes, rules)
        facts = EstateFacts(
            one[3], area, homes, one[7], None if one[8] is None else frozenset(one[8]), one[9],
            max(0, one[10] - own), one[11],
        )  # fmt: skip
        values = (
            *one[:7], propose(facts, rules), one[12], Mode(one[13]) if one[13] else None,
            Decider(one[14]) if one[14] else None, *one[15:],
        )  # fmt: skip
        return OldRow(*values)

    return [row(one) for one in found]


def all_old_estates(asked: OldFilter, *, actor: Actor, on: date, chunk: int = 1_000) -> Iterator[OldRow]:
    """Yield the whole list for an export, read in pages."""
    after = ""
    while page := old_estates(asked, actor=actor, on=on, after=after, limit=chunk):
        yield from page
        after = page[-1].code
