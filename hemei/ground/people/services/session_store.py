"""Sessions that know their account: the engine of Django's session middleware, named in settings.

One statement loads a session and everything an actor is made of. The row's columns are copies of the
session's own data, so that an account can list and end its sessions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection

from hemei.ground.people.models import Session
from hemei.ground.places.queries import TREE_VERSION

# Whoever has not asked for a page this long is signed out: standard `account-rules`, item `idle`.
SEEN_EVERY = timedelta(minutes=1)

OFFICES = """case b.kind
  when 'department' then array[b.department]
  when 'county_government' then array(
    select d.department from people_body d
    where d.kind = 'department' and d.scope = b.scope and d.valid_from <= today.day
      and (d.valid_until is null or d.valid_until > today.day))
  else array[]::text[] end"""
"""What an office is, in SQL over the body `b` and the day `today.day`, so that its matters can be told."""
# The database tells the time: this is the edge of the request, and the session's end is stored there too.
_LOAD = f"""
select s.session_data, s.account_id, s.seen_at, a.person_id, p.id, p.role, p.body_id, p.place_id, {OFFICES},
  today.day, {TREE_VERSION}
from people_session s
cross join (select (now() at time zone 'Asia/Shanghai')::date as day) today
left join people_account a on a.id = s.account_id and a.is_active
left join people_appointment p on p.id = s.appointment_id and p.person_id = a.person_id
  and p.valid_from <= today.day and (p.valid_until is null or p.valid_until > today.day)
left join people_body b on b.id = p.body_id
where s.session_key = %s and s.expire_date > now()
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a session: account and person, and the appointment acted in, if it still runs.

    `departments` says what his office is: its own code, or before a county's government those of its departments.
    """

    account_id: int
    person_id: int
    appointment_id: int | None
    role: str | None
    body_id: int | None
    place_id: int | None
    departments: tuple[str, ...]
    day: date
    tree_version: int
    seen_at: datetime


class SessionStore(DatabaseStore):
    """Database sessions with an account; read in one statement."""

    holder: Holder | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our own table."""
        return Session

    def load(self) -> dict[str, Any]:
        """Read the session and its holder; an unknown or expired key is an empty session."""
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, [self.session_key])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        text, account, seen_at, person, appointment, role, body, place, departments, day, version = row
        if person is not None:
            self.holder = Holder(
                account, person, appointment, role, body, place, tuple(departments), day, version, seen_at
            )
        data: dict[str, Any] = self.decode(text)
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Copy the account out of the session's data into the row's columns."""
        begun = data.get("begun")
        return Session(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            account_id=data.get("account"),
            appointment_id=data.get("appointment"),
            begun_at=datetime.fromtimestamp(begun, UTC) if begun else None,
            seen_at=self._seen_at(begun),
            agent=data.get("agent", ""),
        )

    def _seen_at(self, begun: int | None) -> datetime | None:
        if begun is None:
            return None
        return self.holder.seen_at if self.holder else datetime.fromtimestamp(begun, UTC)
