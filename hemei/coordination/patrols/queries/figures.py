"""Which rounds were walked on their day, and which of their points somebody looked at."""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

# A round is settled when it arrives, or when it is called missed; one that is walked after its day stays not in time.
_ROUNDS = """
select r.stream as key, c.name as label, r.scope as place,
       case when r.state = 'done' and r.on_time then 'yes' else 'no' end as verdict,
       case when r.state = 'done' and r.on_time then 'on_time' when r.state = 'done' then 'late'
            when r.walker_id is null then 'nobody' else 'missed' end as reason,
       jsonb_build_object('day', r.planned_on) as said,
       1::bigint as weight, r.id::text as arg, null::bigint as body, coalesce(r.missed_at, r.received_at) as at
from patrols_round r join places_place c on c.id = r.cell_id
where r.state <> 'planned' and r.second_of_id is null
"""
WALKED_ON_TIME = Relation(
    sql=_ROUNDS,
    reasons=MappingProxyType(
        {
            "on_time": mark("{day}的巡查当日走完。"),
            "late": mark("{day}的巡查没有在当日走完，后来补走。"),
            "missed": mark("{day}的巡查没有走。"),
            "nobody": mark("{day}的巡查没有人走：这个网格没有网格员。"),
        }
    ),
    page="patrols:round",
    apps=("patrols",),
)
"""The rounds that are over with whether they were walked in time."""

# An urgent find was seen when it was sent, whatever becomes of its round.
_POINTS = """
select r.stream || '#' || v.id as key, v.name as label, v.scope as place,
       case when v.result in ('clear', 'found') and (r.missed_at is null or e.told_at < r.missed_at)
            then 'no' else 'yes' end as verdict,
       case when v.result in ('clear', 'found') and (r.missed_at is null or e.told_at < r.missed_at) then 'seen'
            when v.result in ('clear', 'found') then 'late' when v.result = 'blocked' then 'blocked' else 'missed' end
         as reason,
       jsonb_build_object('day', r.planned_on) as said,
       1::bigint as weight, r.id::text as arg, null::bigint as body, coalesce(r.missed_at, r.received_at) as at
from patrols_visit v join patrols_round r on r.id = v.round_id
left join lateral (select min(f.told_at) as told_at from patrols_earlyfind f
                   where f.round_id = r.id and f.point_id = v.point_id) e on true
where r.state <> 'planned' and r.second_of_id is null
"""
MISSED_POINTS = Relation(
    sql=_POINTS,
    reasons=MappingProxyType(
        {
            "seen": mark("{day}看过。"),
            "late": mark("{day}没有人看，后来补看。"),
            "blocked": mark("{day}没能查看，写明了原因。"),
            "missed": mark("{day}没有人看。"),
        }
    ),
    page="patrols:round",
    apps=("patrols",),
)
"""The points of rounds that are over with whether somebody missed them."""
