"""The fund of an estate: what it holds, its buildings, its uses; deposits, notices, sales and the handover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.funds import queries, services
from hemei.community.funds.pages import renewing
from hemei.community.funds.pages.shared import (
    REFUSED,
    door_of,
    entered,
    found_fund,
    may_all,
    today,
    use_face,
)
from hemei.community.funds.queries.handing import MATTER
from hemei.community.purses import queries as purses
from hemei.community.voting import queries as votes
from hemei.community.voting.services import Cited
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.limits import UNIT_TEXTS
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import at_fields, errors_of, needed_day, needed_fen, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_YEARS = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def fund(request: HttpRequest, code: str) -> HttpResponse:
    """Show the fund of an estate, or do what one of its forms asks for."""
    actor, refused, act = entered(request), None, plain(request.POST.get("act", ""), 20)
    row = found_fund(code, actor)
    if request.method == "POST":
        if act not in _CARRY_OUT:
            raise Http404
        try:
            words = _CARRY_OUT[act](actor, row, request.POST)
        except Refused as error:
            refused = error
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("funds:fund", args=[code]))
    context = _context(actor, row, request.POST, act, refused)
    return render(request, "funds/fund.html", context, REFUSED if refused else 200)


def _context(
    actor: Actor, row: queries.FundRow, typed: QueryDict, act: str, refused: Refused | None
) -> dict[str, Any]:
    fields = _FIELDS.get(act, ())
    called = {"unit": "door", "booked_on": "paid_on" if "paid_on" in fields else "day"}
    errors, day = at_fields(errors_of(refused), fields, called) if refused else {}, today()
    years = [day.year - back for back in range(_YEARS)]
    facts = [(year, queries.fund_sums(row.estate_id, queries.year_of(year))) for year in years]
    uses = queries.uses(queries.UseFilter(fund_id=row.id), actor=actor, now=utc_now(), limit=20)
    rules, may_open = queries.fund_rules(day), queries.may(actor, queries.Act.OPEN).allowed
    return {
        "row": row,
        "buildings": queries.buildings(row.id, actor=actor, on=day),
        "facts": [(year, one) for year, one in facts if one is not None],
        "uses": [use_face(one) for one in uses],
        "rules": rules,
        "handover_limit": say(UNIT_TEXTS[rules.handover.limit.unit], {"amount": rules.handover.limit.amount}),
        "below": int(rules.renewal.below.value * 100),
        "renewal": renewing.standing(actor, row),
        "unreached": renewing.unreached(actor, row),
        "interest": queries.interest_on(day).interest,
        "yuan": yuan,
        "today": day,
        "may": {**may_all(actor), "deposit": _receives(actor, row)},
        "may_share": queries.may_share(actor, handed_over=row.handed_over_on is not None).allowed,
        "handover": _handover(actor, row),
        "bank": _bank(actor, row),
        "imports": may_open and people.may_import(actor).allowed,
        "unopened": queries.units_without_account(row.estate_id, on=day) if may_open else 0,
        "values": {name: defaultdict(str, typed.dict() if name == act else {}) for name in _CARRY_OUT},
        "errors": {name: errors if name == act else {} for name in _CARRY_OUT},
    }


def _bank(actor: Actor, row: queries.FundRow) -> dict[str, Any] | None:
    """Return the fund's account and what the latest statement says of it; None who does not read it or has none."""
    account = purses.fund_account_of(row.estate_id, actor=actor)
    if account is None:
        return None
    return {
        "account": account,
        "standing": purses.standing_of(account.id, actor=actor, purse=purses.FUND),
    }


def _receives(actor: Actor, row: queries.FundRow) -> bool:
    handed_over = row.handed_over_on is not None
    return queries.may_receive(actor, handed_over=handed_over, own=False).allowed


_FIELDS = {
    "deposit": ("door", "amount", "paid_on", "receipt"), "look": ("door", "reason"),
    "transfer": ("door", "passed_on"), "hand_over": ("day",),
    "put_handover": ("bank", "decision", "decision_item"), "put": renewing.FIELDS,
}  # fmt: skip
"""The fields of each form."""


def _handover(actor: Actor, row: queries.FundRow) -> dict[str, Any]:
    """Return what was put to the owners of who keeps their fund, and what of it the committee may do now."""
    able = people.committee_able(row.estate_id, today()) is not None
    may = queries.may_ask_handover(actor, committee=able).allowed and row.handed_over_on is None
    told = may or (row.asked_on is not None and queries.may(actor, queries.Act.HAND_OVER).allowed)
    put = queries.handover_of(row.id, actor=actor) if told and row.handed_over_on is None else None
    passed = put is not None and put.vote is not None
    asked = row.asked_on is not None and passed
    items = votes.citable(row.estate_id, MATTER, on=today()) if may and not passed else None
    return {
        "put": put,
        "asked": asked,
        "puts": may and not passed and not (put and put.waits),
        "citable": items,
        "cited": votes.cited_words(row.estate_id, items, actor=actor, on=today())
        if items is not None
        else None,
        "asks": may and passed and not asked,
    }


def _deposit(actor: Actor, row: queries.FundRow, data: QueryDict) -> str:
    household = door_of(actor, row, data)
    draft = services.DepositDraft(
        fund_id=row.id, fen={household: needed_fen(data.get("amount", ""), "amount")},
        paid_on=needed_day(data.get("paid_on", ""), "paid_on"), receipt=plain(data.get("receipt", ""), 60),
    )  # fmt: skip
    services.deposit(actor=actor, now=utc_now(), draft=draft)
    return _("已登记交存。")


def _look(actor: Actor, row: queries.FundRow, data: QueryDict) -> str:
    household = door_of(actor, row, data)
    reason = plain(data.get("reason", ""), 200)
    held = services.show_balance(actor=actor, now=utc_now(), household_id=household, reason=reason)
    door = plain(data.get("door", ""), 40)
    return _("%(door)s余额%(held)s元。这一户的业主能看到您查看过。") % {"door": door, "held": yuan(held)}


def _share(actor: Actor, row: queries.FundRow, _data: QueryDict) -> str:
    services.share_common(actor=actor, now=utc_now(), fund_id=row.id)
    return _("公共分账已按建筑面积分到各户。")


def _open(actor: Actor, row: queries.FundRow, _data: QueryDict) -> str:
    services.open_fund(actor=actor, now=utc_now(), estate_id=row.estate_id, opened_on=today())
    return _("新登记的房屋已建立分户账。")


def _credit(actor: Actor, row: queries.FundRow, _data: QueryDict) -> str:
    year = services.credit_next(actor=actor, now=utc_now(), fund_id=row.id)
    return _("已结%(year)s年的息。") % {"year": year}


def _transfer(actor: Actor, row: queries.FundRow, data: QueryDict) -> str:
    day = needed_day(data.get("passed_on", ""), "passed_on")
    services.transfer_unit(actor=actor, now=utc_now(), household_id=door_of(actor, row, data), day=day)
    return _("已登记随房屋过户，双方都能看到。")


def _put_handover(actor: Actor, row: queries.FundRow, data: QueryDict) -> str:
    cited = Cited(
        decision=data.get("decision", "")[:200], decision_item=whole_of(data.get("decision_item", ""))
    )
    bank = plain(data.get("bank", ""), 80)
    services.put_handover(actor=actor, now=utc_now(), fund_id=row.id, bank=bank, cited=cited)
    return _("已召集业主大会，请公告表决事项。")


def _ask_handover(actor: Actor, row: queries.FundRow, _data: QueryDict) -> str:
    services.ask_handover(actor=actor, now=utc_now(), fund_id=row.id)
    return _("已申请划转，主管部门应在期限内办理。")


def _hand_over(actor: Actor, row: queries.FundRow, data: QueryDict) -> str:
    services.hand_over(actor=actor, now=utc_now(), fund_id=row.id, day=needed_day(data.get("day", ""), "day"))
    return _("已登记划转，以后由业主委员会审核使用。")


_CARRY_OUT: dict[str, Callable[[Actor, queries.FundRow, QueryDict], str]] = {
    "deposit": _deposit,
    "ask": renewing.ask,
    "put": renewing.put,
    "look": _look,
    "transfer": _transfer,
    "share": _share,
    "credit": _credit,
    "open": _open,
    "put_handover": _put_handover,
    "ask_handover": _ask_handover,
    "hand_over": _hand_over,
}
