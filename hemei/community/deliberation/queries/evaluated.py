"""What an evaluation asks of a community's three-in-one mechanism in a period; `subject` is the community."""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

_PAGE, _APPS = "deliberation:community", ("deliberation", "meetings")
_ROW = """1::bigint as weight, null::bigint as body, null::timestamptz as at"""

# Whole months in which the mechanism stood on the last day.
_MONTHLY = f"""
select 'deliberation.community:' || m.community_id || '/' || to_char(g.month, 'YYYY-MM') as key,
       to_char(g.month, 'YYYY-MM') as label, m.scope as place,
       case when s.held > 0 then 'yes' else 'no' end as verdict,
       case when s.held > 0 then 'held' else 'none' end as reason,
       jsonb_build_object('month', to_char(g.month, 'YYYY-MM'), 'held', s.held) as said,
       m.community_id::text as arg, {_ROW}, m.community_id as subject
from deliberation_mechanism m
join generate_series(date_trunc('month', %(since)s::date::timestamp),
                     %(until)s::date::timestamp - interval '1 day', interval '1 month') as g(month)
  on g.month::date >= %(since)s and (g.month + interval '1 month')::date <= %(until)s
 and m.valid_from < (g.month + interval '1 month')::date
 and (m.valid_until is null or m.valid_until >= (g.month + interval '1 month')::date)
cross join lateral (select count(*) as held from deliberation_sitting t
                    where t.community_id = m.community_id and t.state = 'held' and t.held_on >= g.month::date
                      and t.held_on < (g.month + interval '1 month')::date) s
where m.voided_at is null
"""
MONTHLY = Relation(
    sql=_MONTHLY,
    reasons=MappingProxyType({"held": mark("{month}议事{held}次。"), "none": mark("{month}没有议事。")}),
    page=_PAGE,
    apps=_APPS,
)
"""The whole months of a period with whether the community met."""

_ALL_SIDES = f"""
select m.stream as key, m.title as label, t.scope as place,
       case when w.missing = 0 and c.code = 'party' then 'yes' else 'no' end as verdict,
       case when c.code is distinct from 'party' then 'no_chair' when w.missing > 0 then 'missing' else 'all' end
         as reason,
       jsonb_build_object('day', t.held_on, 'missing', w.missing) as said,
       m.id::text as arg, {_ROW}, t.community_id as subject
from deliberation_sitting t join meetings_meeting m on m.id = t.meeting_id
left join meetings_attendance ca on ca.id = m.chair_id left join meetings_meetingside c on c.id = ca.side_id
cross join lateral (
  select count(*) as missing from meetings_meetingside s
  where s.meeting_id = m.id and s.code in ('party', 'residents_committee', 'owners_side', 'company')
    and not exists (select 1 from meetings_attendance a where a.side_id = s.id and a.arrived_at is not null)) w
where t.state = 'held' and t.held_on >= %(since)s and t.held_on < %(until)s
"""
ALL_SIDES = Relation(
    sql=_ALL_SIDES,
    reasons=MappingProxyType(
        {
            "all": mark("{day}社区党组织主持，各方到会。"),
            "missing": mark("{day}有{missing}方没有到会。"),
            "no_chair": mark("{day}不是社区党组织主持。"),
        }
    ),
    page="meetings:meeting",
    apps=_APPS,
)
"""The sittings of a period with whether the Party organisation chaired and every invited side was there."""

_POSTED = f"""
select m.stream as key, m.title as label, t.scope as place,
       case when m.posted_at <= m.posting_due_at then 'yes' else 'no' end as verdict,
       case when m.posted_at <= m.posting_due_at then 'in_time' when m.posted_at is not null then 'late'
            else 'open' end as reason,
       jsonb_build_object('due', to_char(m.posting_due_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'),
                          'done', to_char(m.posted_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')) as said,
       m.id::text as arg, {_ROW}, t.community_id as subject
from deliberation_sitting t join meetings_meeting m on m.id = t.meeting_id
where t.state = 'held' and t.held_on >= %(since)s and t.held_on < %(until)s and m.posting_due_at is not null
  and (m.posted_at is not null or (m.posting_due_at at time zone 'Asia/Shanghai')::date < %(until)s)
"""
POSTED_IN_TIME = Relation(
    sql=_POSTED,
    reasons=MappingProxyType(
        {
            "in_time": mark("时限到{due}，{done}公示。"),
            "late": mark("时限到{due}，{done}才公示。"),
            "open": mark("时限到{due}，没有公示。"),
        }
    ),
    page="meetings:meeting",
    apps=_APPS,
)
"""The sittings of a period with whether the result was posted in time."""

_DONE = f"""
select 'duties.duty:' || a.duty_id as key, a.title as label, a.scope as place,
       case when a.state = 'done' and not a.late then 'yes' else 'no' end as verdict,
       case when a.state = 'done' and not a.late then 'done' when a.state = 'done' then 'late'
            else 'open' end as reason,
       jsonb_build_object('due', a.due_on, 'done', a.ended_on) as said,
       c.id::text as arg, {_ROW}, c.community_id as subject
from deliberation_task a join deliberation_topic c on c.id = a.topic_id
where a.due_on >= %(since)s and a.due_on < %(until)s and (a.state in ('open', 'done') or a.late)
"""
DONE_IN_TIME = Relation(
    sql=_DONE,
    reasons=MappingProxyType(
        {
            "done": mark("时限到{due}，{done}完成。"),
            "late": mark("时限到{due}，{done}才完成。"),
            "open": mark("时限到{due}，没有完成。"),
        }
    ),
    page="deliberation:topic",
    apps=_APPS,
)
"""The concluded tasks whose day lay in a period with whether they were done by it."""

_SATISFIED = f"""
select 'deliberation.rating:' || g.id as key, c.title as label, g.scope as place,
       case when g.satisfied then 'yes' else 'no' end as verdict,
       case when g.satisfied then 'content' else 'not_content' end as reason,
       jsonb_build_object('score', g.score) as said,
       c.id::text as arg, {_ROW}, c.community_id as subject
from deliberation_rating g join deliberation_topic c on c.id = g.topic_id
where (g.rated_at at time zone 'Asia/Shanghai')::date >= %(since)s
  and (g.rated_at at time zone 'Asia/Shanghai')::date < %(until)s
"""
SATISFIED = Relation(
    sql=_SATISFIED,
    reasons=MappingProxyType(
        {"content": mark("评{score}分，满意。"), "not_content": mark("评{score}分，不满意。")}
    ),
    page="deliberation:topic",
    apps=_APPS,
)
"""What residents thought of results in a period."""
