"""What privacy itself lets go: the reasons why somebody looked, former owners and former residents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from django.db import connection

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


@dataclass(frozen=True, slots=True)
class FormerKeeper:
    """Who owns nothing, or lives nowhere, any more: name, phone and identity number go, units and periods stay.

    `former` names them by person and day, in pages. Somebody whom any register still needs, as a manager or a
    member of a committee say, is left out.
    """

    former: Callable[..., list[tuple[int, date]]]

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return them by their person's number, those whose time ended first, first."""
        free = (
            Ended(str(person), datetime.combine(ended, time(), SHANGHAI))
            for person, ended in self._former()
            if not any(held.runs for holder in holders() for held in holder.held([person], ended))
        )
        return list(islice(free, limit))

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase what identifies them."""
        streams = [people_services.stream_of(int(key)) for key in keys]
        return records.erase_texts(streams=streams, now=now, fields=_PERSONAL)

    def _former(self) -> Iterator[tuple[int, date]]:
        after = (date.min, 0)
        while page := self.former(after=after, limit=_PAGE):
            yield from page
            after = (page[-1][1], page[-1][0])
