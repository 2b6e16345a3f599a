"""The subjects of F4 and F5: owners' committees by their latest election, and those half in the Party."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

FIRST_COUNTED = date(2019, 1, 1)
"""Since when committees are counted where the list of figures names no day."""
ELECTION_REASONS = MappingProxyType(
    {
        "first": mark("{elected}选举产生首届，{filed}备案。"),
        "renewal": mark("{elected}换届选举，{filed}备案。"),
        "early": mark("{elected}提前换届选举，{filed}备案。"),
        "before": mark("最近一次选举在{elected}，早于统计起始日{begun}。"),
        "unfiled": mark("{elected}选举产生，当日还没有备案。"),
    }
)
PARTY_REASONS = MappingProxyType(
    {
        "half": mark("在任{seats}人，其中党员{party}人，达到一半。"),
        "less": mark("在任{seats}人，其中党员{party}人，未填报{unsaid}人，不到一半。"),
        "unsaid": mark("在任{seats}人，其中党员{party}人，未填报{unsaid}人，是否达到一半不能证明。"),
        "nobody": mark("没有登记成员。"),
    }
)

# A committee stands where its estate stood on the day; it counts once, by the latest election before the day's end
# that is not annulled.
_COMMITTEES = """
select 'people.body:' || b.id as key, e.name as label, t.path as place, e.code as arg, b.id as body,
       l.kind, l.elected_on, l.filed_on, l.tallies,
       case when l.elected_on < %(begun)s::date then 'before'
            when l.filed_on is null or l.filed_on > {day} then 'unfiled' else l.kind end as reason
from people_body b
join places_estate e on e.id = b.estate_id
  and e.valid_from <= {day} and (e.valid_until is null or e.valid_until > {day})
join places_accountablecommunity a on a.estate_id = e.id
  and a.valid_from <= {day} and (a.valid_until is null or a.valid_until > {day})
join places_placeposition t on t.place_id = a.community_id
  and t.valid_from <= {day} and (t.valid_until is null or t.valid_until > {day})
join lateral (
  select m.kind, m.elected_on, m.filed_on, m.tallies from people_term m
  where m.body_id = b.id and m.elected_on <= {day}
    and (m.end_reason <> 'annulled' or m.ended_on > {day} and m.ended_on > m.valid_from)
  order by m.elected_on desc, m.id desc limit 1) l on true
where b.kind = 'owners_committee' and b.valid_from <= {day} and (b.valid_until is null or b.valid_until > {day})
"""
_ELECTED = f"""
select key, label, place,
       case when reason in ('before', 'unfiled') then 'no' else 'yes' end as verdict, reason,
       jsonb_build_object('elected', elected_on, 'filed', filed_on, 'begun', %(begun)s::date) as said,
       1::bigint as weight, arg, body, null::timestamptz as at
from ({_COMMITTEES}) c
"""
# Counted is what a term's tallies say of the day: nothing that anybody said of himself is opened.
_HALVES = f"""
select key, label, place,
       case reason when 'half' then 'yes' when 'less' then 'no' else 'not_provable' end as verdict, reason,
       jsonb_build_object('seats', seats, 'party', party, 'unsaid', unsaid) as said,
       1::bigint as weight, arg, body, null::timestamptz as at
from (
  select c.key, c.label, c.place, c.arg, c.body, n.seats, n.party, n.unsaid,
         case when coalesce(n.seats, 0) = 0 then 'nobody' when 2 * n.party >= n.seats then 'half'
              when 2 * (n.party + n.unsaid) < n.seats then 'less' else 'unsaid' end as reason
  from ({_COMMITTEES}) c
  left join lateral (
    select (v.row ->> 1)::integer as seats, (v.row ->> 2)::integer as party, (v.row ->> 3)::integer as unsaid
    from jsonb_array_elements(c.tallies) as v(row)
    where (v.row ->> 0)::date <= {{day}} order by (v.row ->> 0)::date desc limit 1) n on true
  where c.reason not in ('before', 'unfiled')
) h
"""


def elected_committees(since: date) -> Relation:
    """Return every owners' committee with whether its latest election lies since a day and was filed (F4)."""
    return Relation(
        sql=_ELECTED,
        reasons=ELECTION_REASONS,
        page="people:committee",
        apps=("places", "people"),
        values=MappingProxyType({"begun": since.isoformat()}),
    )


def party_halves(since: date) -> Relation:
    """Return the committees that F4 counts with whether at least half of their members are in the Party (F5)."""
    return Relation(
        sql=_HALVES,
        reasons=PARTY_REASONS,
        page="people:committee",
        apps=("places", "people"),
        values=MappingProxyType({"begun": since.isoformat()}),
    )
