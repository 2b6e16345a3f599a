"""The desk of a vote: who votes for a unit, by what proof, and sheets cast by whoever stands there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, cast, get_args
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemei.community.voting import queries, services
from hemei.community.voting.pages.mine import CHOICE_NAMES
from hemei.community.voting.pages.paper import clerks_only
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.roll import CHOICES, Choice
from hemei.community.voting.rules.voters import CAPACITY_NAMES, DOCUMENTS, KIND_NAMES, BindingKind, Capacity
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict

LIST, REFUSED = 50, 422


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
    found = queries.roll_units(roll_id, actor=actor, text=text, after=after, limit=LIST + 1)
    older = "?" + urlencode({"q": text, "after": found[LIST - 1][0]}) if len(found) > LIST else ""
    context = {
        "row": row,
        "q": text,
        "units": [(number, code, square_metres(area)) for number, code, area in found[:LIST]],
        "older": older,
        "objected": queries.bindings(row.estate_id, actor=actor, objected=True),
        "kinds": {kind: say(words) for kind, words in KIND_NAMES.items()},
        "extract": request.POST.get("extract", ""),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/desk.html", context, REFUSED if refused else 200)


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


@require_POST
@clerks_only
def settle(request: HttpRequest, roll_id: int, binding_id: int) -> HttpResponse:
    """Settle an objection to who votes for a unit."""
    try:
        services.settle_objection(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            binding_id=binding_id,
            upheld=request.POST.get("upheld") == "yes",
            reason=request.POST.get("text", ""),
        )
    except Refused as refused:
        return _desk(request, roll_id, refused)
    messages.success(request, _("异议已核实。"))
    return HttpResponseRedirect(reverse("voting:desk", args=[roll_id]))


@never_cache
@require_http_methods(["GET", "POST"])
@clerks_only
def desk_unit(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Show a unit to the clerk: bind its voter, object, or cast the sheet of whoever stands there."""
    actor = request.actor  # type: ignore[attr-defined]
    unit = queries.desk_unit(roll_unit_id, actor=actor, now=utc_now())
    if unit is None:
        raise Http404
    act = request.POST.get("act", "")
    if request.method == "POST" and act in _ACTS:
        try:
            said = _ACTS[act](request, unit)
        except Refused as refused:
            return _unit(request, unit, act, refused)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("voting:desk_unit", args=[roll_unit_id]))
    return _unit(request, unit)


def _unit(
    request: HttpRequest, unit: queries.DeskUnit, act: str = "", refused: Refused | None = None
) -> HttpResponse:
    binding = unit.binding
    context = {
        "unit": unit,
        "area": square_metres(unit.area_dm2),
        "owners": [(person, name or _("外地登记的业主")) for person, name in unit.owners],
        "kind": say(KIND_NAMES[binding.kind]) if binding else "",
        "capacity": say(CAPACITY_NAMES[binding.capacity]) if binding else "",
        "capacities": [(one.value, say(words)) for one, words in CAPACITY_NAMES.items()],
        "documents": [(code, say(words)) for code, words in DOCUMENTS.items()],
        "proxies": [(number, _("代理人")) for number, _holder in unit.proxies],
        "options": [(choice, say(CHOICE_NAMES[choice])) for choice in CHOICES],
        "values": request.POST,
        "chosen": {line.vote_id: request.POST.get(f"choice_{line.vote_id}", "") for line in unit.items},
        "key": request.POST.get("key") or uuid.uuid4(),
        "act": act,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/desk_unit.html", context, REFUSED if refused else 200)


def _bind(request: HttpRequest, unit: queries.DeskUnit) -> str:
    data = request.POST
    owner, capacity = whole_of(data.get("owner", "")), _capacity(data)
    person = _by_phone(data) if capacity in {Capacity.GUARDIAN, Capacity.DELEGATE} else owner
    if person is None:
        raise Refused.because(mark("请选择业主"), field="owner", code="owner")
    services.bind_voter(
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
        ),
    )
    return _("表决人已登记。")


def _by_phone(data: QueryDict) -> int | None:
    found = people.persons_by_phone(data.get("phone", ""))
    if not found:
        raise Refused.because(
            mark("没有登记过用这个手机号的人"),
            remedy=mark("请他先用手机号登录一次"),
            field="phone",
            code="phone",
        )
    return found[0]


def _object(request: HttpRequest, unit: queries.DeskUnit) -> str:
    services.object_to_binding(
        actor=request.actor,  # type: ignore[attr-defined]
        now=utc_now(),
        binding_id=unit.binding.id if unit.binding else 0,
        text=request.POST.get("text", ""),
    )
    return _("异议已登记，核实以前暂停使用。")


def _cast(request: HttpRequest, unit: queries.DeskUnit) -> str:
    data, now = request.POST, utc_now()
    choices = {
        line.vote_id: cast("Choice", choice)
        for line in unit.items
        if (choice := data.get(f"choice_{line.vote_id}", "")) in get_args(Choice)
    }
    written = services.cast_sheet(
        actor=request.actor,  # type: ignore[attr-defined]
        now=now,
        sheet=services.SheetDraft(
            roll_unit_id=unit.id,
            choices=choices,
            channel="desk",
            received_at=now,
            document=data.get("document", ""),
            capacity=_capacity(data),
            owner_id=whole_of(data.get("owner", "")),
            proxy_id=whole_of(data.get("proxy", "")),
            key=plain(data.get("key", ""), 40) or None,
        ),
    )
    codes = "、".join(ballot.receipt["code"] for ballot in written.ballots)
    return _("选票已录入。请把选票码抄给业主：%(codes)s") % {"codes": codes}


def _capacity(data: QueryDict) -> Capacity:
    word = data.get("capacity", "")
    return Capacity(word) if word in set(Capacity) else Capacity.OWNER


_ACTS: dict[str, Any] = {"bind": _bind, "object": _object, "cast": _cast}
