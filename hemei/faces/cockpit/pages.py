"""Pages of the cockpit: the board of a place, its wall screen, one figure with its list, and the list as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.faces.cockpit import queries, shown
from hemei.faces.cockpit.queries import Area, AsOf, Entry, Reading, Row, Wanted
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.figures import Span, Verdict
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say, say_reason

PAGE = 50
WALL_SECONDS = 60
UNPROCESSABLE = 422
_COMMUNITY = 4  # steps of a community's path


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which place on which day, and what was wrong with the day that was typed."""

    actor: Actor
    area: Area
    at: AsOf
    day: str
    wrong: str = ""

    def address(self, name: str, place_id: int | None = None, *more: str, **query: str) -> str:
        """Return the address of a page of the cockpit on the same day."""
        words = {"on": self.day, **query}
        kept = urlencode({key: word for key, word in words.items() if word})
        address = reverse(f"cockpit:{name}", args=[place_id or self.area.place.id, *more])
        return f"{address}?{kept}" if kept else address


@require_safe
@never_cache
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Go to the board of the place the reader is in charge of."""
    place_id = queries.home_of(request.actor)  # type: ignore[attr-defined]
    if place_id is None:
        raise Http404
    return HttpResponseRedirect(reverse("cockpit:board", args=[place_id]))


@require_safe
@never_cache
@signed_in
def board(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show all figures of a place, and what got worse within the week."""
    asked = _asked(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    read = queries.readings(asked.area, actor=asked.actor, asked=asked.at)
    worse = queries.worse(queries.entries(asked.at.day), asked.area, actor=asked.actor, asked=asked.at)
    context = {
        **_frame(asked),
        "groups": _groups(asked, read),
        "worse": [_worse(asked, one) for one in worse],
        "table": _table(asked, read),
        "wall": asked.address("wall"),
    }
    return render(request, "cockpit/board.html", context, UNPROCESSABLE if asked.wrong else 200)


@require_safe
@never_cache
@signed_in
def wall(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show the same figures on a wall: large, renewed by itself unless asked to stand still."""
    asked = _asked(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    read = queries.readings(asked.area, actor=asked.actor, asked=asked.at)
    still = request.GET.get("still") == "1"
    context = {
        **_frame(asked),
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
    asked = _asked(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    entry = _entry(code, asked.at)
    (read,) = queries.readings(
        asked.area, actor=asked.actor, asked=asked.at, codes=(code,), bodies=entry.figure.span is Span.MONTHS
    )
    verdict, body = _chosen(request)
    wanted = Wanted(verdict=verdict, body=body, after=_word(request, "after", 200), limit=PAGE + 1)
    listed = queries.rows(entry, actor=asked.actor, ranges=asked.area.ranges, asked=asked.at, wanted=wanted)
    bodies = people.body_names([*read.bodies, *(row.body for row in listed if row.body)])
    chosen = {"verdict": verdict.value if verdict else "", "body": str(body) if body else ""}
    more = len(listed) > PAGE
    context = {
        **_frame(asked),
        "reading": read,
        "tile": shown.tile(read, ""),
        "chart": shown.chart(read, width=720, height=200, edge=24),
        "months": [(f"{month:%Y-%m}", shown.value(one), one) for month, one in read.months],
        "parts": _parts(asked, read),
        "bodies": _bodies(asked, read, bodies),
        "tabs": _tabs(asked, read, chosen),
        "rows": _rows(listed[:PAGE], bodies),
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
    asked = _asked(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    entry = _entry(code, asked.at)
    verdict, body = _chosen(request)
    listed = queries.all_rows(
        entry,
        actor=asked.actor,
        ranges=asked.area.ranges,
        asked=asked.at,
        wanted=Wanted(verdict=verdict, body=body),
    )
    header = [_("对象"), _("社区"), _("是否计入"), _("原因"), _("责任单位"), _("数量")]
    name = f"{entry.figure.id}-{asked.area.place.short_name}-{asked.at.day}"
    return sheet(name, header, _sheet_rows(listed))


# --- what was asked --------------------------------------------------------------------------------
def _asked(request: HttpRequest, place_id: int) -> _Asked | HttpResponse:
    """Return the place and day of an address, or the page that says that it did not exist then."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text, now = _word(request, "on", 10), utc_now()
    at, wrong = queries.as_of(None, now), ""
    if text:
        try:
            at = queries.as_of(date.fromisoformat(text), now)
        except ValueError:
            text, wrong = (
                "",
                _("日期要写成 2026-06-30 的样子，不早于 2000-01-01，也不晚于今天。下面是今天的情况。"),
            )
    found = queries.area(place_id, actor=actor, day=at.day)
    if found is not None:
        return _Asked(actor, found, at, text, wrong)
    today = queries.area(place_id, actor=actor, day=AsOf.of(None, now).day)
    if today is None:
        raise Http404
    context = {"place": today.place, "day": text, "today": reverse("cockpit:board", args=[place_id])}
    return render(request, "cockpit/absent.html", context)


def _entry(code: str, at: AsOf) -> Entry:
    entry = queries.entry_of(code, at.day)
    if entry is None:
        raise Http404
    return entry


def _chosen(request: HttpRequest) -> tuple[Verdict | None, int | None]:
    verdict, body = request.GET.get("verdict", ""), _word(request, "body", 18)
    return (
        Verdict(verdict) if verdict in set(Verdict) else None,
        int(body) if body.isascii() and body.isdigit() else None,
    )


def _word(request: HttpRequest, name: str, most: int) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:most]


# --- what is shown ---------------------------------------------------------------------------------
def _frame(asked: _Asked) -> dict[str, Any]:
    """Return what all pages of a place show: where it lies, and as of when."""
    line = [
        place
        for place in places.places_on_path(asked.area.place.path)
        if place.id != asked.area.place.id and asked.actor.covers(place.path)
    ]
    return {
        "place": asked.area.place,
        "line": [(place.short_name, asked.address("board", place.id)) for place in line],
        "at": asked.at,
        "on": asked.day,
        "wrong": asked.wrong,
        "board": asked.address("board"),
        "now_address": reverse("cockpit:board", args=[asked.area.place.id]),
    }


def _groups(asked: _Asked, read: Sequence[Reading]) -> list[tuple[str, list[dict[str, Any]]]]:
    tiles = [(one.entry.figure.id, shown.tile(one, _figure(asked, one))) for one in read]
    groups = [
        (say(words), [tile for code, tile in tiles if code.startswith(letter)])
        for words, letter in shown.GROUPS
    ]
    return [(words, group) for words, group in groups if group]


def _figure(asked: _Asked, one: Reading, place_id: int | None = None) -> str:
    return asked.address("figure", place_id, one.entry.figure.id)


def _worse(asked: _Asked, one: queries.Worse) -> dict[str, Any]:
    figure = one.entry.figure
    bodies = people.body_names([row.body for row in one.rows if row.body])
    return {
        "name": say(figure.name),
        "address": asked.address("figure", None, figure.id),
        "before": shown.value(one.before),
        "now": shown.value(one.now),
        "happened": figure.span is Span.MONTHS,
        "blamed": one.blamed,
        "rows": _rows(one.rows, bodies),
    }


def _table(asked: _Asked, read: Sequence[Reading]) -> dict[str, Any]:
    """Return the places below by figures, each cell with its own page."""
    lines: dict[int, dict[str, Any]] = {}
    for one in read:
        for part in one.parts:
            line = lines.setdefault(
                part.place.id,
                {
                    "code": part.place.code,
                    "name": part.place.short_name,
                    "address": asked.address("board", part.place.id),
                    "cells": [],
                },
            )
            line["cells"].append((shown.value(part.value), _figure(asked, one, part.place.id)))
    return {
        "heads": [(one.entry.figure.id, say(one.entry.figure.name)) for one in read],
        "lines": sorted(lines.values(), key=lambda line: line["code"]),
    }


def _parts(asked: _Asked, read: Reading) -> list[dict[str, Any]]:
    return [
        {
            "rank": part.rank,
            "name": part.place.short_name,
            "address": _figure(asked, read, part.place.id),
            "value": shown.value(part.value),
            "counted": shown.counted_of(read.entry.figure, part.value),
            "not_provable": part.value.tally.not_provable,
            "hundredths": int(100 * part.value.value) if part.value.value is not None else None,
        }
        for part in read.parts
    ]


def _bodies(asked: _Asked, read: Reading, names: dict[int, str]) -> list[dict[str, Any]]:
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


def _tabs(asked: _Asked, read: Reading, chosen: dict[str, str]) -> list[dict[str, Any]]:
    code, tally = read.entry.figure.id, read.value.tally
    kinds = [
        ("", _("全部"), tally.of),
        (Verdict.YES.value, say(shown.VERDICT_TEXTS[Verdict.YES]), tally.counted),
        (Verdict.NO.value, say(shown.VERDICT_TEXTS[Verdict.NO]), tally.not_counted),
        (Verdict.NOT_PROVABLE.value, say(shown.VERDICT_TEXTS[Verdict.NOT_PROVABLE]), tally.not_provable),
    ]
    return [
        {
            "words": words if chosen["body"] else f"{words} {shown.weight(read.entry.figure, amount)}",
            "address": asked.address("figure", None, code, **{**chosen, "verdict": kind}) + "#list",
            "here": kind == chosen["verdict"],
        }
        for kind, words, amount in kinds
    ]


def _rows(listed: Sequence[Row], bodies: dict[int, str]) -> list[dict[str, Any]]:
    names = places.names_of(_community(row) for row in listed)
    return [
        {
            "label": row.subject.label,
            "address": _link(row),
            "place": places.short_name(names.get(_community(row), "")),
            "verdict": row.subject.counted.value,
            "words": say(shown.VERDICT_TEXTS[row.subject.counted]),
            "reason": say_reason(row.subject.reason),
            "body": bodies.get(row.body, "") if row.body else "",
            "weight": row.subject.weight,
        }
        for row in listed
    ]


def _sheet_rows(listed: Iterator[Row]) -> Iterator[list[Any]]:
    page: list[Row] = []
    for row in listed:
        page.append(row)
        if len(page) == queries.CHUNK:
            yield from _sheet_page(page)
            page = []
    yield from _sheet_page(page)


def _sheet_page(page: Sequence[Row]) -> Iterator[list[Any]]:
    bodies = people.body_names([row.body for row in page if row.body])
    for row in _rows(page, bodies):
        yield [row["label"], row["place"], row["words"], row["reason"], row["body"], row["weight"]]


def _link(row: Row) -> str:
    link = row.subject.link
    return reverse(link.name, args=link.args) if link.name else ""


def _community(row: Row) -> int:
    """Return the id of the community a subject lies in, or of the place itself above one."""
    return int(row.subject.place.split(".")[:-1][:_COMMUNITY][-1])
