"""What an evaluation asks of meetings: were a committee's lawful and its community told, and did companies come."""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

_IN_PERIOD = """(m.starts_at at time zone 'Asia/Shanghai')::date >= %(since)s
  and (m.starts_at at time zone 'Asia/Shanghai')::date < %(until)s"""
_ROW = """m.stream as key, m.title as label, m.scope as place,
       {verdict} as verdict, {reason} as reason,
       jsonb_build_object('day', to_char(m.starts_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')) as said,
       1::bigint as weight, m.id::text as arg, {body} as body, null::timestamptz as at, m.estate_id as estate"""

# The engine opens no meeting without notice and quorum: one that closed was lawful, one that was not opened is not.
_LAWFUL = f"""
select {
    _ROW.format(
        verdict="case when m.state = 'closed' then 'yes' else 'no' end",
        reason="case when m.state = 'closed' then 'held' else 'lapsed' end",
        body="m.body_id",
    )
}
from meetings_meeting m
where m.kind = 'committee_meeting' and m.state in ('closed', 'lapsed') and {_IN_PERIOD}
"""
COMMITTEE_LAWFUL = Relation(
    sql=_LAWFUL,
    reasons=MappingProxyType(
        {
            "held": mark("{day}按通知召开，到会人数够，表决成立。"),
            "lapsed": mark("{day}到会人数不够，没有开成。"),
        }
    ),
    page="meetings:meeting",
    apps=("meetings",),
)
"""The meetings of owners' committees in a period with whether they came about as the rules want; `body` called them."""

_TOLD = f"""
select {
    _ROW.format(
        verdict="case when s.id is not null then 'yes' else 'no' end",
        reason="case when s.id is not null then 'told' else 'not_told' end",
        body="m.body_id",
    )
}
from meetings_meeting m
left join meetings_meetingside s on s.meeting_id = m.id and s.code = 'residents_committee' and s.body_id is not null
where m.kind = 'committee_meeting' and m.state = 'closed' and {_IN_PERIOD}
"""
COMMUNITY_TOLD = Relation(
    sql=_TOLD,
    reasons=MappingProxyType(
        {"told": mark("{day}的会议告知了居民委员会。"), "not_told": mark("{day}的会议没有告知居民委员会。")}
    ),
    page="meetings:meeting",
    apps=("meetings",),
)
"""The meetings that committees held in a period with whether the residents' committee was told (PMR art. 20)."""

_PRESENT = f"""
select {
    _ROW.format(
        verdict="case when a.there then 'yes' else 'no' end",
        reason="case when a.there then 'there' else 'absent' end",
        body="s.body_id",
    )
}
from meetings_meeting m
join meetings_meetingside s on s.meeting_id = m.id and s.code = 'company' and s.body_id is not null
cross join lateral (select exists (select 1 from meetings_attendance t
                                   where t.side_id = s.id and t.arrived_at is not null) as there) a
where m.kind = 'three_in_one' and m.state = 'closed' and {_IN_PERIOD}
"""
COMPANY_PRESENT = Relation(
    sql=_PRESENT,
    reasons=MappingProxyType({"there": mark("{day}到会。"), "absent": mark("{day}没有到会。")}),
    page="meetings:meeting",
    apps=("meetings",),
)
"""The three-in-one meetings of a period that companies were invited to with whether they came; `body` is theirs."""
