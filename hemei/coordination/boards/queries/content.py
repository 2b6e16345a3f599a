"""What the boards of estates say today, made from the registers: for many estates at once, one statement a register.

Read as the system: the board is for everyone, and must say the same whoever makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.coordination.boards.models import ServicePhone
from hemei.coordination.boards.rules.acts import COMPLAINT_FIRST, EMERGENCY_FIRST
from hemei.coordination.boards.rules.content import ESTATE_CODES, Handler, Reached, digest_of, problems_of
from hemei.coordination.boards.rules.standards import InformationBoard
from hemei.coordination.boards.rules.words import Purpose
from hemei.coordination.cases import queries as cases
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import shanghai_day

SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))

_RUNS = "{a}.valid_from <= %(day)s and ({a}.valid_until is null or {a}.valid_until > %(day)s)"
_ESTATES = f"""
select e.id, e.scope, e.name, e.address, e.kind, e.built_area_dm2, e.households, e.built_year, e.token,
       o.body_id, o.name, p.term_until, m.person_id, k.id, k.name, k.valid_until, c.id, c.name, s.id, s.name, e.stream,
       q.name, q.over_on, w.id, w.name
from places_estate e
left join companies_project p on p.estate_id = e.id and {_RUNS.format(a="p")}
left join companies_company o on o.id = p.company_id
left join companies_projectmanager m on m.project_id = p.id and {_RUNS.format(a="m")}
left join lateral (
  select b.id, b.name, t.valid_until from people_body b join people_term t on t.body_id = b.id
  where b.estate_id = e.id and {_RUNS.format(a="t")} and (t.ended_on is null or t.ended_on > %(day)s)
  order by t.valid_from desc limit 1) k on true
left join lateral (
  select b.name, least(t.ended_on, t.valid_until) as over_on
  from people_body b join people_term t on t.body_id = b.id
  where b.estate_id = e.id and t.valid_from < least(t.ended_on, t.valid_until)
    and least(t.ended_on, t.valid_until) <= %(day)s and t.end_reason <> 'annulled'
  order by over_on desc limit 1) q on k.id is null
left join lateral (
  select b.id, b.name from people_body b
  where b.kind = 'management_committee' and b.estate_id = e.id and {_RUNS.format(a="b")}
    and (b.serves_until is null or b.serves_until > %(day)s)
  order by b.valid_from desc, b.id desc limit 1) w on true
left join lateral (
  select b.id, b.name from people_body b
  where b.kind = 'community' and b.place_id = e.community_id and {_RUNS.format(a="b")} order by b.id limit 1) c on true
left join places_placeposition a on a.place_id = e.community_id and {_RUNS.format(a="a")}
left join lateral (
  select b.id, b.name from people_body b
  where b.kind = 'street' and b.place_id = a.parent_id and {_RUNS.format(a="b")} order by b.id limit 1) s on true
where e.id = any(%(estates)s) and e.valid_until is null
order by e.id
"""


@dataclass(frozen=True, slots=True)
class Board:
    """What the board of an estate says; `scope` and `stream` are the estate's."""

    estate_id: int
    scope: str
    stream: str
    token: str
    content: Mapping[str, Any]
    manager: str
    digest: str
    guide: int | None
    """The community's body, which hangs the board."""


Phones = Mapping[tuple[int, int | None], Mapping[Purpose, str]]
"""The numbers of a body, or of a company at an estate."""


def boards_now(estate_ids: Iterable[int], *, now: datetime) -> dict[int, Board]:
    """Return what the boards of these estates say at a moment; estates that are no more are left out."""
    wanted = sorted(set(estate_ids))
    if not wanted:
        return {}
    day = shanghai_day(now)
    with records.acting(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute(_ESTATES, {"estates": wanted, "day": day})
            rows = list({row[0]: row for row in cursor.fetchall()}.values())
        acting = people.committees_at_work(wanted, day)
        phones = _phones()
        names = people.whole_names(row[12] for row in rows if row[12] is not None)
        departments = _departments(rows, day)
        above = places.names_of(
            {int(part) for row in rows for part in row[1].split(".")[1:3] if part.isdigit()}
        )
    law = cases.law_of(day)
    rules = board_rules(day)
    handlers = [
        Handler(line.code, line.name, line.lead, rules.accepts(line.service_class).accepts == "lead")
        for line in sorted(law.lines.values(), key=lambda line: line.number)
    ]
    found = {}
    for row in rows:
        said = _Said(row, acting.get(row[0]), phones, departments[_county(row[1])], dict(law.departments))
        manager = names.get(row[12], "") if row[12] is not None else ""
        content = _content(said, rules, handlers, above, day)
        found[row[0]] = Board(
            row[0], row[1], row[20], row[8], content, manager, digest_of(content, manager), row[16]
        )
    return found


def board_rules(day: date) -> InformationBoard:
    """Return the document `information-board` of a day.

    Raises:
        NoStandard: the city has none for that day.
    """
    return record.standards().find("information-board", InformationBoard, on=day)


def _county(scope: str) -> str:
    return ".".join(scope.split(".")[:2]) + "."


def _phones() -> Phones:
    found: dict[tuple[int, int | None], dict[Purpose, str]] = {}
    rows = ServicePhone.objects.filter(valid_until=None)
    for body, estate, purpose, number in rows.values_list("body_id", "estate_id", "purpose", "number"):
        found.setdefault((body, estate), {})[Purpose(purpose)] = number
    return found


def _departments(rows: Sequence[tuple[Any, ...]], day: date) -> dict[str, dict[str, tuple[int, str]]]:
    """Return for each county the department bodies responsible there, with their names."""
    law = cases.law_of(day)
    codes = {line.lead for line in law.lines.values()} - ESTATE_CODES
    by_county = {
        county: people.departments_for(codes, county, day) for county in {_county(row[1]) for row in rows}
    }
    names = people.body_names({body for found in by_county.values() for body in found.values()})
    return {
        county: {code: (body, names.get(body, "")) for code, body in found.items()}
        for county, found in by_county.items()
    }


class _Said:
    """One estate's row of the registers, with the bodies that take its complaints."""

    def __init__(
        self,
        row: tuple[Any, ...],
        acting: int | None,
        phones: Phones,
        departments: Mapping[str, tuple[int, str]],
        names: Mapping[str, str],
    ) -> None:
        self.row, self.phones, self.departments, self.names = row, phones, departments, names
        self.stand_in: str | None = row[24] if row[23] is not None and row[23] == acting else None
        """The body that stands in, where no committee is at work or that cannot act."""

    def number(self, body: int | None, estate: int | None, order: Sequence[Purpose]) -> str:
        held = self.phones.get((body, estate), {}) if body is not None else {}
        return next((held[purpose] for purpose in order if purpose in held), "")

    def bodies(self) -> dict[str, Reached]:
        """Return who is responsible for this estate by the codes of the list."""
        row = self.row
        found = {
            code: Reached(name, self.number(body, None, COMPLAINT_FIRST))
            for code, (body, name) in self.departments.items()
        }
        for code, body, name, estate, order in (
            ("PC", row[9], row[10], row[0], EMERGENCY_FIRST),
            ("OC", *self.for_owners(), None, COMPLAINT_FIRST),
            ("CO", row[16], row[17], None, COMPLAINT_FIRST),
            ("ST", row[18], row[19], None, COMPLAINT_FIRST),
        ):
            if body is not None:
                found[code] = Reached(name, self.number(body, estate, order))
        return found

    def for_owners(self) -> tuple[int | None, str]:
        """Return who acts for the owners: their committee, or the body that stands in for one."""
        row = self.row
        return (row[13], row[14]) if self.stand_in is None else (row[23], self.stand_in)

    def numbers(self) -> list[list[str]]:
        """Return every number the board prints in its head: whose, for what, which."""
        row = self.row
        return [
            [name, purpose.value, held[purpose]]
            for body, name, estate in (
                (row[9], row[10], row[0]),
                (*self.for_owners(), None),
                (row[16], row[17], None),
                (row[18], row[19], None),
            )
            if body is not None
            for held in (self.phones.get((body, estate), {}),)
            for purpose in Purpose
            if purpose in held
        ]


def _content(
    said: _Said, rules: InformationBoard, handlers: Sequence[Handler], above: Mapping[int, str], day: date
) -> dict[str, Any]:
    row = said.row
    path = [int(part) for part in row[1].split(".")[1:3] if part.isdigit()]
    return {
        "estate": {
            "name": row[2],
            "address": row[3],
            "kind": row[4],
            "area_dm2": row[5],
            "households": row[6],
            "built_year": row[7],
            "county": above.get(path[0], "") if path else "",
            "street": above.get(path[1], "") if len(path) > 1 else "",
        },
        "company": _company(row[10], row[11], day) if row[9] is not None else None,
        "committee": _committee(row, said.stand_in),
        "guides": [name for name in (row[17], row[19]) if name],
        "phones": said.numbers(),
        "ways": [[way.name, way.number] for way in rules.way],
        "problems": problems_of(handlers, bodies=said.bodies(), names=said.names),
    }


def _company(name: str, until: date | None, day: date) -> dict[str, Any]:
    """Return the company, and of a contract that has run out while the company stays, that it has.

    What still runs says nothing of it: so no board becomes out of date but those whose contract has ended.
    """
    ended = {"ended": True} if until is not None and until <= day else {}
    return {"name": name, "until": _day(until), **ended}


def _committee(row: tuple[Any, ...], stand_in: str | None) -> dict[str, Any] | None:
    """Return the committee at work; else the last one with the day its term was over, and the body that stands in.

    Of a committee at work in whose stead another acts the board says that it is short of members.
    """
    said: dict[str, Any] = {"name": "", "until": ""}
    if row[13] is not None:
        said = {"name": row[14], "until": _day(row[15]), **({"short": True} if stand_in is not None else {})}
    elif row[21] is not None:
        said = {"name": row[21], "until": _day(row[22]), "ended": True}
    elif stand_in is None:
        return None
    return {**said, "stand_in": stand_in} if stand_in is not None else said


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
