"""The assessor's phone: his visits and surveys. A visit's page opens and is filled in without a network."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.pages.kit_gate import CHUNK, PAGE, REFUSED, entered
from hemei.oversight.assessment.rules.kit_acts import KitAct
from hemei.oversight.assessment.rules.kit_words import FATE_TEXTS, VISIT_STATE_TEXTS, Fate, VisitState
from hemei.oversight.assessment.rules.scoring import steps_of
from hemei.oversight.assessment.rules.surveys import ANSWERS, CHANNEL_TEXTS
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.handed import fresh_key, moment_of, photos_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.uploads import MOST_FILES, refuse_skipped
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import QueryDict
    from django.http.response import HttpResponseBase

    from hemei.oversight.assessment.rules.standards import Item

_Row = TypeVar("_Row", queries.MyVisit, queries.SurveyRow)
_STEP_TEXTS = {
    "met": {"1": mark("符合"), "0": mark("不符合")},
    "full_half": {"1": mark("符合"), "1/2": mark("基本符合"), "0": mark("不符合")},
}
_STATE_TONES = {VisitState.PLANNED: "warn", VisitState.ENDED: "good", VisitState.VOIDED: ""}
_FATE_TONES = {Fate.WAITING: "warn", Fate.ANSWERED: "good", Fate.UNREACHED: "", Fate.DECLINED: ""}


@require_safe
@never_cache
@signed_in
def my_visits(request: HttpRequest) -> HttpResponse:
    """List the assessor's visits: those to make, or those handed in."""
    actor = entered(request, KitAct.VISIT)
    done = request.GET.get("done") == "1"
    before = whole_of(request.GET.get("before", "")) or 0
    found = queries.my_visits(actor=actor, done=done, before=before, limit=PAGE + 1)
    rows = [
        {
            "address": reverse("assessment:my_visit", args=[row.id]),
            "name": row.name,
            "line": "",
            "open": row.state == VisitState.PLANNED,
            "state": (say(VISIT_STATE_TEXTS[VisitState(row.state)]), _STATE_TONES[VisitState(row.state)]),
        }
        for row in found[:PAGE]
    ]
    kept = {"done": "1"} if done else {}
    context = {
        "rows": rows, "older": _older(found, kept), "tabs": _tabs(done=done),
        "sheet": f"{reverse('assessment:my_visits_sheet')}?{urlencode(kept)}",
    }  # fmt: skip
    return render(request, "assessment/my_visits.html", context)


@require_safe
@never_cache
@signed_in
def my_visits_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, done = entered(request, KitAct.VISIT), request.GET.get("done") == "1"
    rows = _all(partial(queries.my_visits, actor=actor, done=done))
    lines = ([row.name, say(VISIT_STATE_TEXTS[VisitState(row.state)]), row.received_at] for row in rows)
    return sheet(_("我的检查"), [_("项目"), _("情况"), _("提交时间")], lines)


def _all(page: Callable[..., list[_Row]]) -> Iterator[_Row]:
    """Read a list of the assessor's to its end."""
    before = 0
    while rows := page(before=before, limit=CHUNK):
        yield from rows
        before = rows[-1].id


def _older(found: list[Any], kept: dict[str, str]) -> str:
    return "?" + urlencode({**kept, "before": found[PAGE - 1].id}) if len(found) > PAGE else ""


def _tabs(*, done: bool = False, surveys: bool = False) -> list[dict[str, Any]]:
    home = reverse("assessment:my_visits")
    return [
        {"words": _("待检查"), "address": home, "here": not done and not surveys},
        {"words": _("已提交"), "address": f"{home}?done=1", "here": done},
        {"words": _("满意度调查"), "address": reverse("assessment:my_surveys"), "here": surveys},
    ]


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def my_visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show the form of a visit, or take it in; a planned one may be kept by the phone that shows it."""
    actor, now = entered(request, KitAct.VISIT), utc_now()
    form = queries.my_visit(visit_id, actor=actor)
    if form is None:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            refuse_skipped(request, field="photos", most_megabytes=30)
            services.end_visit(
                actor=actor, now=now, visit_id=visit_id, draft=_draft(request, form.items, now),
                key=request.POST.get("submission_key", ""),
            )  # fmt: skip
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("检查已经收到。"))
            return HttpResponseRedirect(reverse("assessment:my_visits"))
    response = render(
        request, "assessment/visit.html", _form(request, form, refused), REFUSED if refused else 200
    )
    if request.method == "GET" and form.visit.state == VisitState.PLANNED:
        response["X-Hemei-Keep"] = "1"  # an estate and a list of items: a phone may open it without a network
    return response


def _form(request: HttpRequest, form: queries.MyForm, refused: Refused | None) -> dict[str, Any]:
    sections = [
        {
            "name": section.name,
            "marks": [
                {
                    "code": item.code, "name": item.name, "weight": item.weight, "veto": item.veto,
                    "evidence": item.evidence, "steps": _steps(item),
                }
                for item in form.items
                if item.section == section.code
            ],
        }
        for section in form.standard.section
    ]  # fmt: skip
    return {
        "visit": {
            "id": form.visit.id, "name": form.visit.name, "line": form.address,
            "state": "planned" if form.visit.state == VisitState.PLANNED else "ended",
            "received_at": form.visit.received_at,
        },
        "sections": [section for section in sections if section["marks"]],
        "values": {name: str(value) for name, value in request.POST.items()},
        "errors": errors_of(refused) if refused else {},
        "submission_key": request.POST.get("submission_key") or fresh_key(),
        "opened_at": utc_now().isoformat(),
        "most_photos": MOST_FILES,
    }  # fmt: skip


def _steps(item: Item) -> list[tuple[str, str]]:
    """Return the steps of an item's scale, the best first, in words."""
    words = _STEP_TEXTS.get(item.scale, {})
    return [
        (str(step), say(words[str(step)]) if str(step) in words else str(int(step * 5)))
        for step in reversed(steps_of(item.scale))
    ]


def _draft(request: HttpRequest, items: tuple[Item, ...], now: datetime) -> services.VisitDraft:
    data = request.POST
    opened = moment_of(data.get("opened_at", "")) or now
    return services.VisitDraft(
        started_at=moment_of(data.get("started_at", "")) or opened,
        ended_at=moment_of(data.get("ended_at", "")) or now,
        items=tuple(
            services.ItemDraft(
                item.code, value, whole_of(data.get(f"seconds-{item.code}", "")) or 0,
                plain(data.get(f"note-{item.code}", ""), 200),
            )
            for item in items
            if (value := _value(data, item.code)) is not None
        ),
        photos=tuple(
            services.VisitPhotoDraft(item.code, *photo)
            for item in items
            for photo in photos_of(request, item.code)
        ),
    )  # fmt: skip


def _value(data: QueryDict, code: str) -> Fraction | None:
    said = data.get(f"mark-{code}", "")
    return Fraction(said) if said in {"0", "1", "1/2", "1/5", "2/5", "3/5", "4/5"} else None


# --- surveys -------------------------------------------------------------------------------------
@require_safe
@never_cache
@signed_in
def my_surveys(request: HttpRequest) -> HttpResponse:
    """List the assessor's surveys with how far they are."""
    actor = entered(request, KitAct.ASK)
    found = queries.my_surveys(
        actor=actor, before=whole_of(request.GET.get("before", "")) or 0, limit=PAGE + 1
    )
    context = {"rows": found[:PAGE], "older": _older(found, {}), "tabs": _tabs(surveys=True)}
    return render(request, "assessment/my_surveys.html", context)


@require_safe
@never_cache
@signed_in
def my_surveys_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    rows = _all(partial(queries.my_surveys, actor=entered(request, KitAct.ASK)))
    lines = ([row.name, row.size, row.answered, row.waiting, row.closed_at] for row in rows)
    header = [_("项目"), _("抽中户数"), _("已回答"), _("还要问"), _("结束时间")]
    return sheet(_("满意度调查"), header, lines)


@require_safe
@never_cache
@signed_in
def my_survey(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Show whom to ask."""
    return _survey(request, survey_id)


def _survey(request: HttpRequest, survey_id: int, refused: Refused | None = None) -> HttpResponse:
    found = queries.my_survey(survey_id, actor=entered(request, KitAct.ASK))
    if found is None:
        raise Http404
    row, units = found
    context = {
        "row": row,
        "units": [
            {
                "id": unit.id, "door": unit.door, "replaces": unit.replaces, "open": unit.fate == Fate.WAITING,
                "fate": (say(FATE_TEXTS[Fate(unit.fate)]), _FATE_TONES[Fate(unit.fate)]),
            }
            for unit in units
        ],
        "answers": [(str(value), say(words)) for value, words in ANSWERS.items()],
        "channels": [(channel, say(words)) for channel, words in CHANNEL_TEXTS.items()],
        "wrong": whole_of(request.POST.get("unit", "")),
        "errors": errors_of(refused) if refused else {},
    }  # fmt: skip
    return render(request, "assessment/my_survey.html", context, REFUSED if refused else 200)


@require_POST
@never_cache
@signed_in
def ask(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Record what became of a unit, or close the survey."""
    actor, data = entered(request, KitAct.ASK), request.POST
    try:
        if data.get("close"):
            services.close_survey(actor=actor, now=utc_now(), survey_id=survey_id)
        else:
            fate = data.get("fate", "")
            services.record_answer(
                actor=actor,
                now=utc_now(),
                unit_id=whole_of(data.get("unit", "")) or 0,
                fate=Fate(fate) if fate in set(Fate) else Fate.ANSWERED,
                value=whole_of(data.get("value", "")) or 0,
                channel=data.get("channel", ""),
            )
    except Refused as refused:
        return _survey(request, survey_id, refused)
    return HttpResponseRedirect(reverse("assessment:my_survey", args=[survey_id]))
