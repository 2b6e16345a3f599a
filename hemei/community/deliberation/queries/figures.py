"""The subjects of the figures: communities with a registered mechanism (F3), and mechanisms that work (F3a)."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from hemei.community.deliberation.facts import three_in_one
from hemei.community.deliberation.rules.standards import Works
from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

_RUNS = "{a}.valid_from <= {{day}} and ({a}.valid_until is null or {a}.valid_until > {{day}})"

# An urban community of a day with its name and path of that day; its mechanism, and who leads it.
_MECHANISMS = f"""places_place p
join places_placename n on n.place_id = p.id and {_RUNS.format(a="n")}
join places_placeposition t on t.place_id = p.id and {_RUNS.format(a="t")}
left join deliberation_mechanism m on m.community_id = p.id and m.voided_at is null and {_RUNS.format(a="m")}
left join party_organisation o on o.id = m.chair_id and {_RUNS.format(a="o")}
left join people_body b on b.id = o.body_id"""
_URBAN = "p.level = 'community' and p.kind = 'residents_committee'"

_REGISTERED = f"""
select 'deliberation.community:' || p.id as key, n.name as label, t.path as place,
       case when o.id is not null then 'yes' else 'no' end as verdict,
       case when m.id is null then 'none' when o.id is null then 'no_chair' else 'registered' end as reason,
       jsonb_build_object('document', m.document, 'since', m.valid_from, 'chair', b.name) as said,
       1::bigint as weight, p.id::text as arg, null::bigint as body, null::timestamptz as at
from {_MECHANISMS} where {_URBAN}
"""
REGISTERED = Relation(
    sql=_REGISTERED,
    reasons=MappingProxyType(
        {
            "registered": mark("自{since}起，依据“{document}”；由{chair}牵头。"),
            "no_chair": mark("登记了机制，但当日牵头的党组织已经撤销。"),
            "none": mark("没有登记三位一体机制。"),
        }
    ),
    page="deliberation:community",
    apps=("places", "party", "deliberation"),
)
"""The urban communities of a day with whether their three-in-one mechanism is registered (F3)."""

# What a community's own records of so many months up to the day come to. A task counts once its day is over;
# what waits for acceptance and was handed in in time is not judged yet, what was cancelled in time is owed no more.
RECORD = """
select
  (select count(*) from deliberation_sitting s where s.community_id = {community} and s.state = 'held'
     and s.held_on <= {day} and s.held_on > {day} - make_interval(months => %(works_months)s)) as meetings,
  k.done, k.due, r.satisfied, r.rated
from (
  select count(*) filter (where a.state = 'done' and not a.late) as done, count(*) as due
  from deliberation_task a join deliberation_topic c on c.id = a.topic_id
  where c.community_id = {community} and a.due_on < {day}
    and a.due_on >= {day} - make_interval(months => %(works_months)s)
    and (a.state in ('open', 'done') or a.late)
) k, (
  select count(*) filter (where g.satisfied) as satisfied, count(*) as rated
  from deliberation_rating g join deliberation_topic c on c.id = g.topic_id
  where c.community_id = {community} and (g.rated_at at time zone 'Asia/Shanghai')::date <= {day}
    and (g.rated_at at time zone 'Asia/Shanghai')::date > {day} - make_interval(months => %(works_months)s)
) r
"""

VERDICT = """
case when w.meetings < %(works_meetings)s and w.meetings + w.due + w.rated > 0 then 'no'
            when w.due > 0 and w.done * %(works_done_of)s < w.due * %(works_done)s then 'no'
            when w.rated >= %(works_least)s and w.satisfied * %(works_content_of)s < w.rated * %(works_content)s
              then 'no'
            when w.meetings + w.due + w.rated = 0 or w.due = 0 or w.rated < %(works_least)s then 'not_provable'
            else 'yes' end
"""
"""The answer of `rules.works` in SQL; a test holds the two against each other."""

_WORKS = f"""
select w.key, w.label, w.place,
       {VERDICT} as verdict,
       case when w.meetings + w.due + w.rated = 0 then 'nothing' else 'counted' end as reason,
       jsonb_build_object('months', %(works_months)s::integer, 'meetings', w.meetings, 'due', w.due, 'done', w.done,
                          'rated', w.rated, 'satisfied', w.satisfied) as said,
       1::bigint as weight, w.arg, null::bigint as body, null::timestamptz as at
from (
  select 'deliberation.community:' || p.id as key, n.name as label, t.path as place, p.id::text as arg, f.*
  from {_MECHANISMS} cross join lateral ({RECORD.format(community="p.id", day="{day}")}) f
  where {_URBAN} and o.id is not null
) w
"""


def values_of(works: Works) -> dict[str, int]:
    """Return the bounds of the test as the statements take them."""
    return {
        "works_months": works.months,
        "works_meetings": works.meetings,
        "works_done": works.done.value.numerator,
        "works_done_of": works.done.value.denominator,
        "works_content": works.satisfied.value.numerator,
        "works_content_of": works.satisfied.value.denominator,
        "works_least": works.least_ratings,
    }


def working_mechanisms(day: date) -> Relation:
    """Return the registered mechanisms of a day with whether they work, by the test in force on the day (F3a)."""
    return Relation(
        sql=_WORKS,
        reasons=MappingProxyType(
            {
                "counted": mark(
                    "{months}个月内开会{meetings}次，议定事项{due}项中按时完成{done}项，{rated}人评价中{satisfied}人满意。"
                ),
                "nothing": mark("{months}个月内没有会议、任务和评价的记录，不能证明。"),
            }
        ),
        page="deliberation:community",
        values=MappingProxyType(values_of(three_in_one(day).works)),
        apps=("places", "party", "deliberation"),
    )
