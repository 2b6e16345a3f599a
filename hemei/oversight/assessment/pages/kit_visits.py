"""The visits of a round before the buyer: what there is to check, how assessors stand, one visit with its proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.ground.records import queries as records
from hemei.kernel.captures import SOURCE_TEXTS
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.pages.kit_gate import CHUNK, PAGE, REFUSED, entered, may_do
from hemei.oversight.assessment.rules.agreement import LEVEL_TEXTS
from hemei.oversight.assessment.rules.kit_acts import KitAct
from hemei.oversight.assessment.rules.kit_words import (
    REVIEW_TEXTS,
    VISIT_STATE_TEXTS,
    ReviewOutcome,
    VisitState,
)
from hemei.oversight.assessment.rules.visits import FLAG_TEXTS
from hemei.ui.doors import signed_in
from hemei.ui.files import shown
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, percent, say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_LEVEL_TONES = {"reliable": "good", "tentative": "warn", "unreliable": "bad", "unknown": ""}


@require_safe
@never_cache
@signed_in
def visits(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the visits of a round, with how assessors stand and agree."""
    actor, now = entered(request), utc_now()
    title = queries.kit_round(round_id, actor=actor)
    if title is None:
        raise Http404
    flagged, before = request.GET.get("flagged") == "1", whole_of(request.GET.get("before", "")) or 0
    found = queries.visit_rows(round_id, actor=actor, flagged=flagged, before=before, limit=PAGE + 1)
    kept: dict[str, str | int] = {"flagged": "1"} if flagged else {}
    agreed = queries.agreement_of(round_id, actor=actor, now=now)
    context = {
        "round_id": round_id,
        "title": title,
        "rows": [_line(row) for row in found[:PAGE]],
        "older": "?" + urlencode({**kept, "before": found[PAGE - 1].id}) if len(found) > PAGE else "",
        "flagged": flagged,
        "tabs": tabs(round_id, "flagged" if flagged else "visits"),
        "standings": [
            (one, [say(FLAG_TEXTS[flag]) + f" {count}" for flag, count in one.standing.flags])
            for one in queries.standings(round_id, actor=actor, now=now)
        ],
        "agreed": agreed,
        "level": (say(LEVEL_TEXTS[agreed.level]), _LEVEL_TONES[agreed.level]) if agreed else None,
        "alpha": f"{float(agreed.alpha):.3f}" if agreed and agreed.alpha is not None else "",
    }  # fmt: skip
    return render(request, "assessment/visits.html", context)


def tabs(round_id: int, here: str) -> list[dict[str, Any]]:
    """Return the lists of a round's third-party assessment."""
    home = reverse("assessment:visits", args=[round_id])
    pages = (
        ("visits", _("全部检查"), home),
        ("flagged", _("有疑点待复核"), f"{home}?flagged=1"),
        ("surveys", _("满意度调查"), reverse("assessment:surveys", args=[round_id])),
    )
    return [{"words": words, "address": address, "here": name == here} for name, words, address in pages]


def _line(row: queries.VisitRow) -> dict[str, Any]:
    state = VisitState(row.state)
    tone = {"planned": "", "ended": "good", "voided": ""}[row.state]
    return {
        "row": row,
        "state": (say(VISIT_STATE_TEXTS[state]), tone),
        "flags": [say(FLAG_TEXTS[flag]) for flag in row.flags],
        "review": say(REVIEW_TEXTS[ReviewOutcome(row.review)]) if row.review else "",
    }


@require_safe
@never_cache
@signed_in
def visits_sheet(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Give the visits of a round, whole, as a spreadsheet."""
    actor = entered(request)
    if queries.kit_round(round_id, actor=actor) is None:
        raise Http404
    header = [
        _("项目"), _("评估员"), _("是否暗中复查"), _("情况"), _("开始"), _("结束"), _("分钟"), _("疑点"), _("复核"),
    ]  # fmt: skip
    return sheet(_("现场检查"), header, _sheet_rows(actor, round_id))


def _sheet_rows(actor: Actor, round_id: int) -> Iterator[list[Any]]:
    before = 0
    while rows := queries.visit_rows(round_id, actor=actor, before=before, limit=CHUNK):
        for line in map(_line, rows):
            row = line["row"]
            yield [
                row.name, row.assessor_id, _("是") if row.second else _("否"), line["state"][0], row.started_at,
                row.ended_at, row.minutes, listing(line["flags"]), line["review"],
            ]  # fmt: skip
        before = rows[-1].id


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show a visit with marks, times and photos, or say what it is worth."""
    actor, refused = entered(request), None
    if request.method == "POST":
        entered(request, KitAct.REVIEW)
        try:
            _review(request, actor, visit_id)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("复核已记录。"))
            return HttpResponseRedirect(reverse("assessment:visit", args=[visit_id]))
    page = queries.visit_page(visit_id, actor=actor)
    if page is None:
        raise Http404
    names = {item.code: item.name for item in page.standard.item}
    stands = queries.standings(page.round_id, actor=actor, now=utc_now())
    others = [(one.assessor_id, one.name) for one in stands if one.assessor_id != page.row.assessor_id]
    context = {
        "page": page,
        "line": _line(page.row),
        "assessor": next((one.name for one in stands if one.assessor_id == page.row.assessor_id), ""),
        "items": [_item(page, one, names) for one in page.marks],
        "reviews": may_do(actor, KitAct.REVIEW)
        and page.row.state == VisitState.ENDED
        and not page.row.review,
        "outcomes": [(one.value, say(words)) for one, words in REVIEW_TEXTS.items()],
        "others": others,
        "values": {name: request.POST.get(name, "") for name in ("outcome", "note", "assessor")},
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "assessment/visit_page.html", context, REFUSED if refused else 200)


def _review(request: HttpRequest, actor: Actor, visit_id: int) -> None:
    said = request.POST.get("outcome", "")
    if said not in set(ReviewOutcome):
        raise Refused.because(mark("请选择复核的结论"), field="outcome", code="outcome")
    services.review_visit(
        actor=actor, now=utc_now(), visit_id=visit_id, outcome=ReviewOutcome(said), note=request.POST.get("note", ""),
        assessor_id=whole_of(request.POST.get("assessor", "")) or 0,
    )  # fmt: skip


def _item(page: queries.VisitPage, one: queries.ShownMark, names: dict[str, str]) -> dict[str, Any]:
    return {
        "name": names.get(one.item, one.item),
        "value": percent(one.value),
        "seconds": one.seconds,
        "note": one.note,
        "photos": [_photo(page, photo) for photo in page.photos if photo.item == one.item],
    }


def _photo(page: queries.VisitPage, photo: queries.ShownPhoto) -> dict[str, Any]:
    address = reverse("assessment:visit_photo", args=[page.row.id, photo.id])
    return {
        "address": address,
        "small": f"{address}?small",
        "words": _("检查照片"),
        "taken_at": photo.taken_at,
        "time_from": say(SOURCE_TEXTS[photo.time_from]),  # type: ignore[index]
        "metres": photo.metres,
        "copy_of": reverse("assessment:visit", args=[photo.copy_of]) if photo.copy_of else "",
    }


@require_safe
@signed_in
def visit_photo(request: HttpRequest, visit_id: int, photo_id: int) -> HttpResponse:
    """Answer a picture of a visit, large or as a small preview; not there and not yours look alike."""
    file = queries.photo_file(visit_id, photo_id, actor=entered(request))
    if file is None:
        raise Http404
    content = records.file_content(file)
    return shown(records.preview_of(content) if "small" in request.GET else content, file.media_type)
