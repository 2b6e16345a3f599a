"""Which estates are managed on a day: the subjects of the figures of management coverage.

An estate counts while a contract runs, also for an indefinite time after its term (Civil Code art. 948).
"""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Measure, Relation

_REASONS = MappingProxyType(
    {
        "managed": mark("由{company}管理，合同自{since}起。"),
        "indefinite": mark("由{company}管理，合同期已于{term}届满，按不定期合同继续服务。"),
        "no_company": mark("没有在管的物业服务合同。"),
    }
)

# A project on an estate is one row a day; the database lets no two overlap.
_SQL = """
select 'places.estate:' || e.id as key, e.name as label, t.path as place,
       case when p.id is null then 'no' else 'yes' end as verdict,
       case when p.id is null then 'no_company'
            when p.term_until <= {{day}} then 'indefinite' else 'managed' end as reason,
       jsonb_build_object('company', c.name, 'since', p.valid_from, 'term', p.term_until) as said,
       {weight} as weight, e.code as arg, c.body_id as body, null::timestamptz as at
from places_estate e
join places_accountablecommunity a on a.estate_id = e.id
  and a.valid_from <= {{day}} and (a.valid_until is null or a.valid_until > {{day}})
join places_placeposition t on t.place_id = a.community_id
  and t.valid_from <= {{day}} and (t.valid_until is null or t.valid_until > {{day}})
left join companies_project p on p.estate_id = e.id
  and p.valid_from <= {{day}} and (p.valid_until is null or p.valid_until > {{day}})
left join companies_company c on c.id = p.company_id
where e.valid_from <= {{day}} and (e.valid_until is null or e.valid_until > {{day}})
  and e.built_area_dm2 >= %(least)s
"""
_WEIGHTS = {Measure.NUMBER: "1::bigint", Measure.AREA_DM2: "e.built_area_dm2"}


def managed_estates(measure: Measure, *, area_at_least_dm2: int = 0) -> Relation:
    """Return the estates of a day with whether they are managed; only those of this size and more."""
    return Relation(
        sql=_SQL.format(weight=_WEIGHTS[measure]),
        reasons=_REASONS,
        page="places:estate",
        apps=("places", "companies"),
        values=MappingProxyType({"least": area_at_least_dm2}),
    )
