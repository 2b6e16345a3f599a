"""The subjects of F6a to F6d: who was published as an exemplar, with whether it stands on a day.

A mechanism, a committee and a company count once each, however many estates show them. An estate stands in all three
lists where all three stand there on the day; that is written nowhere.
"""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

_RUNS = "{a}.valid_from <= {{day}} and ({a}.valid_until is null or {a}.valid_until > {{day}})"

# What was published by the day, with whether it stands: not withdrawn, and what it honours is still there.
STANDING = f"""
select n.id, n.kind, n.estate_id, n.community_id, n.committee_id, n.company_id, n.valid_from, n.valid_until,
       case when n.valid_until is not null and n.valid_until <= {{day}} then 'withdrawn'
            when n.kind = 'mechanism' and not exists (
              select 1 from deliberation_mechanism m where m.community_id = n.community_id and m.voided_at is null
                and {_RUNS.format(a="m")}) then 'gone'
            when n.kind = 'committee' and not exists (
              select 1 from people_body b where b.id = n.committee_id and {_RUNS.format(a="b")}) then 'gone'
            when n.kind in ('company_service', 'demonstration') and not exists (
              select 1 from companies_project j where j.estate_id = n.estate_id and j.company_id = n.company_id
                and {_RUNS.format(a="j")}) then 'gone'
            else 'stands' end as how
from honours_nomination n where n.valid_from <= {{day}}
"""
_APPS = ("honours", "deliberation", "people", "companies", "places")

_REASONS = MappingProxyType(
    {
        "stands": mark("{estates}：{since}公布为典型，当日有效。"),
        "withdrawn": mark("{estates}：已于{until}撤销。"),
        "gone": mark("{estates}：机制、业委会或在管合同当日已不存在。"),
    }
)

# One subject of a kind: its estates, since when it stands, when the last was withdrawn.
_GROUP = """
select s.{column} as id, count(*) filter (where s.how = 'stands') as stands,
       min(s.valid_from) filter (where s.how = 'stands') as since, max(s.valid_until) as until,
       bool_or(s.how = 'gone') as gone,
       coalesce(string_agg(e.name, '、' order by e.name) filter (where s.how = 'stands'),
                string_agg(e.name, '、' order by e.name)) as estates
from ({standing}) s join places_estate e on e.id = s.estate_id where s.kind = '{kind}' group by s.{column}
"""
_SAID = """case when g.stands > 0 then 'yes' else 'no' end as verdict,
       case when g.stands > 0 then 'stands' when g.gone then 'gone' else 'withdrawn' end as reason,
       jsonb_build_object('estates', g.estates, 'since', g.since, 'until', g.until) as said"""


def _grouped(kind: str, column: str) -> str:
    return _GROUP.format(kind=kind, column=column, standing=STANDING)


_MECHANISMS = f"""
select 'deliberation.community:' || p.id as key, m.name as label, t.path as place, {_SAID},
       1::bigint as weight, p.id::text as arg, null::bigint as body, null::timestamptz as at
from ({_grouped("mechanism", "community_id")}) g
join places_place p on p.id = g.id
join places_placename m on m.place_id = p.id and {_RUNS.format(a="m")}
join places_placeposition t on t.place_id = p.id and {_RUNS.format(a="t")}
"""
_COMMITTEES = f"""
select 'people.body:' || b.id as key, e.name as label, t.path as place, {_SAID},
       1::bigint as weight, e.code as arg, b.id as body, null::timestamptz as at
from ({_grouped("committee", "committee_id")}) g
join people_body b on b.id = g.id
join places_estate e on e.id = b.estate_id and {_RUNS.format(a="e")}
join places_accountablecommunity a on a.estate_id = e.id and {_RUNS.format(a="a")}
join places_placeposition t on t.place_id = a.community_id and {_RUNS.format(a="t")}
"""
_COMPANIES = f"""
select c.stream as key, c.name as label, b.scope as place, {_SAID},
       1::bigint as weight, c.id::text as arg, c.body_id as body, null::timestamptz as at
from ({_grouped("company_service", "company_id")}) g
join companies_company c on c.id = g.id join people_body b on b.id = c.body_id
"""
_ESTATES = f"""
select 'places.estate:' || e.id as key, e.name as label, t.path as place,
       case when g.lists = 'mcs' then 'yes' else 'no' end as verdict, g.lists as reason,
       jsonb_build_object('since', g.since) as said,
       1::bigint as weight, e.code as arg, null::bigint as body, null::timestamptz as at
from (
  select s.estate_id as id, max(s.valid_from) as since,
         case when bool_or(s.kind = 'mechanism') then 'm' else '' end
         || case when bool_or(s.kind = 'committee') then 'c' else '' end
         || case when bool_or(s.kind = 'company_service') then 's' else '' end as lists
  from ({STANDING}) s where s.how = 'stands' and s.kind <> 'demonstration' group by s.estate_id
) g
join places_estate e on e.id = g.id and {_RUNS.format(a="e")}
join places_accountablecommunity a on a.estate_id = e.id and {_RUNS.format(a="a")}
join places_placeposition t on t.place_id = a.community_id and {_RUNS.format(a="t")}
"""

MECHANISMS = Relation(_MECHANISMS, _REASONS, "deliberation:community", apps=_APPS)
"""The mechanisms that were published as exemplars by a day, each once (F6a)."""
COMMITTEES = Relation(_COMMITTEES, _REASONS, "people:committee", apps=_APPS)
"""The owners' committees that were published as exemplars by a day, each once (F6b)."""
COMPANIES = Relation(_COMPANIES, _REASONS, "companies:company", apps=_APPS)
"""The companies whose service was published as an exemplar by a day, each once, in the city (F6c)."""
TOGETHER = Relation(
    _ESTATES,
    MappingProxyType(
        {
            "mcs": mark("三类典型都在列，自{since}起。"),
            "mc": mark("机制和业委会在列，缺企业优质服务典型。"),
            "ms": mark("机制和企业服务在列，缺业委会典型。"),
            "cs": mark("业委会和企业服务在列，缺三位一体机制典型。"),
            "m": mark("只有三位一体机制典型在列。"),
            "c": mark("只有业委会典型在列。"),
            "s": mark("只有企业优质服务典型在列。"),
        }
    ),
    "places:estate",
    apps=_APPS,
)
"""The estates that stand in a list of exemplars on a day, with whether they stand in all three (F6d)."""
