"""An estate whose owners vote by phone: units, owners, accounts and their sessions, a frozen roll, bindings.

`fill(units)` writes it into the database of the state folder through our services; accounts, sessions and what each
owner has claimed come by one statement each, as the owner of the database.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import psycopg

from bench.load import post

if TYPE_CHECKING:
    from hemei.ground.places.services import EstateDraft

CSRF = "b" * 32
_FLATS = 100  # in a building
_OWNERS = """
with person as (
  insert into people_person (stream, scope, public_office_name, created_at)
  select 'bench.owner:' || %(salt)s || ':' || g, %(scope)s, '', now() from generate_series(1, %(units)s) g
  returning id, stream
), unit as (
  select id, row_number() over (order by id) as place from places_propertyunit where estate_id = %(estate)s
), account as (
  insert into people_account (scope, person_id, is_active, created_at, password)
  select %(scope)s, id, true, now(), '!' from person returning id, person_id
), owned as (
  insert into people_ownership (stream, scope, unit_id, person_id, valid_from)
  select 'people.person:' || p.id, %(scope)s, u.id, p.id, current_date - 400
  from person p join unit u on u.place = split_part(p.stream, ':', 3)::bigint
)
insert into people_session (session_key, session_data, expire_date, account_id, begun_at, seen_at, agent)
select substr(md5(a.id::text || %(salt)s), 1, 32), %(data)s, now() + interval '1 day', a.id, now(), now(), 'bench'
from account a
"""
_CLAIMED = """
insert into records_access (stream, person_id)
select u.stream, u.owner_ids[1] from voting_rollunit u where u.roll_id = %(roll)s
union all select 'voting.roll:' || u.roll_id, u.owner_ids[1] from voting_rollunit u where u.roll_id = %(roll)s
union all select b.stream, b.person_id from voting_voterbinding b join voting_rollunit u on u.unit_id = b.unit_id
  where u.roll_id = %(roll)s
on conflict do nothing
"""
_VOTERS = """
select s.session_key, u.id from voting_rollunit u
join people_account a on a.person_id = u.owner_ids[1] join people_session s on s.account_id = a.id
where u.roll_id = %s order by u.id
"""


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who votes where: sessions with the unit of each, and the votes of the roll."""

    roll: int
    votes: list[int]
    voters: list[tuple[str, int]]

    def ballot(self, place: int, choice: str = "for", key: str = "") -> bytes:
        """Return the request by which a voter casts his sheet, as his phone sends it."""
        session, unit = self.voters[place]
        fields = {"csrfmiddlewaretoken": CSRF, "key": key or f"{place:08}"}
        fields |= {f"choice_{vote}": choice for vote in self.votes}
        return post(
            f"/votes/mine/{unit}",
            urlencode(fields).encode(),
            "application/x-www-form-urlencoded",
            Cookie=f"csrftoken={CSRF}; sessionid={session}",
        )


def fill(units: int, matters: int = 2) -> Electorate:
    """Write an electorate of so many units, all bound and all with a code given just now."""
    from hemei.community.voting import services
    from hemei.ground.places import queries as known
    from hemei.ground.places import services as places
    from hemei.ground.places.models import Estate
    from hemei.ground.records import services as records
    from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
    from hemei.kernel.clock import utc_now
    from hemei.kernel.workdays import shanghai_day

    now = utc_now()
    everyone = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    with records.acting(everyone):
        community = known.places_on(known.Level.COMMUNITY, shanghai_day(now))[0].id
        name = f"万户小区{secrets.token_hex(3)}"
        places.add_estates(
            actor=everyone, now=now, drafts=[_estate(name, community, units, now)], source="bench"
        )
        estate = Estate.objects.get(name=name)
    with _owner() as owner:
        values = {"scope": estate.scope, "estate": estate.pk, "units": units, "salt": secrets.token_hex(8)}
        owner.execute(_OWNERS, {**values, "data": _session(now)})
    clerk = Actor(role=Role.COMMUNITY_CLERK, account_id=1, person_id=1, places=(PlaceRange(estate.scope),))
    act = {"actor": clerk, "now": now}
    with records.acting(clerk):
        services.bind_by_register(estate_id=estate.pk, extract_on=shanghai_day(now), **act)
        codes = ["hire_company", "use_maintenance_fund", "rebuild", "other_major"][:matters]
        closes = now + timedelta(days=9)
        roll = services.freeze_roll(estate_id=estate.pk, matters=codes, closes_at=closes, key=name, **act)
    with _owner() as owner:
        owner.execute(_CLAIMED, {"roll": roll})
        owner.execute("analyze records_access; analyze voting_rollunit; analyze voting_voterbinding")
        voters = [(str(key), int(unit)) for key, unit in owner.execute(_VOTERS, [roll]).fetchall()]
        votes = owner.execute(
            "select id from voting_vote where roll_id = %s order by number", [roll]
        ).fetchall()
    return Electorate(roll, [int(vote) for (vote,) in votes], voters)


def renew() -> None:
    """Let everybody give a code anew."""
    from hemei.kernel.clock import utc_now

    with _owner() as owner:
        owner.execute(
            "update people_session set session_data = %s where agent = 'bench'", [_session(utc_now())]
        )


def save(electorate: Electorate, file: Path) -> None:
    """Keep an electorate for another process."""
    file.write_text(
        json.dumps({"roll": electorate.roll, "votes": electorate.votes, "voters": electorate.voters}), "utf-8"
    )


def saved(file: Path) -> Electorate:
    """Read an electorate that another process wrote."""
    kept = json.loads(file.read_text("utf-8"))
    return Electorate(kept["roll"], kept["votes"], [tuple(voter) for voter in kept["voters"]])


def _owner() -> psycopg.Connection[Any]:
    from bench import ground

    return ground.connect()


def _session(now: datetime) -> str:
    from hemei.ground.people.services.confirming import CONFIRMED
    from hemei.ground.people.services.session_store import SessionStore

    return str(SessionStore().encode({CONFIRMED: int(now.timestamp())}))


def _estate(name: str, community: int, units: int, now: datetime) -> EstateDraft:
    from hemei.ground.places.queries import EstateKind
    from hemei.ground.places.services import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
    from hemei.kernel.workdays import shanghai_day

    houses = [
        BuildingDraft(
            f"{number + 1}幢",
            25,
            [
                EntranceDraft(
                    "1单元",
                    [
                        UnitDraft(f"{flat // 4 + 1}{flat % 4 + 1:02}", flat // 4 + 1, 8_000 + flat)
                        for flat in range(min(_FLATS, units - number * _FLATS))
                    ],
                )
            ],
        )
        for number in range((units + _FLATS - 1) // _FLATS)
    ]
    return EstateDraft(
        name=name, kind=EstateKind.COMMODITY, community_id=community, address="长江路1号",
        built_area_dm2=units * 10_000, households=units, buildings=houses,
        valid_from=shanghai_day(now) - timedelta(days=900),
    )  # fmt: skip
