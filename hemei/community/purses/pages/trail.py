"""The trail of an order: each event in words, who, for which side, why, by which clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hemei.community.purses import queries
from hemei.ground.people.queries import ROLE_NAMES
from hemei.ground.records.queries import EventRow
from hemei.kernel.actor import Role
from hemei.kernel.decision import mark
from hemei.kernel.money import yuan
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.words import listing, say

TITLES: dict[str, tuple[str, str]] = {
    "purses.order_prepared": (mark("填写付款单"), ""),
    "purses.order_judged": (mark("同意付款"), "good"),
    "purses.order_refused": (mark("不同意付款"), "bad"),
    "purses.order_approved": (mark("审批齐了，通过并记账"), "good"),
    "purses.order_expired": (mark("没有按期审批，失效"), "bad"),
    "purses.order_withdrawn": (mark("撤回付款单"), ""),
    "purses.order_paused": (mark("街道要求暂缓"), "warn"),
    "purses.order_held": (mark("决议不再成立，搁置"), "bad"),
    "purses.paid_basis_annulled": (mark("付款以后，决议不再成立"), "bad"),
    "purses.order_rested_anew": (mark("更换依据，重新审批"), ""),
    "purses.order_filed": (mark("送银行"), ""),
    "purses.order_returned": (mark("已确认银行没有付款，退回"), "warn"),
    "purses.order_paid": (mark("银行付款，已勾对"), "good"),
    "purses.return_reported": (mark("登记更正，待另一人确认"), "warn"),
    "purses.return_refused": (mark("没有同意更正"), ""),
    "purses.payment_taken_back": (mark("更正已确认，付款冲销"), "warn"),
    "purses.line_freed": (mark("对账单作废，流水不再算数；凭证不变"), "warn"),
}


def entries(
    page: queries.OrderPage, known: Mapping[int, str], texts: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return the events of an order for the timeline."""
    return [_entry(page, event, known, texts) for event in page.events]


def _entry(
    page: queries.OrderPage, event: EventRow, known: Mapping[int, str], texts: Mapping[int, str]
) -> dict[str, Any]:
    words, tone = TITLES.get(event.type, (event.type, ""))
    role = Role(event.actor["role"])
    who = _("系统") if role is Role.SYSTEM else say(ROLE_NAMES[role])
    name = known.get(event.actor.get("person") or 0, "")
    said = [texts.get(one["vault"], "") for one in event.data.get("texts", {}).values()]
    clauses = [(one["clause"], "") for one in event.standards if one["clause"]]
    return {
        "at": event.at,
        "title": say(words),
        "by": f"{who} {name}".strip(),
        "tone": tone,
        "lines": [one for one in (*_details(page, event), *said) if one],
        "clauses": clauses,
    }


def _details(page: queries.OrderPage, event: EventRow) -> list[str]:
    data = event.data
    if event.type == "purses.order_prepared":
        return [_("%(amount)s元，“%(tier)s”") % {"amount": yuan(data["amount_fen"]), "tier": data["tier"]}]
    if event.type in {"purses.order_judged", "purses.order_refused"}:
        side = say(queries.SIDE_NAMES[queries.Side(data["side"])])
        stands_in = data["signatory"] != data["counts_for"]
        return [_("%(side)s，代审") % {"side": side} if stands_in else side]
    if event.type == "purses.order_paused":
        until = datetime.fromisoformat(data["until"]).astimezone(SHANGHAI)
        return [_("到%(until)s自动恢复") % {"until": f"{until:%Y-%m-%d %H:%M}"}]
    if event.type in _BY_DATA:
        return _BY_DATA[event.type](data)
    if event.type == "purses.order_filed":
        return [_("付款文件 %(number)s") % {"number": page.file_number}] if page.file_number else []
    return _fallen(data)


def _fallen(data: Mapping[str, Any]) -> list[str]:
    """Return what fell that an order was held for, where it is not its own resolution."""
    if data.get("fund_account"):
        return [_("维修资金专户换了，这一张付往原来的专户")]
    if data.get("agreement"):
        return [_("不再成立的是通过账户协议的决议，现在的要求不一样")]
    return [_("不再成立的是年度预算所依据的决议")] if data.get("budget") else []


def _corrected(data: Mapping[str, Any]) -> list[str]:
    """Return what was wrong with a payment and, once it was taken back, which entry stands beside which."""
    words = [say(queries.RETURN_NAMES[queries.ReturnKind(data["kind"])])]
    if data.get("entry"):
        pair = {"entry": data["entry"], "first": data["reverses"]}
        words.append(_("凭证%(entry)s冲销凭证%(first)s") % pair)
    return words


def _paid(data: Mapping[str, Any]) -> list[str]:
    words = [_("付款日期 %(day)s") % {"day": data["paid_on"]}]
    if data.get("was") == "held":
        words.append(_("付款时处于搁置状态"))
    if data.get("other_payee"):
        words.append(_("银行付给的账号或户名和付款单不一致，勾对人写明了理由："))
    if data.get("early"):
        words.append(_("银行付款时还没有通过审批，勾对人写明了理由："))
    if data.get("beside"):
        pairs = {"entries": listing([str(one) for one in data["beside"]])}
        words.append(_("勾对人说明和手工记账的凭证%(entries)s不是同一笔付款") % pairs)
    return words


_BY_DATA: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "purses.order_paid": _paid,
    "purses.return_reported": _corrected,
    "purses.payment_taken_back": _corrected,
}
