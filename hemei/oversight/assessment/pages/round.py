"""One round: published with its ranking, or running with what its organiser and assessors have to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment import queries
from hemei.oversight.assessment.pages.shared import (
    CHUNK,
    PAGE,
    REFUSED,
    entered,
    grade_of,
    points,
    scale_options,
    spread_words,
)
from hemei.oversight.assessment.queries import Stage
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import clock_words, percent, say

_ONE_DAY = timedelta(days=1)
_LAST = 2_147_483_647  # where who has no rank stands


@never_cache
@require_safe
@signed_in
def round_page(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show a round: to everybody once it is published, before that to those it concerns."""
    return show(request, round_id, entered(request), {})


def show(
    request: HttpRequest,
    round_id: int,
    actor: Actor,
    typed: Mapping[str, str],
    form: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    """Show a round; a refused form stays open with what was typed and why not."""
    published = queries.published_round(round_id)
    if published is not None:
        return render(request, "assessment/published.html", _published(request, published))
    row = queries.round_row(round_id, actor=actor)
    if row is None:
        raise Http404
    errors = errors_of(refused) if refused else {}
    context = _running(request, row, actor)
    context |= {"values": typed if refused else {}, "errors": {form: errors} if form else {}}
    return render(request, "assessment/round.html", context, REFUSED if refused else 200)


def _asked_after(request: HttpRequest) -> tuple[int, int] | None:
    rank, _dot, number = request.GET.get("after", "").partition(".")
    first, second = whole_of(rank), whole_of(number)
    return (first, second) if first is not None and first <= _LAST and second is not None else None


def _published(request: HttpRequest, row: queries.PublishedRound) -> dict[str, Any]:
    standard = queries.version(row.standard, row.standard_day)
    found = queries.ranking(row.id, after=_asked_after(request), limit=PAGE + 1)
    shown = found[:PAGE]
    return {
        "row": row,
        "last": row.period_until - _ONE_DAY,
        "standard": standard,
        "subjects": [_result(standard, one) for one in shown],
        "older": f"?after={shown[-1].rank or _LAST}.{shown[-1].entry_id}" if len(found) > PAGE else "",
        "sheet": reverse("assessment:ranking_sheet", args=[row.id]),
        "spread": spread_words(standard, row.spread),
        "drawn": queries.public_draw(row.id) is not None,
    }


def _result(standard: queries.EvaluationStandard, one: queries.Result) -> dict[str, Any]:
    name, tone = grade_of(standard, one.grade)
    dearest = [item.item.name for item in one.lost[:2]]
    return {
        "id": one.entry_id, "rank": one.rank, "name": one.name, "points": points(one.points), "of": one.of,
        "share": percent(one.share), "grade": name, "tone": tone, "vetoed": bool(one.vetoes), "lost": dearest,
    }  # fmt: skip


def _running(request: HttpRequest, row: queries.RoundRow, actor: Actor) -> dict[str, Any]:
    standard, now = queries.version(row.standard, row.standard_day), utc_now()
    found = queries.entries(actor=actor, round_id=row.id, after=_asked_after(request), limit=PAGE + 1)
    shown, task = found[:PAGE], queries.own_task(actor=actor, round_id=row.id)
    by_hand = sum(not item.filled_by for item in standard.item)
    marked = queries.marked_items(row.id, assessor_id=None if row.own or task is None else task.assessor_id)
    objections = queries.objections(actor=actor, round_id=row.id)
    return {
        "row": row,
        "last": row.period_until - _ONE_DAY,
        "standard": standard,
        "stage": row.stage.value,
        "stage_words": say(queries.STAGE_TEXTS[row.stage]),
        "stage_tone": queries.STAGE_TONES[row.stage],
        "steps": [say(queries.STAGE_TEXTS[stage]) for stage in _ORDER],
        "step": _ORDER.index(row.stage) if row.stage in _ORDER else 0,
        "subjects": [_entry(standard, one, marked.get(one.id, 0), by_hand) for one in shown],
        "judges": task is not None and row.stage is Stage.OPEN,
        "judged": [one.id for one in shown if task is not None and task.judges(one.id)],
        "older": f"?after={shown[-1].rank or _LAST}.{shown[-1].id}" if len(found) > PAGE else "",
        "sheet": reverse("assessment:entries_sheet", args=[row.id]),
        "by_hand": by_hand,
        "spread": spread_words(standard, row.spread) if row.own and row.spread else None,
        "assessors": [_assessor(one) for one in queries.assessors(actor=actor, round_id=row.id)]
        if row.own
        else [],
        "objections": [_objection(standard, one, now) for one in objections],
        "posted": clock_words(now, row.posted_until) if row.stage is Stage.POSTED else None,
        "parties": [(party.value, say(words)) for party, words in queries.PARTY_TEXTS.items()],
        **_choices(request, row),
    }


_ORDER = (Stage.OPEN, Stage.SCORED, Stage.POSTED, Stage.PUBLISHED)


def _choices(request: HttpRequest, row: queries.RoundRow) -> dict[str, Any]:
    """Return whom an organiser may name: those in office in a body he looks for, by office and number."""
    q = plain((request.POST or request.GET).get("q", ""), 30)
    if not row.own or row.stage is not Stage.OPEN or not q:
        return {"q": q, "offices": []}
    bodies = people.found_bodies(q, on=shanghai_day(row.opened_at), limit=5)
    offices = [
        (one.id, f"{body.short_name} · {say(people.ROLE_NAMES[Role(one.role)])} · {one.id}")
        for body in bodies
        for one in people.appointments_on(shanghai_day(row.opened_at), body_id=body.id)
    ]
    return {"q": q, "offices": offices[:50]}


def _entry(
    standard: queries.EvaluationStandard, one: queries.EntryRow, marked: int, by_hand: int
) -> dict[str, Any]:
    name, tone = grade_of(standard, one.grade)
    return {
        "id": one.id, "name": one.name, "rank": one.rank, "own": one.own, "scored": one.points is not None,
        "points": points(one.points), "of": one.of, "share": percent(one.share), "grade": name, "tone": tone,
        "vetoed": bool(one.vetoes), "marked": marked, "unmarked": max(0, by_hand - marked),
    }  # fmt: skip


def _assessor(one: queries.AssessorRow) -> dict[str, Any]:
    return {
        "id": one.id, "party": say(queries.PARTY_TEXTS[one.party]), "who": one.department or one.body,
        "judges": len(one.entry_ids), "marks": one.marks, "ended": one.ended_at is not None,
    }  # fmt: skip


def _objection(standard: queries.EvaluationStandard, one: queries.ObjectionRow, now: Any) -> dict[str, Any]:
    item = next((found for found in standard.item if found.code == one.item), None)
    return {
        "row": one,
        "item": item.name if item else one.item,
        "by_hand": item is not None and not item.filled_by,
        "options": scale_options(item) if item is not None and not item.filled_by else [],
        "state": say(queries.OBJECTION_TEXTS[one.state]),
        "tone": queries.OBJECTION_TONES[one.state],
        "open": one.state is queries.ObjectionState.FILED,
        "clock": clock_words(now, one.due_at, one.decided_at),
    }


@never_cache
@require_safe
@signed_in
def ranking_sheet(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Give the ranking of a published round with every item's points."""
    entered(request)
    row = queries.published_round(round_id)
    if row is None:
        raise Http404
    standard = queries.version(row.standard, row.standard_day)
    header = [_("名次"), _("评价对象"), _("得分"), _("可得分"), _("得分率"), _("等次"), _("一票否决")]
    header += [item.name for item in standard.item if not item.veto]

    def lines() -> Iterator[list[Any]]:
        after = None
        while found := queries.ranking(round_id, after=after, limit=CHUNK):
            for one in found:
                given = {item.item.code: item for item in one.evaluated.items}
                yield [
                    one.rank, one.name, points(one.points), one.of, percent(one.share),
                    grade_of(standard, one.grade)[0], _("有") if one.vetoes else "",
                    *(_cell(given.get(item.code)) for item in standard.item if not item.veto),
                ]  # fmt: skip
            after = (found[-1].rank or _LAST, found[-1].entry_id)

    return sheet(row.title[:40], header, lines())


def _cell(one: queries.Scored | None) -> str:
    return points(one.points) if one is not None and one.counts else _("不能证明")


@never_cache
@require_safe
@signed_in
def entries_sheet(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Give the subjects of a running round as the reader may see them."""
    actor = entered(request)
    row = queries.round_row(round_id, actor=actor)
    if row is None:
        raise Http404
    standard = queries.version(row.standard, row.standard_day)

    def lines() -> Iterator[list[Any]]:
        after = None
        while found := queries.entries(actor=actor, round_id=round_id, after=after, limit=CHUNK):
            for one in found:
                name = grade_of(standard, one.grade)[0]
                yield [one.name, points(one.points), one.of, percent(one.share), name, one.rank]
            after = (found[-1].rank or _LAST, found[-1].id)

    header = [_("评价对象"), _("得分"), _("可得分"), _("得分率"), _("等次"), _("名次")]
    return sheet(row.title[:40], header, lines())
