"""The roll of a meeting: what everybody weighs, what is objected to and put right, what the register says since."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import FORM
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor

KIND_NAMES = {
    "developer": mark("建设单位行使的"),
    "several": mark("与其他专有部分合计一人的"),
    "corrected": mark("更正过的"),
    "changed": mark("登记簿后来有变动的"),
}
OWNERS = {"register": mark("按登记簿在公告当日的记载"), "developer": mark("建设单位（未售）")}
DELIVERED = {"yes": mark("已交付"), "no": mark("未交付，由建设单位行使")}
LATEST = 20
_TITLES = {
    "voting.roll_objected": mark("异议"),
    "voting.roll_corrected": mark("更正"),
    "voting.roll_correction_asked": mark("提出更正，等另一名工作人员确认"),
    "voting.roll_correction_refused": mark("没有确认更正"),
    "voting.roll_correction_lapsed": mark("更正到截止没有人确认，没有生效"),
}
_AREA = re.compile(r"(\d{1,7})(?:\.(\d{1,2}))?", re.ASCII)


def _asked(
    request: HttpRequest, assembly_id: int
) -> tuple[queries.AssemblyRow, queries.RollFilter, dict[str, str]]:
    found = gate.assembly_or_404(assembly_id, gate.entered(request))
    if found.roll_id is None:
        raise Http404
    typed = {name: plain(request.GET.get(name, ""), 30) for name in ("q", "building", "kind")}
    typed["kind"] = typed["kind"] if typed["kind"] in KIND_NAMES else ""
    return found, queries.RollFilter(typed["q"], typed["building"], typed["kind"]), typed


def _changed(
    found: queries.AssemblyRow, page: queries.RollPage, asked: queries.RollFilter, actor: Actor
) -> set[int] | None:
    if asked.kind != "changed":
        return None
    today = shanghai_day(utc_now())
    return queries.changed_since(
        page, actor=actor, on=today, buildings=found.buildings, outside=found.outside
    )


@require_safe
@never_cache
@signed_in
def roll(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Show the frozen roll: to who organises or oversees whole, a page at a time; to an owner the sums and his own."""
    actor = gate.entered(request)
    found, asked, typed = _asked(request, assembly_id)
    if actor.role is Role.RESIDENT:
        return _own(request, found, actor)
    after = whole_of(request.GET.get("after", "")) or 0
    with gate.reading(actor, found) as eyes:
        page = queries.roll_page(found.roll_id or 0, actor=eyes)
        if page is None:
            raise Http404
        changed = _changed(found, page, asked, eyes)
        rows = queries.roll_lines(
            page.id, actor=eyes, asked=asked, changed=changed, after=after, limit=gate.PAGE + 1
        )
        buildings = queries.roll_buildings(page.id, actor=eyes)
        entered = queries.entered_of(page.stream, limit=LATEST) if eyes is actor else []
    kept = {name: value for name, value in typed.items() if value}
    more = "?" + urlencode(kept | {"after": str(rows[gate.PAGE - 1].id)}) if len(rows) > gate.PAGE else ""
    context = {
        **_shared(found, page, buildings),
        "rows": [(line, _share(line.area_dm2, page.total.area_dm2)) for line in rows[: gate.PAGE]],
        "asked": typed,
        "kinds": gate.options(KIND_NAMES),
        "older": more,
        "sheet": f"{reverse('voting:roll_sheet', args=[found.id])}?{urlencode(kept)}",
        "entered": _told(entered),
        "opens": eyes is actor,
    }
    return render(request, "voting/roll.html", context)


def _own(request: HttpRequest, found: queries.AssemblyRow, actor: Actor) -> HttpResponse:
    """Show an owner the sums of the roll and what his own units weigh; he is let in to them first."""
    services.claim_units(actor=actor, now=utc_now())
    persons = people.own_persons(actor)
    with people_services.opened(actor, found.scope):
        eyes = gate.wide(actor, found.scope)
        page = queries.roll_page(found.roll_id or 0, actor=eyes)
        if page is None:
            raise Http404
        shares = queries.shares_of(page.id, persons)
        buildings = queries.roll_buildings(page.id, actor=eyes)
    context = {
        **_shared(found, page, buildings),
        "shares": [(one, _share(one.area_dm2, one.total_area_dm2)) for one in shares],
    }
    return render(request, "voting/roll_own.html", context)


def _shared(
    found: queries.AssemblyRow, page: queries.RollPage, buildings: list[queries.BuildingLine]
) -> dict[str, Any]:
    return {
        "found": found,
        "page": page,
        "commitments": found.commitments,
        "buildings": buildings,
        "running": utc_now() <= page.closes_at and page.closed_at is None,
        "square_metres": square_metres,
    }


def _share(part: int, whole: int) -> str:
    """Return a share of the total area in percent with two decimals, cut off: nobody is told more than he has."""
    hundredths = part * 10_000 // whole if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def _told(entered: list[queries.Entered] | tuple[queries.Entered, ...]) -> list[dict[str, Any]]:
    """Return objections and corrections as a timeline says them."""
    rows = []
    for one in entered:
        lines = [one.text] if one.text else []
        if one.before and one.after:
            lines = [*_differences(one.before, one.after), *lines]
        rows.append(
            {
                "at": one.at,
                "title": say(_TITLES[one.kind]),
                "by": say(people.ROLE_NAMES[Role(one.by)]),
                "lines": lines,
                "unit": one.unit_id,
            }
        )
    return rows


def _differences(before: queries.Stated, after: queries.Stated) -> list[str]:
    """Return in words what stands otherwise."""
    said = []
    if before.area_dm2 != after.area_dm2:
        areas = {"before": square_metres(before.area_dm2), "after": square_metres(after.area_dm2)}
        said.append(_("面积 %(before)s → %(after)s 平方米") % areas)
    if set(before.owner_ids) != set(after.owner_ids):
        counts = {"before": _owners(before), "after": _owners(after)}
        said.append(_("业主 %(before)s → %(after)s") % counts)
    if before.delivered != after.delivered:
        said.append(_("改为已交付") if after.delivered else _("改为未交付，由建设单位行使"))
    return said


def _owners(stated: queries.Stated) -> str:
    count = len(stated.owner_ids)
    return _("%(count)s人") % {"count": count} if count else _("建设单位")


@require_safe
@never_cache
@signed_in
def roll_sheet(request: HttpRequest, assembly_id: int) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request, Act.SEE)
    found, asked, _typed = _asked(request, assembly_id)
    page = queries.roll_page(found.roll_id or 0, actor=actor)
    if page is None:
        raise Http404
    header = [
        _("楼栋"), _("单元"), _("专有部分"), _("面积（平方米）"), _("业主人数"), _("建设单位"), _("计为第几人"),
        _("与其他专有部分合计"), _("更正过"),
    ]  # fmt: skip
    lines = queries.all_roll_lines(
        page.id, actor=actor, asked=asked, changed=_changed(found, page, asked, actor)
    )
    return sheet(_("表决权名册-%(number)s") % {"number": found.id}, header, _sheet_rows(lines))


def _sheet_rows(lines: Iterator[queries.RollLine]) -> Iterator[list[Any]]:
    yes = _("是")
    for one in lines:
        yield [
            one.building, one.entrance, one.code, one.area_dm2 / 100, one.owners, yes if one.developers else "",
            one.head, yes if one.several else "", yes if one.corrected else "",
        ]  # fmt: skip


@FORM
@never_cache
@signed_in
def entry(request: HttpRequest, assembly_id: int, roll_unit_id: int) -> HttpResponse:
    """Show one unit of the roll with its history; object to it, or put it right."""
    actor, now = gate.entered(request), utc_now()
    found = gate.assembly_or_404(assembly_id, actor)
    if actor.role is Role.RESIDENT:
        services.claim_units(actor=actor, now=now)
    page = queries.roll_entry(roll_unit_id, actor=actor, now=now)
    roll_row = queries.roll_page(found.roll_id or 0, actor=actor)
    if page is None or roll_row is None:
        raise Http404
    act, errors = request.POST.get("act", ""), {}
    if request.method == "POST":
        try:
            done = _do(request.POST, page, actor)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("voting:roll_entry", args=[assembly_id, roll_unit_id]))
    running = now <= roll_row.closes_at and roll_row.closed_at is None
    staff = may(actor, Act.SEE, found.scope).allowed
    waits = _waits(page, actor)
    context = {
        **_shared(found, roll_row, []),
        "one": page,
        "line": page.line,
        "share": _share(page.line.area_dm2, roll_row.total.area_dm2),
        "staff": staff,
        "since": _since(page) if staff else None,
        "history": _told(page.entered),
        "objects": running and (actor.role is Role.RESIDENT or may(actor, Act.OBJECT, found.scope).allowed),
        "corrects": running and may(actor, Act.CORRECT, found.scope).allowed,
        "waits": waits,
        "wanted": queries.wanted_owners(waits.id, actor=actor, now=now) if waits and staff else None,
        "owner_choices": gate.options(OWNERS),
        "delivered_choices": gate.options(DELIVERED),
        "act": act,
        "values": request.POST,
        "errors": errors,
    }
    return render(request, "voting/roll_entry.html", context, gate.REFUSED if errors else 200)


def _waits(page: queries.RollEntryPage, actor: Actor) -> queries.WaitingCorrection | None:
    """Return the correction of an entry that waits for a second person."""
    rows = queries.waiting_corrections(actor=actor, now=utc_now(), roll_unit_id=page.line.id, limit=1)
    return next(iter(rows), None)


def _since(page: queries.RollEntryPage) -> dict[str, list[str]]:
    """Return in words what the register says otherwise: of the day of the notice, and since."""
    stands = queries.Stated(page.line.area_dm2, tuple(sorted(page.owner_ids)), page.line.delivered)
    gone = [_("登记簿里没有这一专有部分")]
    wrong = _differences(stands, page.registered) if page.registered else gone
    later = _differences(page.registered or stands, page.today) if page.today else gone
    return {"wrong": wrong, "later": later}


def _do(data: QueryDict, page: queries.RollEntryPage, actor: Actor) -> str:
    """Do what the form of an entry says; return what to say when it is done."""
    text = data.get("text", "")[: LONGEST_TEXT + 1]
    if data.get("act") == "object":
        services.object_to_roll(actor=actor, now=utc_now(), roll_unit_id=page.line.id, text=text)
        return _("异议已登记。")
    if data.get("act") in {"confirm", "refuse"}:
        return _answer(data, page, actor, text)
    stands = services.correct_roll(
        actor=actor, now=utc_now(), roll_unit_id=page.line.id, correction=_correction(data, page), reason=text
    )
    if not stands:
        return _("已提出。已经有人投票，等另一名工作人员确认以后才更正；原来和更正后的业主都会收到提醒。")
    return _("已更正，已投的选票按更正后的面积和人数计。")


def _answer(data: QueryDict, page: queries.RollEntryPage, actor: Actor, text: str) -> str:
    waits, confirmed = _waits(page, actor), data.get("act") == "confirm"
    services.answer_correction(
        actor=actor, now=utc_now(), correction_id=waits.id if waits else 0, confirmed=confirmed, reason=text
    )
    return _("已更正，已投的选票按更正后的面积和人数计。") if confirmed else _("没有更正，理由已记下。")


def _correction(data: QueryDict, page: queries.RollEntryPage) -> services.Correction:
    owners, delivered = data.get("owners", ""), data.get("delivered", "")
    wanted: tuple[int, ...] | None = () if owners == "developer" else None
    if owners == "register":
        wanted = page.registered.owner_ids if page.registered else ()
    return services.Correction(
        area_dm2=_area(data.get("area", "")),
        owner_ids=wanted,
        delivered={"yes": True, "no": False}.get(delivered),
    )


def _area(text: str) -> int | None:
    """Return square metres with at most two decimals as whole dm2; None where nothing was typed."""
    typed = plain(text, 20).replace(",", "")
    if not typed:
        return None
    found = _AREA.fullmatch(typed)
    if found is None:
        raise Refused.because(
            mark("“{value}”不是面积"), remedy=mark("请写平方米数，最多两位小数，例如 89.50"), field="area",
            code="area", value=typed,
        )  # fmt: skip
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


@never_cache
@require_safe
@signed_in
def corrections(request: HttpRequest) -> HttpResponse:
    """List the corrections that wait for a second person, the oldest first."""
    actor = gate.entered(request, Act.CORRECT)
    after = whole_of(request.GET.get("after", "")) or 0
    rows = queries.waiting_corrections(actor=actor, now=utc_now(), after=after, limit=gate.PAGE + 1)
    shown = rows[: gate.PAGE]
    context = {
        "rows": shown,
        "older": "?" + urlencode({"after": shown[-1].id}) if len(rows) > gate.PAGE else "",
    }
    return render(request, "voting/corrections.html", context)
