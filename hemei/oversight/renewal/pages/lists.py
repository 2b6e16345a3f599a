"""The lists of renewal: old estates by what is decided, renovation beside coverage, services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.companies.queries import MODE_NAMES
from hemei.ground.companies.queries import Mode as RegisterMode
from hemei.ground.places.queries import KIND_NAMES, EstateKind
from hemei.kernel.decision import mark
from hemei.oversight.renewal import queries
from hemei.oversight.renewal.pages.shared import PAGE, entered, modes, tabs, today, yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

M2 = 100
_STATES = {
    "undecided": mark("还没有决定"),
    "decided": mark("已经决定，没有实行"),
    "in_force": mark("按决定实行"),
    "undone": mark("实行了，没有决定"),
}


def day_asked(asked: dict[str, str]) -> date:
    """Return the day a list is asked for."""
    return date.fromisoformat(asked["on"])


def asked_of(request: HttpRequest, **allowed: object) -> dict[str, str]:
    """Return what a list is asked for: the day, some words, and each choice that is one."""
    found = {
        "on": as_of(request.GET.get("on", ""), today()).isoformat(),
        "q": plain(request.GET.get("q", ""), 30),
    }
    for name, known in allowed.items():
        value = request.GET.get(name, "")
        found[name] = value if value in known else ""  # type: ignore[operator]
    return found


def _asked_estates(request: HttpRequest) -> tuple[dict[str, str], queries.OldFilter]:
    asked = asked_of(request, mode=set(queries.Mode), state=set(queries.STATES))
    return asked, queries.OldFilter(asked["q"], asked["mode"], asked["state"])


@never_cache
@require_safe
@signed_in
def estates(request: HttpRequest) -> HttpResponse:
    """List old estates with what is proposed, decided and in force."""
    actor, (asked, wanted) = entered(request), _asked_estates(request)
    found = queries.old_estates(
        wanted,
        actor=actor,
        on=day_asked(asked),
        after=plain(request.GET.get("after", ""), 40),
        limit=PAGE + 1,
    )
    rows = found[:PAGE]
    context = {
        "rows": [_face(row) for row in rows],
        "asked": asked,
        "modes": modes(),
        "states": [(code, say(words)) for code, words in _STATES.items()],
        "tabs": tabs("renewal:estates"),
        "older": "?" + urlencode({**asked, "after": rows[-1].code}) if len(found) > PAGE else "",
        "sheet": f"{reverse('renewal:estates_sheet')}?{urlencode(asked)}",
        "today": today(),
    }
    return render(request, "renewal/estates.html", context)


def _face(row: queries.OldRow) -> dict[str, Any]:
    state = "in_force" if row.in_force else "decided" if row.decision_id else "undecided"
    if state == "undecided" and row.mode_now not in {"", "none"}:
        state = "undone"
    return {
        "row": row,
        "kind": say(KIND_NAMES[EstateKind(row.kind)]),
        "proposed": say(queries.MODE_TEXTS[row.proposal.mode]) if row.proposal else "—",
        "decided": say(queries.MODE_TEXTS[row.decided]) if row.decided else "",
        "by": say(queries.DECIDER_TEXTS[row.by]) if row.by else "",
        "now": say(MODE_NAMES[RegisterMode(row.mode_now)]) if row.mode_now else "",
        "state": say(_STATES[state]),
        "tone": {"in_force": "good", "decided": "brand"}.get(state, "warn"),
    }


@never_cache
@require_safe
@signed_in
def estates_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, (asked, wanted) = entered(request), _asked_estates(request)
    header = [_("编码"), _("小区"), _("种类"), _("建筑面积（平方米）"), _("户数"), _("提出的模式"), _("依据")]
    header += [_("决定的模式"), _("由谁决定"), _("决定日期"), _("实行的模式"), _("情况")]

    def rows() -> Iterator[list[Any]]:
        for row in queries.all_old_estates(wanted, actor=actor, on=day_asked(asked)):
            face = _face(row)
            yield [
                row.code, row.name, face["kind"], row.area_dm2 // M2, row.households, face["proposed"],
                row.proposal.name if row.proposal else "", face["decided"], face["by"], row.decided_on, face["now"],
                face["state"],
            ]  # fmt: skip

    return sheet(_("老旧小区"), header, rows())


def _asked_steps(request: HttpRequest) -> tuple[dict[str, str], queries.StepFilter]:
    asked = asked_of(request, step=set(queries.InStep))
    return asked, queries.StepFilter(asked["q"], queries.InStep(asked["step"]) if asked["step"] else None)


@never_cache
@require_safe
@signed_in
def steps(request: HttpRequest) -> HttpResponse:
    """List renovations beside the coverage of their estates; drop-outs are one choice of the filter."""
    actor, (asked, wanted) = entered(request), _asked_steps(request)
    found = queries.steps(
        wanted, actor=actor, on=day_asked(asked), after=whole_of(request.GET.get("after", "")), limit=PAGE + 1
    )
    rows = found[:PAGE]
    context = {
        "rows": [_step_face(row) for row in rows],
        "asked": asked,
        "choices": [(step.value, say(words)) for step, words in queries.STEP_TEXTS.items()],
        "tabs": tabs("renewal:steps"),
        "older": "?" + urlencode({**asked, "after": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('renewal:steps_sheet')}?{urlencode(asked)}",
        "today": today(),
    }
    return render(request, "renewal/steps.html", context)


def _step_face(row: queries.StepRow) -> dict[str, Any]:
    return {
        "row": row,
        "step": say(queries.STEP_TEXTS[row.step]),
        "tone": queries.STEP_TONES[row.step],
        "after": say(MODE_NAMES[RegisterMode(row.mode_after)]) if row.mode_after else "",
        "budget": yuan(row.budget_fen),
    }


@never_cache
@require_safe
@signed_in
def steps_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, (asked, wanted) = entered(request), _asked_steps(request)
    header = [_("编码"), _("小区"), _("情况"), _("列入计划日期"), _("开工日期"), _("完工日期"), _("验收日期")]
    header += [
        _("覆盖期限"),
        _("已经覆盖"),
        _("失去管理日期"),
        _("改造后的管理模式"),
        _("预算（元）"),
        _("完成阶段"),
    ]

    def rows() -> Iterator[list[Any]]:
        for row in queries.all_steps(wanted, actor=actor, on=day_asked(asked)):
            face = _step_face(row)
            yield [
                row.code, row.estate, face["step"], row.planned_on, row.begun_on, row.finished_on, row.accepted_on,
                row.cover_by, _("是") if row.covered else _("否"), row.lost_on, face["after"], face["budget"],
                f"{row.stages[0]}/{row.stages[1]}" if row.stages[1] else "",
            ]  # fmt: skip

    return sheet(_("改造和覆盖双同步"), header, rows())


def _asked_services(request: HttpRequest) -> tuple[dict[str, str], queries.ServiceFilter]:
    asked = asked_of(request, kind={"basic", "emergency"}, running={"1"})
    return asked, queries.ServiceFilter(asked["q"], asked["kind"], running=asked["running"] == "1")


@never_cache
@require_safe
@signed_in
def services(request: HttpRequest) -> HttpResponse:
    """List basic and emergency services with what is done and paid."""
    actor, (asked, wanted) = entered(request), _asked_services(request)
    found = queries.served(
        wanted,
        actor=actor,
        on=day_asked(asked),
        after=plain(request.GET.get("after", ""), 60),
        limit=PAGE + 1,
    )
    rows = found[:PAGE]
    context = {
        "rows": [_service_face(row, day_asked(asked)) for row in rows],
        "asked": asked,
        "kinds": [("basic", _("准物业服务")), ("emergency", _("应急服务"))],
        "tabs": tabs("renewal:services"),
        "older": "?" + urlencode({**asked, "after": rows[-1].key}) if len(found) > PAGE else "",
        "sheet": f"{reverse('renewal:services_sheet')}?{urlencode(asked)}",
        "today": today(),
    }
    return render(request, "renewal/services.html", context)


def _service_face(row: queries.ServiceRow, on: date) -> dict[str, Any]:
    names = {one.code: one.name for one in queries.renewal_modes(on).service}
    return {
        "row": row,
        "kind": _("准物业服务") if row.kind == "basic" else _("应急服务"),
        "services": listing(names.get(code, code) for code in row.services),
        "cause": say(queries.CAUSE_TEXTS[queries.Cause(row.cause)]) if row.cause else "",
        "charge": yuan(row.charge_fen),
        "subsidy": yuan(row.subsidy_fen) if row.kind == "basic" else "",
    }


@never_cache
@require_safe
@signed_in
def services_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, (asked, wanted) = entered(request), _asked_services(request)
    header = [_("编码"), _("小区"), _("种类"), _("服务单位"), _("服务内容"), _("收费（元每平方米每月）")]
    header += [_("补贴（元每年）"), _("文号"), _("起"), _("止"), _("原因")]

    def rows() -> Iterator[list[Any]]:
        for row in queries.all_served(wanted, actor=actor, on=day_asked(asked)):
            face = _service_face(row, day_asked(asked))
            yield [
                row.code, row.estate, face["kind"], row.body, face["services"], face["charge"], face["subsidy"],
                row.document, row.since, row.until, face["cause"],
            ]  # fmt: skip

    return sheet(_("准物业和应急服务"), header, rows())
