"""Pages of the cockpit: the board of a place, its wall screen, one figure with its list, and the list as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.faces.cockpit import queries, shown
from hemei.faces.cockpit.pages.asked import (
    PAGE,
    UNPROCESSABLE,
    Asked,
    asked_of,
    chosen_in,
    community_of,
    entry_for,
    frame,
    listed_rows,
    word_in,
)
from hemei.faces.cockpit.pages.below import table_of
from hemei.faces.cockpit.pages.committees import addresses_of
from hemei.faces.cockpit.queries import Reading, Row, Wanted
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.figures import Span, Unit, Verdict
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

WALL_SECONDS = 60


@require_safe
@never_cache
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Go to the board of the place the reader is in charge of."""
    place_id = queries.home_of(request.actor)  # type: ignore[attr-defined]
    if place_id is None:
        raise Http404
    on = word_in(request, "on", 10)
    kept = f"?{urlencode({'on': on})}" if on else ""
    return HttpResponseRedirect(reverse("cockpit:board", args=[place_id]) + kept)


@require_safe
@never_cache
@signed_in
def board(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show all figures of a place, and what got worse within the week."""
    asked = asked_of(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    read = queries.readings(asked.area, actor=asked.actor, asked=asked.at)
    entries = queries.entries(asked.at.day)
    worse = queries.worse(entries, asked.area, actor=asked.actor, asked=asked.at, stretch=asked.at.week)
    context = {
        **frame(asked),
        "groups": _groups(asked, read),
        "worse": _worse(asked, worse),
        "table": table_of(request, asked, read),
        "wall": asked.address("wall"),
        "map": asked.address("map"),
        "modes": asked.address("modes"),
        "bulletins": reverse("cockpit:bulletins", args=[place_id]),
        "dangers": addresses_of(asked),
    }
    return render(request, "cockpit/board.html", context, UNPROCESSABLE if asked.wrong else 200)


@require_safe
@never_cache
@signed_in
def wall(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show the same figures on a wall: large, renewed by itself unless asked to stand still."""
    asked = asked_of(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    read = queries.readings(asked.area, actor=asked.actor, asked=asked.at)
    still = request.GET.get("still") == "1"
    context = {
        **frame(asked),
        "groups": _groups(asked, read),
        "still": still,
        "board": asked.address("board"),
        "turn": asked.address("wall", None, **({} if still else {"still": "1"})),
        "seconds": WALL_SECONDS,
    }
    answer = render(request, "cockpit/wall.html", context)
    if not still:
        answer["Refresh"] = str(WALL_SECONDS)
    return answer


@require_safe
@never_cache
@signed_in
def figure(request: HttpRequest, place_id: int, code: str) -> HttpResponse:
    """Show one figure: what it counts and by which clause, its months, its parts, and the very list."""
    asked = asked_of(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    entry = entry_for(code, asked.at)
    (read,) = queries.readings(
        asked.area, actor=asked.actor, asked=asked.at, codes=(code,), bodies=entry.figure.span is Span.MONTHS
    )
    verdict, body = chosen_in(request)
    wanted = Wanted(verdict=verdict, body=body, after=word_in(request, "after", 200), limit=PAGE + 1)
    listed = queries.rows(entry, actor=asked.actor, ranges=asked.area.ranges, asked=asked.at, wanted=wanted)
    bodies = people.body_names([*read.bodies, *(row.body for row in listed if row.body)])
    chosen = {"verdict": verdict.value if verdict else "", "body": str(body) if body else ""}
    more, texts = len(listed) > PAGE, shown.verdict_texts(entry.figure)
    context = {
        **frame(asked),
        "reading": read,
        "tile": shown.tile(read, ""),
        "chart": shown.chart(read, width=720, height=200, edge=24),
        "months": [(f"{month:%Y-%m}", shown.value(one), one) for month, one in read.months],
        "parts": _parts(asked, read),
        "bodies": _bodies(asked, read, bodies),
        "tabs": _tabs(asked, read, chosen),
        "rows": listed_rows(listed[:PAGE], bodies, texts=texts),
        "texts": {verdict.value: say(words) for verdict, words in texts.items()},
        "change": entry.figure.unit is Unit.CHANGE,
        "first": "after" not in request.GET,
        "older": asked.address("figure", None, code, **chosen, after=listed[PAGE - 1].token) if more else "",
        "sheet": asked.address("sheet", None, code, **chosen),
        "of_body": bodies.get(body, "") if body else "",
        "weight": lambda amount: shown.weight(entry.figure, amount),
        "here": asked.address("figure", None, code),
    }
    return render(request, "cockpit/figure.html", context, UNPROCESSABLE if asked.wrong else 200)


@require_safe
@never_cache
@signed_in
def figure_sheet(request: HttpRequest, place_id: int, code: str) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    asked = asked_of(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    entry = entry_for(code, asked.at)
    verdict, body = chosen_in(request)
    listed = queries.all_rows(
        entry,
        actor=asked.actor,
        ranges=asked.area.ranges,
        asked=asked.at,
        wanted=Wanted(verdict=verdict, body=body),
    )
    header = [_("对象"), _("社区"), _("是否计入"), _("原因"), _("责任单位"), _("数量")]
    name = f"{entry.figure.id}-{asked.area.place.short_name}-{asked.at.day}"
    return sheet(name, header, _sheet_rows(listed, shown.verdict_texts(entry.figure)))


# --- what is shown ---------------------------------------------------------------------------------


def _groups(asked: Asked, read: Sequence[Reading]) -> list[tuple[str, list[dict[str, Any]]]]:
    tiles = [(one.entry.figure.id, shown.tile(one, _figure(asked, one))) for one in read if shown.speaks(one)]
    groups = [
        (say(words), [tile for code, tile in tiles if code.startswith(letter)])
        for words, letter in shown.GROUPS
    ]
    return [(words, group) for words, group in groups if group]


def _figure(asked: Asked, one: Reading, place_id: int | None = None) -> str:
    return asked.address("figure", place_id, one.entry.figure.id)


def _worse(asked: Asked, worse: Sequence[queries.Worse]) -> list[dict[str, Any]]:
    """Return what got worse with its records; their bodies and places are named at once for all."""
    listed = [row for one in worse for row in one.rows]
    bodies = people.body_names({row.body for row in listed if row.body})
    names = places.names_of({community_of(row) for row in listed})
    return [
        {
            "name": say(one.entry.figure.name),
            "address": asked.address("figure", None, one.entry.figure.id),
            "before": shown.value(one.before),
            "now": shown.value(one.now),
            "happened": one.entry.figure.span is Span.MONTHS,
            "blamed": one.blamed,
            "rows": listed_rows(one.rows, bodies, names),
        }
        for one in worse
    ]


def _parts(asked: Asked, read: Reading) -> list[dict[str, Any]]:
    return [
        {
            "rank": part.rank,
            "name": part.place.short_name,
            "address": _figure(asked, read, part.place.id),
            "value": shown.value(part.value),
            "counted": shown.counted_of(read.entry.figure, part.value),
            "not_provable": part.value.tally.not_provable,
            "hundredths": int(100 * part.value.value)
            if part.value.value is not None and read.value.unit is Unit.SHARE
            else None,
        }
        for part in read.parts
    ]


def _bodies(asked: Asked, read: Reading, names: dict[int, str]) -> list[dict[str, Any]]:
    """Return the bodies that answer, those with most subjects first; registers are shown by place only."""
    if read.entry.figure.span is not Span.MONTHS:
        return []
    ranked = sorted(read.bodies.items(), key=lambda pair: (-pair[1].tally.of, pair[0]))
    return [
        {
            "name": names.get(body, _("已撤销的单位")),
            "address": asked.address("figure", None, read.entry.figure.id, body=str(body)) + "#list",
            "value": shown.value(one),
            "counted": shown.counted_of(read.entry.figure, one),
            "not_provable": one.tally.not_provable,
        }
        for body, one in ranked[:PAGE]
    ]


def _tabs(asked: Asked, read: Reading, chosen: dict[str, str]) -> list[dict[str, Any]]:
    code, tally = read.entry.figure.id, read.value.tally
    texts = shown.verdict_texts(read.entry.figure)
    kinds = [
        ("", _("全部"), tally.of),
        (Verdict.YES.value, say(texts[Verdict.YES]), tally.counted),
        (Verdict.NO.value, say(texts[Verdict.NO]), tally.not_counted),
    ]
    if read.value.unit is not Unit.CHANGE:
        kinds += [(Verdict.NOT_PROVABLE.value, say(texts[Verdict.NOT_PROVABLE]), tally.not_provable)]
    return [
        {
            "words": words if chosen["body"] else f"{words} {shown.weight(read.entry.figure, amount)}",
            "address": asked.address("figure", None, code, **{**chosen, "verdict": kind}) + "#list",
            "here": kind == chosen["verdict"],
        }
        for kind, words, amount in kinds
    ]


def _sheet_rows(listed: Iterator[Row], texts: Mapping[Verdict, str]) -> Iterator[list[Any]]:
    page: list[Row] = []
    for row in listed:
        page.append(row)
        if len(page) == queries.CHUNK:
            yield from _sheet_page(page, texts)
            page = []
    yield from _sheet_page(page, texts)


def _sheet_page(page: Sequence[Row], texts: Mapping[Verdict, str]) -> Iterator[list[Any]]:
    bodies = people.body_names([row.body for row in page if row.body])
    for row in listed_rows(page, bodies, texts=texts):
        yield [row["label"], row["place"], row["words"], row["reason"], row["body"], row["weight"]]
