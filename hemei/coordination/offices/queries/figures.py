"""The subjects of the figures of offices and staff: one definition for the number, the list and the gaps."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from hemei.ground.places.queries import Kind
from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

OFFICE_REASONS = MappingProxyType(
    {
        "dedicated": mark("“{office}”自{since}起为专职部门。"),
        "shared": mark("“{office}”不是专职部门。"),
        "no_office": mark("没有登记物业管理部门。"),
    }
)
STAFF_REASONS = MappingProxyType(
    {
        "staffed": mark("有{count}人兼职。"),
        "no_staff": mark("没有登记兼职人员。"),
        "too_many": mark("登记了{count}人，多于规定的{most}人。"),
        "too_few": mark("登记了{count}人，少于规定的{least}人。"),
    }
)

# A place of a level on a day, with its name and path of that day.
_PLACES = """places_place p
join places_placename n on n.place_id = p.id
  and n.valid_from <= {day} and (n.valid_until is null or n.valid_until > {day})
join places_placeposition t on t.place_id = p.id
  and t.valid_from <= {day} and (t.valid_until is null or t.valid_until > {day})"""
_RUNS = "{a}.valid_from <= {{day}} and ({a}.valid_until is null or {a}.valid_until > {{day}})"

STREETS = f"""
select 'offices.street:' || p.id as key, n.name as label, t.path as place,
       case when o.dedicated then 'yes' else 'no' end as verdict,
       case when o.dedicated then 'dedicated' when o.id is not null then 'shared' else 'no_office' end as reason,
       jsonb_build_object('office', o.name, 'since', o.valid_from) as said,
       1::bigint as weight, p.id::text as arg, null::bigint as body, null::timestamptz as at,
       p.id as place_id, p.code, p.kind, o.unit, coalesce(s.count, 0) as posts
from {_PLACES}
left join offices_office o on o.place_id = p.id and o.voided_at is null and {_RUNS.format(a="o")}
left join offices_posts s on s.place_id = p.id and s.voided_at is null and {_RUNS.format(a="s")}
where p.level = 'street' and p.kind = any(string_to_array(%(kinds)s, ' '))
"""

# Whoever has left the committee does not do its work any more, whatever was recorded of him.
COMMUNITIES = f"""
select 'offices.community:' || c.place_id as key, c.label, c.place,
       case when c.people between %(least)s and %(most)s then 'yes' else 'no' end as verdict,
       case when c.people between %(least)s and %(most)s then 'staffed'
            when c.people = 0 then 'no_staff' when c.people > %(most)s then 'too_many' else 'too_few' end as reason,
       jsonb_build_object('count', c.people, 'least', %(least)s::integer, 'most', %(most)s::integer) as said,
       1::bigint as weight, c.place_id::text as arg, c.body, null::timestamptz as at,
       c.place_id, c.code, c.kind, c.people
from (
  select p.id as place_id, p.code, p.kind, n.name as label, t.path as place, b.id as body,
         (select count(distinct w.person_id) from offices_parttimer w
          where w.place_id = p.id and w.voided_at is null and {_RUNS.format(a="w")}
            and exists (select 1 from people_appointment a
                        where a.person_id = w.person_id and a.body_id = b.id and {_RUNS.format(a="a")})) as people
  from {_PLACES}
  left join lateral (select b.id from people_body b where b.kind = 'community' and b.place_id = p.id
                     and {_RUNS.format(a="b")} order by b.id limit 1) b on true
  where p.level = 'community' and p.kind = 'residents_committee'
) c
"""
_COLUMNS = "select key, label, place, verdict, reason, said, weight, arg, body, at from ({sql}) f"


def kinds_text(kinds: Iterable[Kind]) -> str:
    """Return kinds as the one text the statements take apart again."""
    return " ".join(kind.value for kind in kinds)


def dedicated_offices(kinds: Iterable[Kind]) -> Relation:
    """Return the street-level units of these kinds with whether each has a dedicated property office."""
    values = MappingProxyType({"kinds": kinds_text(kinds)})
    return Relation(
        sql=_COLUMNS.format(sql=STREETS),
        reasons=OFFICE_REASONS,
        page="offices:street",
        apps=("places", "offices"),
        values=values,
    )


def part_time_staff(least: int, most: int) -> Relation:
    """Return every residents' committee with whether its part-time property staff are as many as they should be."""
    values = MappingProxyType({"least": least, "most": most})
    return Relation(
        sql=_COLUMNS.format(sql=COMMUNITIES),
        reasons=STAFF_REASONS,
        page="offices:community",
        apps=("places", "people", "offices"),
        values=values,
    )
