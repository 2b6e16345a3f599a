"""What an evaluation asks of committees in a period: trained, reported, handed over, renewed and filed in time."""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

_RUNS = "{a}.valid_from <= {{day}} and ({a}.valid_until is null or {a}.valid_until > {{day}})"
# A committee's term with its estate and the path of its community on the day.
_TERMS = f"""people_term m join people_body b on b.id = m.body_id and b.kind = 'owners_committee'
join places_estate e on e.id = b.estate_id
join places_accountablecommunity a on a.estate_id = e.id and {_RUNS.format(a="a")}
join places_placeposition t on t.place_id = a.community_id and {_RUNS.format(a="t")}"""
_END = "coalesce(m.ended_on, m.valid_until)"
_AT_WORK = f"m.valid_from <= {{day}} and ({_END} is null or {_END} > {{day}})"
_ROW = "e.name as label, t.path as place, 1::bigint as weight, e.code as arg, b.id as body, null::timestamptz as at"

_TRAINED = f"""
select 'people.seat:' || s.id as key, {_ROW},
       case when h.hours > 0 then 'yes' else 'no' end as verdict,
       case when h.hours > 0 then 'trained' else 'none' end as reason,
       jsonb_build_object('number', s.number, 'hours', h.hours) as said
from {_TERMS}
join people_seat s on s.term_id = m.id and s.post <> 'reserve' and {_RUNS.format(a="s")}
cross join lateral (select coalesce(sum(r.hours), 0) as hours from committees_training r
                    where r.seat_id = s.id and r.held_on >= %(since)s and r.held_on < %(until)s) h
where {_AT_WORK}
"""
TRAINED = Relation(
    sql=_TRAINED,
    reasons=MappingProxyType(
        {
            "trained": mark("席位{number}的委员培训了{hours}学时。"),
            "none": mark("席位{number}的委员没有培训记录。"),
        }
    ),
    page="people:committee",
    apps=("people", "committees"),
)
"""The members in office at the end of a period with whether they were trained in it; `body` is the committee."""

# Owed in full years: a committee that has not been in office for one owes no report yet.
_REPORTED = f"""
select 'people.body:' || b.id as key, {_ROW},
       case when r.posted is not null then 'yes' else 'no' end as verdict,
       case when r.posted is not null then 'reported' else 'none' end as reason,
       jsonb_build_object('posted', r.posted) as said
from {_TERMS}
left join lateral (select max(o.posted_on) as posted from committees_ownersreport o
                   where o.body_id = b.id and o.posted_on < %(until)s
                     and o.posted_on >= %(until)s::date - interval '12 months') r on true
where {_AT_WORK} and m.valid_from <= %(until)s::date - interval '12 months'
"""
REPORTED = Relation(
    sql=_REPORTED,
    reasons=MappingProxyType(
        {"reported": mark("{posted}向业主公示了工作报告。"), "none": mark("12个月内没有向业主报告。")}
    ),
    page="people:committee",
    apps=("people", "committees"),
)
"""The committees a year in office with whether they reported to the owners in the twelve months of a period's end."""

_HANDED = """
select h.stream as key, e.name as label, h.scope as place, 1::bigint as weight, e.code as arg, h.body_id as body,
       null::timestamptz as at,
       case when (h.receiver_signed_at at time zone 'Asia/Shanghai')::date <= h.due_on then 'yes' else 'no' end
         as verdict,
       case when (h.receiver_signed_at at time zone 'Asia/Shanghai')::date <= h.due_on then 'in_time'
            when h.receiver_signed_at is not null then 'late' else 'open' end as reason,
       jsonb_build_object('due', h.due_on,
         'done', to_char(h.receiver_signed_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')) as said
from committees_handover h join places_estate e on e.id = h.estate_id
where h.due_on >= %(since)s and h.due_on < %(until)s and h.ended_on is null
"""
HANDED_OVER = Relation(
    sql=_HANDED,
    reasons=MappingProxyType(
        {
            "in_time": mark("应在{due}前移交，{done}双方签收。"),
            "late": mark("应在{due}前移交，{done}才签收。"),
            "open": mark("应在{due}前移交，没有签收。"),
        }
    ),
    page="people:committee",
    apps=("committees",),
)
"""The handovers due in a period with whether both sides signed in time."""

_RENEWED = f"""
select 'people.term:' || m.id as key, {_ROW},
       case when n.elected_on <= m.valid_until then 'yes' else 'no' end as verdict,
       case when n.elected_on <= m.valid_until then 'in_time' when n.elected_on is not null then 'late' else 'open' end
         as reason,
       jsonb_build_object('until', m.valid_until, 'elected', n.elected_on) as said
from {_TERMS}
left join lateral (select min(x.elected_on) as elected_on from people_term x
                   where x.body_id = b.id and x.valid_from > m.valid_from and x.elected_on < %(until)s) n on true
where m.ended_on is null and m.valid_until >= %(since)s and m.valid_until < %(until)s
"""
RENEWED_IN_TIME = Relation(
    sql=_RENEWED,
    reasons=MappingProxyType(
        {
            "in_time": mark("任期到{until}，{elected}选出新一届。"),
            "late": mark("任期到{until}，{elected}才选出新一届。"),
            "open": mark("任期到{until}，没有选出新一届。"),
        }
    ),
    page="people:committee",
    apps=("people",),
)
"""The terms that ran out in a period with whether their successors were elected by then."""

_FILED = f"""
select 'people.term:' || m.id as key, {_ROW},
       case when m.filed_on <= m.elected_on + %(filing_days)s::integer then 'yes' else 'no' end as verdict,
       case when m.filed_on <= m.elected_on + %(filing_days)s::integer then 'in_time'
            when m.filed_on is not null then 'late' else 'open' end as reason,
       jsonb_build_object('elected', m.elected_on, 'filed', m.filed_on) as said
from {_TERMS}
where m.elected_on >= %(since)s and m.elected_on + %(filing_days)s::integer < %(until)s
"""


def filed_in_time(days: int) -> Relation:
    """Return the terms elected in a period, so that filing was due in it, with whether they were filed in `days`."""
    return Relation(
        sql=_FILED,
        reasons=MappingProxyType(
            {
                "in_time": mark("{elected}选举，{filed}备案。"),
                "late": mark("{elected}选举，{filed}才备案。"),
                "open": mark("{elected}选举，没有备案。"),
            }
        ),
        page="people:committee",
        apps=("people",),
        values=MappingProxyType({"filing_days": days}),
    )
