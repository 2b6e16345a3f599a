"""What privacy itself lets go: the reasons why somebody looked, and former owners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

from django.db import connection

from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.privacy.joined import holders
from hemei.ground.records import services as records
from hemei.kernel.keeping import Ended
from hemei.kernel.workdays import SHANGHAI

_PERSONAL = ("name", "phone", "identity")
_PAGE = 500

# The reasons given for looking at somebody's data or searching for him, the oldest first, that still can be read.
_REASONS = """
select s.id::text, (e.payload->>'at')::timestamptz
from records_event e join records_sealed s on s.id = (e.payload#>>'{data,about,texts,text,vault}')::bigint
where e.type in ('people.unmasked', 'people.person_found', 'people.persons_searched') and s.erased_at is null
order by e.id limit %s
"""


class ReasonKeeper:
    """The records of access: who looked stays in the event, the reason's text goes."""

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return the oldest reasons, by their number in the vault."""
        with connection.cursor() as cursor:
            cursor.execute(_REASONS, [limit])
            return [Ended(key, at) for key, at in cursor.fetchall()]

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase these reasons."""
        return records.erase_sealed(vault_ids=[int(key) for key in keys], now=now)


class OwnerKeeper:
    """Who owns nothing any more: name, phone and identity number go, area and periods stay.

    Somebody whom any register still needs, as a manager or a part-timer say, is left out.
    """

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return former owners by their person's number, those whose ownership ended first, first."""
        free = (
            Ended(str(person), datetime.combine(ended, time(), SHANGHAI))
            for person, ended in _former()
            if not any(held.runs for holder in holders() for held in holder.held([person], ended))
        )
        return list(islice(free, limit))

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase what identifies them."""
        streams = [people_services.stream_of(int(key)) for key in keys]
        return records.erase_texts(streams=streams, now=now, fields=_PERSONAL)


def _former() -> Iterator[tuple[int, date]]:
    after = (date.min, 0)
    while page := people.former_owners(after=after, limit=_PAGE):
        yield from page
        after = (page[-1][1], page[-1][0])
