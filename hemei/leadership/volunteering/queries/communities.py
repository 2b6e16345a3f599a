"""Communities with what volunteering there comes to in a year: counts only, so every staff role may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """A community and its year: who has registered, what is on its lists, who is paired, confirmed minutes."""

    id: int
    code: str
    name: str
    path: str
    members: int
    volunteers: int
    needs: int
    matches: int
    paired: Sequence[str]
    minutes: int


_ROWS = """
select p.id, p.code, p.name, p.path,
  (select count(*) from volunteering_volunteer v where v.community_id = p.id and v.kind = 'member'
     and v.valid_from < %(after_year)s and (v.valid_until is null or v.valid_until >= %(year_from)s)),
  (select count(*) from volunteering_volunteer v where v.community_id = p.id and v.kind = 'resident'
     and v.valid_from < %(after_year)s and (v.valid_until is null or v.valid_until >= %(year_from)s)),
  (select count(*) from volunteering_item i where i.community_id = p.id and i.kind = 'need' and i.state = 'open'),
  (select count(*) from volunteering_match m join volunteering_item i on i.id = m.need_id
     where i.community_id = p.id and m.state = 'running'),
  (select coalesce(array_agg(b.short_name order by g.id), '{}') from volunteering_pairing g
     join party_organisation o on o.id = g.organisation_id join people_body b on b.id = o.body_id
     where g.community_id = p.id and g.year = %(year)s and not g.ended_early),
  (select coalesce(sum(h.minutes), 0) from volunteering_hours h join volunteering_volunteer v on v.id = h.volunteer_id
     where v.community_id = p.id and h.state = 'confirmed' and h.day >= %(year_from)s and h.day < %(after_year)s)
from public_place p
where p.level = 'community' and p.code > %(after)s and (%(text)s = '' or p.name like %(text)s)
  and (%(one)s = 0 or p.id = %(one)s)
  and exists (select 1 from unnest(%(low)s::text[], %(high)s::text[]) as r(low, high)
              where p.path >= r.low collate "C" and p.path < r.high collate "C")
  and (not %(gaps)s or not exists (select 1 from volunteering_pairing g
        where g.community_id = p.id and g.year = %(year)s and not g.ended_early))
order by p.code limit %(limit)s
"""


def community_rows(
    *,
    actor: Actor,
    year: int,
    text: str = "",
    gaps: bool = False,
    after: str = "",
    limit: int = 50,
    one: int = 0,
) -> list[CommunityRow]:
    """Return communities in the actor's places by code; `gaps` keeps those without an agreement of the year."""
    wanted = "".join(text.split()).replace("\x00", "")[:30]
    pattern = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    values: dict[str, Any] = {
        "year": year,
        "year_from": date(year, 1, 1),
        "after_year": date(year + 1, 1, 1),
        "after": after,
        "text": f"%{pattern}%" if pattern else "",
        "one": one,
        "gaps": gaps,
        "low": [place.lower for place in actor.places],
        "high": [place.upper for place in actor.places],
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        return [CommunityRow(*row) for row in cursor.fetchall()]
