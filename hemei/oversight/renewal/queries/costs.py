"""What each mode of management costs a square metre: contract fees, charges of basic service, public subsidy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection

from hemei.ground.companies import queries as companies
from hemei.kernel.actor import PlaceRange
from hemei.kernel.figures import Measure

MONTHS = 12
M2 = 100


@dataclass(frozen=True, slots=True)
class ModeCost:
    """A mode with its managed estates; areas in dm2, money in fen. Of `known` estates what owners pay is known.

    `owners_fen` is what owners of those pay a month, `subsidy_fen` what the public adds a year to `subsidised_dm2`.
    """

    mode: str
    estates: tuple[int, ...]
    area_dm2: int
    known: int
    known_dm2: int
    owners_fen: Fraction
    subsidised: int
    subsidised_dm2: int
    subsidy_fen: int

    @property
    def a_metre(self) -> Fraction | None:
        """What owners pay a square metre and month, in fen, on the average of area; None where nothing is known."""
        return self.owners_fen * M2 / self.known_dm2 if self.known_dm2 else None

    @property
    def subsidy_a_metre(self) -> Fraction | None:
        """What the public adds a square metre and month, in fen; None where nothing is known."""
        return Fraction(self.subsidy_fen * M2, MONTHS * self.subsidised_dm2) if self.subsidised_dm2 else None


_COSTS = """
select f.mode, array_agg(f.id), sum(f.area), count(f.fen), coalesce(sum(f.area) filter (where f.fen is not null), 0),
       coalesce(sum(f.area * f.fen) filter (where f.fen is not null), 0), count(f.subsidy),
       coalesce(sum(f.area) filter (where f.subsidy is not null), 0), coalesce(sum(f.subsidy), 0)
from (
  select replace(g.reason, '_indefinite', '') as mode, n.id, g.weight as area, b.subsidy_fen as subsidy,
         case when p.id is not null then coalesce(v.fee_fen, p.fee_fen) else b.charge_fen end as fen
  from ({estates}) g
  cross join lateral (select split_part(g.key, ':', 2)::bigint as id) n
  left join companies_project p on p.estate_id = n.id and p.valid_from <= %(day)s
    and (p.valid_until is null or p.valid_until > %(day)s)
  left join lateral (select r.fee_fen from companies_feerevision r where r.project_id = p.id and r.voided_at is null
    and r.fee_fen is not null and r.valid_from <= %(day)s order by r.valid_from desc limit 1) v on true
  left join renewal_basicservice b on b.estate_id = n.id and b.voided_at is null and b.valid_from <= %(day)s
    and (b.valid_until is null or b.valid_until > %(day)s)
  where g.verdict = 'yes' and exists (select 1 from unnest(%(low)s::text[], %(high)s::text[]) as r(low, high)
    where g.place >= r.low collate "C" and g.place < r.high collate "C")
) f group by f.mode order by f.mode
"""


def costs(*, within: Iterable[PlaceRange], on: date) -> list[ModeCost]:
    """Return what each mode costs within some places on a day; one statement, row-level security applies."""
    ranges = list(within)
    relation = companies.managed_estates(Measure.AREA_DM2, covered=companies.counted_modes(on))
    values: dict[str, Any] = {
        **relation.values, "day": on, "low": [one.lower for one in ranges], "high": [one.upper for one in ranges],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COSTS.format(estates=relation.sql.format(day="%(day)s::date")), values)
        rows = [
            (
                one[0],
                tuple(one[1]),
                int(one[2]),
                one[3],
                int(one[4]),
                Fraction(int(one[5]), M2),
                one[6],
                *map(int, one[7:]),
            )
            for one in cursor.fetchall()
        ]
    return [ModeCost(*row) for row in rows]
