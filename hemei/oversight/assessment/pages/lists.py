"""The list of rounds: published ones for everybody, running ones for those who run, judge or are judged; a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.pages.shared import (
    CHUNK,
    PAGE,
    REFUSED,
    entered,
    standard_names,
    standard_title,
    today,
)
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import local_day, say

_ONE_DAY = timedelta(days=1)
MINE, PUBLISHED = "mine", "published"


@never_cache
@require_safe
@signed_in
def rounds(request: HttpRequest) -> HttpResponse:
    """List rounds: what is published, or what the reader runs, judges in or is judged by."""
    actor = entered(request)
    standard, view = plain(request.GET.get("standard", ""), 40), request.GET.get("view", PUBLISHED)
    after = whole_of(request.GET.get("after", ""))
    found = _running(actor, standard, after) if view == MINE else _published(standard, after)
    rows, more = found[:PAGE], len(found) > PAGE
    kept = {"standard": standard, "view": view}
    context = {
        "rows": rows,
        "older": "?" + urlencode({**kept, "after": rows[-1]["id"]}) if more else "",
        "tabs": [
            {
                "words": words,
                "address": "?" + urlencode({"standard": standard, "view": name}),
                "here": view == name,
            }
            for name, words in ((PUBLISHED, _("已公布")), (MINE, _("我参与的")))
        ],
        "view": view,
        "standard": standard,
        "standards": [("", _("全部标准")), *standard_names(today())],
        "sheet": f"{reverse('assessment:rounds_sheet')}?{urlencode(kept)}",
        "may_open": queries.may(actor.role, queries.Act.ORGANISE).allowed,
        "follows": _follows(actor),
    }
    return render(request, "assessment/rounds.html", context)


def _follows(actor: Actor) -> list[dict[str, Any]]:
    """Return the recommendations that wait for those who guide a committee."""
    if not queries.may(actor.role, queries.Act.TAKE_UP).allowed:
        return []
    return [
        {"row": row, "words": say(queries.FOLLOWS_TEXTS[row.follows])}
        for row in queries.consequences(actor=actor, open_only=True, limit=10)
    ]


def _running(actor: Actor, standard: str, after: int | None, limit: int = PAGE + 1) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "title": row.title,
            "place": row.place,
            "standard": standard_title(row.standard, row.standard_day),
            "period": _period(row.period_from, row.period_until),
            "state": say(queries.STAGE_TEXTS[row.stage]),
            "tone": queries.STAGE_TONES[row.stage],
            "subjects": None,
            "published": local_day(row.published_at),
        }
        for row in queries.rounds(actor=actor, standard=standard, after=after, limit=limit)
    ]


def _published(standard: str, after: int | None, limit: int = PAGE + 1) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "title": row.title,
            "place": row.place,
            "standard": standard_title(row.standard, row.standard_day),
            "period": _period(row.period_from, row.period_until),
            "state": say(queries.STAGE_TEXTS[queries.Stage.PUBLISHED]),
            "tone": queries.STAGE_TONES[queries.Stage.PUBLISHED],
            "subjects": row.subjects,
            "published": local_day(row.published_at),
        }
        for row in queries.published_rounds(standard=standard, after=after, limit=limit)
    ]


def _period(since: Any, until: Any) -> str:
    return f"{since} – {until - _ONE_DAY}"


@never_cache
@require_safe
@signed_in
def rounds_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the list of rounds as it is filtered."""
    actor = entered(request)
    standard, mine = plain(request.GET.get("standard", ""), 40), request.GET.get("view") == MINE
    header = [_("编号"), _("名称"), _("标准"), _("组织评价的地方"), _("评价期"), _("状态"), _("公布日期")]

    def lines() -> Iterator[list[Any]]:
        after = None
        while rows := (
            _running(actor, standard, after, CHUNK) if mine else _published(standard, after, CHUNK)
        ):
            for row in rows:
                yield [
                    row["id"], row["title"], row["standard"], row["place"], row["period"], row["state"],
                    row["published"],
                ]  # fmt: skip
            after = rows[-1]["id"]

    return sheet(_("评价轮次"), header, lines())


@never_cache
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Open a round: standard, place, title and period."""
    actor = entered(request, queries.Act.ORGANISE)
    if request.method != "POST":
        return _form(request, actor, {})
    typed = request.POST.dict()
    try:
        draft = services.RoundDraft(
            standard=typed.get("standard", ""),
            place_id=whole_of(typed.get("place", "")) or 0,
            title=plain(typed.get("title", ""), 200),
            period_from=needed_day(typed.get("period_from", ""), "period_from"),
            period_until=needed_day(typed.get("period_last", ""), "period_last") + _ONE_DAY,
        )
        number = services.open_round(actor=actor, now=utc_now(), draft=draft)
    except Refused as refused:
        return _form(request, actor, typed, refused)
    messages.success(request, _("已经开始，请列入评价对象和评分员。"))
    return HttpResponseRedirect(reverse("assessment:round", args=[number]))


def _form(
    request: HttpRequest, actor: Actor, typed: Mapping[str, str], refused: Refused | None = None
) -> HttpResponse:
    home = actor.home_place
    context = {
        "standards": [
            (name, words)
            for name, words in standard_names(today())
            if queries.may_open(actor.role, name).allowed
        ],
        "place": places.place(home) if home else None,
        "values": typed,
        "errors": errors_of(refused) if refused else {},
        "today": today(),
    }
    return render(request, "assessment/new.html", context, REFUSED if refused else 200)
