"""What was entered of who approves and waits for a second person, and whose office is over; the place is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.community.purses.rules.acts import Act, may
from hemei.community.purses.rules.naming import Change
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

ASKED, DECLINED = "purses.signatory_asked", "purses.signatory_declined"
WITHDRAWN, SUBSTITUTED = "purses.signatory_withdrawn", "purses.substitute_named"
NAMED, ENDED = "purses.signatory_named", "purses.signatory_ended"
LAPSED = "purses.substitute_lapsed"
_OVER = [DECLINED, WITHDRAWN, NAMED, ENDED, SUBSTITUTED, LAPSED]


@dataclass(frozen=True, slots=True)
class AskedChange:
    """A change somebody entered: of whom, from which day on; why lies in the vault.

    Of who is to stand in, `last` is the last day, `signatory_id` the entry and `stands_for` the person he stands for.
    """

    key: int
    change: Change
    person_id: int
    appointment_id: int | None
    signatory_id: int | None
    day: date
    reason_id: int | None
    asked_by: int | None
    asked_at: datetime
    last: date | None = None
    stands_for: int | None = None

    @property
    def persons(self) -> set[int]:
        """Whom a page names: of whom it is, who entered it, for whom he is to stand in."""
        return {one for one in (self.person_id, self.asked_by, self.stands_for) if one}


def waiting_changes(stream: str) -> list[AskedChange]:
    """Return the changes of an account's signatories that wait to be confirmed, the oldest first."""
    over = {
        int(event.data["request"])
        for kind in _OVER
        for _stream, event in record.events_of(streams=[stream], kind=kind)
        if "request" in event.data
    }
    return [
        _asked(event.data, event.actor.get("person"), event.at)
        for _stream, event in record.events_of(streams=[stream], kind=ASKED)
        if int(event.data["request"]) not in over
    ]


def _asked(data: Mapping[str, Any], person: int | None, at: datetime) -> AskedChange:
    reason = data.get("texts", {}).get("reason", {}).get("vault")
    return AskedChange(
        int(data["request"]), Change(data["change"]), data["person"], data.get("appointment"), data.get("signatory"),
        date.fromisoformat(data["day"]), reason, person, at,
        date.fromisoformat(data["last"]) if "last" in data else None, data.get("for"),
    )  # fmt: skip


# What was entered by another and is not of himself; row-level security applies.
_TO_CONFIRM = """
select ja.id as account, e.name as estate, count(*) as changes,
       min((a.payload -> 'data' ->> 'request')::bigint) as first
from records_event a
join purses_jointaccount ja on ja.stream = a.stream
join places_estate e on e.id = ja.estate_id
where a.type = %(asked)s
  and coalesce((a.payload -> 'actor' ->> 'person')::bigint, 0) <> %(person)s
  and coalesce((a.payload -> 'data' ->> 'person')::bigint, 0) <> %(person)s
  and not exists (select from records_event b where b.stream = a.stream and b.type = any(%(over)s)
                  and b.payload -> 'data' ->> 'request' = a.payload -> 'data' ->> 'request')
group by ja.id, e.name order by min(a.id) limit %(limit)s
"""
_LAPSED = """
select ja.id as account, (a.payload -> 'data' ->> 'request')::bigint as request
from records_event a join purses_jointaccount ja on ja.stream = a.stream
where a.type = %(asked)s and (a.payload -> 'data' ->> 'last')::date < %(day)s
  and not exists (select from records_event b where b.stream = a.stream and b.type = any(%(over)s)
                  and b.payload -> 'data' ->> 'request' = a.payload -> 'data' ->> 'request')
order by a.id
"""
# Who still stands as a signatory of his own though his office ended: nothing he says counts any more.
_OUT_OF_OFFICE = """
select ja.id as account, e.name as estate, count(*) as persons
from purses_signatory s
join purses_jointaccount ja on ja.id = s.account_id
join places_estate e on e.id = ja.estate_id
where s.stands_for_id is null and s.valid_from <= %(day)s and (s.valid_until is null or s.valid_until > %(day)s)
  and not exists (select from people_appointment p where p.person_id = s.person_id and p.body_id = s.body_id
                  and p.valid_from <= %(day)s and (p.valid_until is null or p.valid_until > %(day)s))
group by ja.id, e.name order by ja.id limit %(limit)s
"""


def changes_to_confirm(*, actor: Actor, limit: int = 20) -> record.Lines[tuple[int, str, int, int]]:
    """Return the accounts with changes that wait for the actor as the second person, how many, and the oldest's key."""
    if not may(actor, Act.NAME).allowed or actor.person_id is None:
        return record.Lines()
    values = {"asked": ASKED, "over": _OVER, "person": actor.person_id, "limit": limit}
    return record.lines(_TO_CONFIRM, values, lambda *row: row)


def substitutes_past(day: date) -> list[tuple[int, int]]:
    """Return account and request of who was to stand in on days that are over and whom nobody confirmed."""
    with connection.cursor() as cursor:
        cursor.execute(_LAPSED, {"asked": ASKED, "over": _OVER, "day": day})
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def out_of_office(day: date, *, actor: Actor, limit: int = 20) -> record.Lines[tuple[int, str, int]]:
    """Return the accounts with signatories whose office is over, with how many, for who names others."""
    if not may(actor, Act.NAME).allowed or actor.person_id is None:
        return record.Lines()
    return record.lines(_OUT_OF_OFFICE, {"day": day, "limit": limit}, lambda *row: row)
