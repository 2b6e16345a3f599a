"""What an evaluation asks of the purse: are its accounts in order, and did the owners allow what the committee cost."""

from __future__ import annotations

from types import MappingProxyType

from hemei.community.purses.queries.standing import LINES
from hemei.community.purses.rules.words import Basis, OrderState
from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

# What was paid in the period has its papers and rests on what stands; what the bank booked in it is matched. The
# account of the fund is not asked: the authority reads its lines.
_IN_ORDER = f"""
select o.stream as key, e.name || ' ' || o.number as label, o.scope as place,
       case when o.papers_needed <@ o.papers and o.basis_annulled_on is null then 'yes' else 'no' end as verdict,
       case when o.basis_annulled_on is not null then 'annulled' when o.papers_needed <@ o.papers then 'whole'
            else 'papers' end as reason,
       jsonb_build_object('day', o.paid_on) as said, 1::bigint as weight, o.id::text as arg, null::bigint as body,
       a.estate_id as estate, null::timestamptz as at
from purses_paymentorder o join purses_jointaccount a on a.id = o.account_id join places_estate e on e.id = a.estate_id
where o.state = '{OrderState.PAID}' and o.paid_on >= %(since)s and o.paid_on < %(until)s
union all
select l.stream || '/line-' || l.id, e.name || ' ' || l.booked_on, l.scope,
       case when l.matched_at is null then 'no' else 'yes' end,
       case when l.matched_at is null then 'open' else 'matched' end,
       jsonb_build_object('day', l.booked_on), 1::bigint, '', null::bigint, a.estate_id, null::timestamptz
from {LINES} l join purses_jointaccount a on a.id = l.account_id join places_estate e on e.id = a.estate_id
where a.purse = 'revenue' and l.booked_on >= %(since)s and l.booked_on < %(until)s
"""
_ALLOWED = f"""
select o.stream as key, e.name || ' ' || o.number as label, o.scope as place,
       case when o.basis = '{Basis.RESOLUTION}' and o.basis_annulled_on is null then 'yes' else 'no' end as verdict,
       case when o.basis_annulled_on is not null then 'annulled' when o.basis = '{Basis.RESOLUTION}' then 'resolved'
            else 'budget' end as reason,
       jsonb_build_object('day', o.paid_on) as said, 1::bigint as weight, o.id::text as arg, null::bigint as body,
       a.estate_id as estate, null::timestamptz as at
from purses_paymentorder o join purses_jointaccount a on a.id = o.account_id join places_estate e on e.id = a.estate_id
where o.kind = 'committee' and o.state = '{OrderState.PAID}' and o.paid_on >= %(since)s and o.paid_on < %(until)s
"""
_ANNULLED = mark("{day}付款，依据的决议不再成立。")
ACCOUNTS_IN_ORDER = Relation(
    _IN_ORDER,
    MappingProxyType(
        {
            "whole": mark("{day}付款，材料齐全。"),
            "papers": mark("{day}付款，缺少材料。"),
            "annulled": _ANNULLED,
            "matched": mark("{day}的银行流水已经核对。"),
            "open": mark("{day}的银行流水没有核对。"),
        }
    ),
    "purses:order",
    apps=("purses",),
)
"""Payments and bank lines of a period, `%(until)s` excluded, with whether they are in order."""
COMMITTEE_COST_ALLOWED = Relation(
    _ALLOWED,
    MappingProxyType(
        {
            "resolved": mark("{day}付款，依据业主大会决议。"),
            "budget": mark("{day}付款，没有业主大会决议。"),
            "annulled": _ANNULLED,
        }
    ),
    "purses:order",
    apps=("purses",),
)
"""What was paid for assembly and committee in a period, with whether a resolution of the owners allows it."""
