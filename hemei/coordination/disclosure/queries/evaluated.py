"""What an evaluation asks of disclosure: was what fell due in the period published in time."""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

_IN_TIME = """
select d.stream as key, e.name || ' ' || to_char(d.since, 'YYYY-MM') as label, d.scope as place,
       case when d.published_on <= d.due_on then 'yes' else 'no' end as verdict,
       case when d.published_on is null then 'missing' when d.published_on <= d.due_on then 'in_time' else 'late' end
         as reason,
       jsonb_build_object('day', d.published_on, 'due', d.due_on) as said,
       1::bigint as weight, d.id::text as arg, d.body_id as body, d.estate_id as estate, null::timestamptz as at,
       b.kind in ('department', 'county_government', 'city_bureau') as of_county
from disclosure_disclosure d join places_estate e on e.id = d.estate_id join people_body b on b.id = d.body_id
where d.due_on >= %(since)s and d.due_on < %(until)s
"""
_REASONS = MappingProxyType(
    {
        "in_time": mark("{day}公布，最晚{due}。"),
        "late": mark("{day}公布，最晚{due}，逾期。"),
        "missing": mark("最晚{due}，没有公布。"),
    }
)
IN_TIME = Relation(sql=_IN_TIME, reasons=_REASONS, page="disclosure:disclosure", apps=("disclosure",))
REVENUE_IN_TIME = Relation(
    sql=_IN_TIME + " and d.subject = 'revenue'",
    reasons=_REASONS,
    page="disclosure:disclosure",
    apps=("disclosure",),
)
"""The disclosures that fell due in a period, `%(until)s` excluded; `body` owed them, for `estate`.

`of_county` are those of the county's authority, as the fund's until an assembly has it: no street answers for them."""
