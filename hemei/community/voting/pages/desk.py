"""The desk of a vote: who votes for a unit, by what proof, and sheets cast by whoever stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemei.community.voting import queries, services
from hemei.community.voting.pages.counter import REFUSED, WHO, capacity_of, cast_here, faces
from hemei.community.voting.pages.paper import LIST, clerks_only
from hemei.community.voting.queries import acting
from hemei.community.voting.rules.casting import CHANNEL_NAMES
from hemei.community.voting.rules.voters import (
    CAPACITY_NAMES,
    FOR_ANOTHER,
    KIND_NAMES,
    VISIT_TIMES,
    BindingKind,
    Capacity,
)
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator


@never_cache
@require_GET
@clerks_only
def desk(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Find a unit of the roll; show whose votes rest on what, and which bindings are objected to."""
    return _desk(request, roll_id)


def _desk(request: HttpRequest, roll_id: int, refused: Refused | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.paper_roll(roll_id, actor=actor)
    if row is None:
        raise Http404
    text, after = plain(request.GET.get("q", ""), 30), whole_of(request.GET.get("after", "")) or 0
    found = queries.desk_rows(roll_id, actor=actor, text=text, after=after, limit=LIST + 1)
    older = "?" + urlencode({"q": text, "after": found[LIST - 1].id}) if len(found) > LIST else ""
    objected = queries.bindings(row.estate_id, actor=actor, objected=True)
    context = {
        "row": row,
        "q": text,
        "rows": found[:LIST],
        "today": shanghai_day(utc_now()),
        "older": older,
        "sheet": reverse("voting:desk_sheet", args=[roll_id]) + "?" + urlencode({"q": text}),
        "objected": objected,
        "said": record.open_sealed([one.objection_id for one in objected if one.objection_id]),
        "kinds": KIND_NAMES,
        "channels": CHANNEL_NAMES,
        "silent": acting.to_tell_on_paper(roll_id, actor=actor, today=shanghai_day(utc_now())),
        "extract": request.POST.get("extract", ""),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/desk.html", context, REFUSED if refused else 200)


@never_cache
@require_GET
@clerks_only
def desk_sheet(request: HttpRequest, roll_id: int) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet; never a choice."""
    row = queries.paper_roll(roll_id, actor=request.actor)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    header = [
        _("专有部分"), _("面积（平方米）"), _("表决人核实方式"), _("有效期至"), _("异议"), _("书面委托"), _("请上门"),
        _("收到选票的渠道"), _("收到时间"),
    ]  # fmt: skip
    return sheet(_("表决窗口-%(number)s") % {"number": row.id}, header, _every(request, roll_id))


def _every(request: HttpRequest, roll_id: int) -> Iterator[list[Any]]:
    text = plain(request.GET.get("q", ""), 30)
    for row in queries.all_desk_rows(roll_id, actor=request.actor, text=text):  # type: ignore[attr-defined]
        yield [
            row.code,
            row.area_dm2 / 100,
            say(KIND_NAMES[BindingKind(row.kind)]) if row.kind else "",
            row.expires_on,
            row.objected_at,
            _("有") if row.proxy else "",
            say(VISIT_TIMES[row.visit]) if row.visit else "",
            say(CHANNEL_NAMES[row.channel]) if row.channel else "",  # type: ignore[index]
            row.received_at,
        ]


@require_POST
@clerks_only
def bind_estate(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Bind the sole owners of the estate by one extract of the register."""
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.paper_roll(roll_id, actor=actor)
    if row is None:
        raise Http404
    try:
        day = needed_day(request.POST.get("extract", ""), "extract")
        count = services.bind_by_register(actor=actor, now=utc_now(), estate_id=row.estate_id, extract_on=day)
    except Refused as refused:
        return _desk(request, roll_id, refused)
    messages.success(request, _("已登记%(count)s个专有部分的表决人。") % {"count": count})
    return HttpResponseRedirect(reverse("voting:desk", args=[roll_id]))


@never_cache
@require_http_methods(["GET", "POST"])
@clerks_only
def desk_unit(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Show a unit to the clerk: bind its voter, object, enter a proxy, or cast the sheet of whoever stands there."""
    unit = queries.desk_unit(roll_unit_id, actor=request.actor, now=utc_now())  # type: ignore[attr-defined]
    if unit is None:
        raise Http404
    act = request.POST.get("act", "")
    if request.method == "POST" and act in {"cast", *_ACTS}:
        try:
            if act == "cast":
                return cast_here(request, unit, "desk")
            said = _ACTS[act](request, unit)
        except Refused as refused:
            return _unit(request, unit, act, refused)
        messages.success(request, said)
        return HttpResponseRedirect(
            reverse("voting:desk_unit", args=[roll_unit_id]) + _then(request, unit, act)
        )
    return _unit(request, unit, plain(request.GET.get("act", ""), 10))


def _then(request: HttpRequest, unit: queries.DeskUnit, act: str) -> str:
    """Offer who was just bound for another, and is there, the ballot at once: nothing is asked of him twice."""
    if act != "bind" or capacity_of(request.POST) not in FOR_ANOTHER or utc_now() > unit.closes_at:
        return ""
    if acting.waits_for_second(unit.unit_id, actor=request.actor):  # type: ignore[attr-defined]
        return ""
    return "?" + urlencode({"act": "cast", **{one: request.POST.get(one, "") for one in WHO}})


def _unit(
    request: HttpRequest, unit: queries.DeskUnit, act: str = "", refused: Refused | None = None
) -> HttpResponse:
    binding = unit.binding
    proof = unit.proof
    context = {
        **faces(request, unit, act, refused),
        "kind": say(KIND_NAMES[binding.kind]) if binding else "",
        "capacity": say(CAPACITY_NAMES[binding.capacity]) if binding else "",
        "waits": acting.waits_for_second(unit.unit_id, actor=request.actor),  # type: ignore[attr-defined]
        "paper": binding is not None and binding.capacity in FOR_ANOTHER,
        "homes": acting.homes_of_owner(unit.id, actor=request.actor),  # type: ignore[attr-defined]
        "most_owners": proof.acting.most_owners,
        "most": proof.proxy_limit.most_units,
        "proxy_clause": f"{proof.proxy.warrant.source.title}{proof.proxy.warrant.clause}",
        "open": utc_now() <= unit.closes_at,
        "visits": [(code, say(words)) for code, words in VISIT_TIMES.items()],
    }
    return render(request, "voting/desk_unit.html", context, REFUSED if refused else 200)


def _bind(request: HttpRequest, unit: queries.DeskUnit) -> str:
    data = request.POST
    owner, capacity = whole_of(data.get("owner", "")), capacity_of(data)
    person = person_by_phone(request) if capacity in FOR_ANOTHER else owner
    if person is None:
        raise Refused.because(mark("请选择业主"), field="owner", code="owner")
    upload = request.FILES.get("scan")
    number = services.bind_voter(
        actor=request.actor,  # type: ignore[attr-defined]
        now=utc_now(),
        draft=services.BindingDraft(
            unit_id=unit.unit_id,
            person_id=person,
            owner_id=owner,
            kind=BindingKind.DESK,
            capacity=capacity,
            document=data.get("document", ""),
            evidence=data.get("evidence", ""),
            scan=(cast("BinaryIO", upload), upload.name or "") if upload is not None else None,
            roll_id=unit.roll_id if data.get("all") == "1" else None,
        ),
    )
    return _said_of_bound(request, unit, capacity) + _said_of_homes(request, number)


def _said_of_homes(request: HttpRequest, number: int) -> str:
    homes = acting.homes_of_paper(number, actor=request.actor)  # type: ignore[attr-defined]
    return _("同一业主的%(count)s户凭这一份材料一并登记。") % {"count": homes} if homes > 1 else ""


def _said_of_bound(request: HttpRequest, unit: queries.DeskUnit, capacity: Capacity) -> str:
    if acting.waits_for_second(unit.unit_id, actor=request.actor):  # type: ignore[attr-defined]
        return _("已登记，他代表的业主较多，待另一名工作人员对照扫描件确认以后生效。")
    if capacity in FOR_ANOTHER and utc_now() <= unit.closes_at:
        return _("表决人已登记，业主会收到通知。他在场的，现在就可以投票。")
    if capacity in FOR_ANOTHER:
        return _("表决人已登记，业主会收到通知。")
    return _("表决人已登记。")


def person_by_phone(request: HttpRequest) -> int:
    """Return whoever signs in by the number of the form, wherever he lives; else whom a register knows by it."""
    phone = request.POST.get("phone", "")
    actor = request.actor  # type: ignore[attr-defined]
    with people_services.opened(actor, places.city().path, accounts=True):
        found = people.person_signing_in_by(phone) or next(iter(people.persons_by_phone(phone)), None)
    if found is None:
        raise Refused.because(
            mark("没有登记过用这个手机号的人"),
            remedy=mark("请他先用手机号登录一次"),
            field="phone",
            code="phone",
        )
    return found


def _object(request: HttpRequest, unit: queries.DeskUnit) -> str:
    services.object_to_binding(
        actor=request.actor,  # type: ignore[attr-defined]
        now=utc_now(),
        binding_id=unit.binding.id if unit.binding else 0,
        text=request.POST.get("text", ""),
    )
    return _("异议已登记，核实以前暂停使用。")


def _give_proxy(request: HttpRequest, unit: queries.DeskUnit) -> str:
    services.give_proxy(
        actor=request.actor,  # type: ignore[attr-defined]
        now=utc_now(),
        roll_unit_id=unit.id,
        holder_id=person_by_phone(request),
        evidence=request.POST.get("evidence", ""),
    )
    return _("委托已登记，只对这一次表决有效。")


def _withdraw_proxy(request: HttpRequest, _unit: queries.DeskUnit) -> str:
    number = whole_of(request.POST.get("proxy", "")) or 0
    services.withdraw_proxy(actor=request.actor, now=utc_now(), proxy_id=number)  # type: ignore[attr-defined]
    return _("委托已撤回。")


def _ask_visit(request: HttpRequest, unit: queries.DeskUnit) -> str:
    services.ask_for_visit(
        actor=request.actor,  # type: ignore[attr-defined]
        now=utc_now(),
        roll_unit_id=unit.id,
        when=request.POST.get("when", ""),
    )
    return _("已记入上门名单。")


_ACTS: dict[str, Any] = {
    "bind": _bind,
    "object": _object,
    "proxy": _give_proxy,
    "withdraw": _withdraw_proxy,
    "visit": _ask_visit,
}
