"""What an evaluation asks of volunteering: did the members who reported in serve in the period."""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

_SERVED = """
select v.stream as key, '' as label, v.scope as place,
       case when h.minutes > 0 then 'yes' else 'no' end as verdict,
       case when h.minutes > 0 then 'served' else 'none' end as reason,
       jsonb_build_object('number', v.id, 'minutes', h.minutes) as said,
       1::bigint as weight, v.community_id::text as arg, null::bigint as body, null::timestamptz as at,
       v.community_id as subject
from volunteering_volunteer v cross join lateral (
  select coalesce(sum(h.minutes), 0) as minutes from volunteering_hours h
  where h.volunteer_id = v.id and h.state = 'confirmed' and h.day >= %(since)s and h.day < %(until)s) h
where v.kind = 'member' and v.valid_from < %(until)s and (v.valid_until is null or v.valid_until >= %(until)s)
"""
SERVED = Relation(
    sql=_SERVED,
    reasons=MappingProxyType(
        {
            "served": mark("报到党员（编号{number}）服务了{minutes}分钟。"),
            "none": mark("报到党员（编号{number}）没有经社区确认的服务。"),
        }
    ),
    page="volunteering:community",
    apps=("volunteering",),
)
"""The members registered with a community at the end of a period with whether they served in it; nobody is named."""
