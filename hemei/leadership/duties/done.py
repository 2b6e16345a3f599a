"""What an evaluation asks of duties: were those of the Party's list, due in the period, done in time."""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

# A duty that ended is judged by its end; one that runs once its time is over, and it is late.
_DONE = """
select d.stream as key, d.title as label, d.scope as place,
       case when d.state = 'accepted' and not d.late then 'yes' else 'no' end as verdict,
       case when d.state = 'accepted' and not d.late then 'done' when d.state = 'accepted' then 'late' else 'open' end
         as reason,
       jsonb_build_object('ended', to_char(d.ended_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')) as said,
       1::bigint as weight, d.id::text as arg, d.owner_body_id as body, null::timestamptz as at
from duties_duty d
where d.origin = 'party_item' and d.state <> 'cancelled'
  and (coalesce(d.ended_at, d.due_at) at time zone 'Asia/Shanghai')::date >= %(since)s
  and (coalesce(d.ended_at, d.due_at) at time zone 'Asia/Shanghai')::date < %(until)s
"""
PARTY_DONE = Relation(
    sql=_DONE,
    reasons=MappingProxyType(
        {
            "done": mark("{ended}按时完成。"),
            "late": mark("{ended}完成，超过时限。"),
            "open": mark("到期没有完成。"),
        }
    ),
    page="duties:duty",
    apps=("duties",),
)
"""The duties of the Party's list whose time ended in a period, `%(until)s` excluded; `body` owed them."""
