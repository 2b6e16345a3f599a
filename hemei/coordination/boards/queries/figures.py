"""Which estates hang a board that tells the truth (F15)."""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

# Of a day counts how a board stood when the day ended in Shanghai.
_ESTATES = """
select 'places.estate:' || e.id as key, e.name as label, t.path as place,
       case when h.id is not null and l.id is null then 'yes' else 'no' end as verdict,
       case when h.id is null then 'none' when l.id is not null then 'lapsed' else 'current' end as reason,
       jsonb_build_object('number', h.number,
         'since', coalesce((l.since_at at time zone 'Asia/Shanghai')::date, h.posted_on)) as said,
       1::bigint as weight, e.id::text as arg, null::bigint as body, null::timestamptz as at
from places_estate e
join places_accountablecommunity a on a.estate_id = e.id
  and a.valid_from <= {day} and (a.valid_until is null or a.valid_until > {day})
join places_placeposition t on t.place_id = a.community_id
  and t.valid_from <= {day} and (t.valid_until is null or t.valid_until > {day})
left join boards_edition h on h.estate_id = e.id
  and h.posted_on <= {day} and (h.replaced_on is null or h.replaced_on > {day})
left join boards_lapse l on l.edition_id = h.id
  and l.since_at < (({day} + 1)::timestamp at time zone 'Asia/Shanghai')
  and (l.until_at is null or l.until_at >= (({day} + 1)::timestamp at time zone 'Asia/Shanghai'))
where e.valid_from <= {day} and (e.valid_until is null or e.valid_until > {day})
"""
CURRENT_BOARDS = Relation(
    sql=_ESTATES,
    reasons=MappingProxyType(
        {
            "current": mark("第{number}版在挂，自{since}起，内容准确。"),
            "lapsed": mark("在挂的第{number}版自{since}起过期。"),
            "none": mark("没有公示牌在挂。"),
        }
    ),
    page="boards:board",
    apps=("places", "boards"),
)
"""The estates of a day with whether a board hangs there that tells the truth (F15)."""
