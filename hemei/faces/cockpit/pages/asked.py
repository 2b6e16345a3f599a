"""What a page of the cockpit was asked, and the parts all of them show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.faces.cockpit import queries, shown
from hemei.faces.cockpit.queries import Area, AsOf, Entry, Row
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.figures import Verdict
from hemei.ui.render import render
from hemei.ui.words import say, say_reason

PAGE = 50
UNPROCESSABLE = 422
_COMMUNITY = 4  # steps of a community's path


@dataclass(frozen=True, slots=True)
class Asked:
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
        address = _path(f"cockpit:{name}", place_id or self.area.place.id, *more)
        return f"{address}?{kept}" if kept else address


@lru_cache(maxsize=4096)
def _path(name: str, *args: int | str) -> str:
    """Return a page's path; a board has some hundreds of links, nearly the same ones at every reading."""
    return reverse(name, args=args)


def asked_of(request: HttpRequest, place_id: int) -> Asked | HttpResponse:
    """Return the place and day of an address, or the page that says that it did not exist then."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text, now = word_in(request, "on", 10), utc_now()
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
        return Asked(actor, found, at, text, wrong)
    today = queries.area(place_id, actor=actor, day=AsOf.of(None, now).day)
    if today is None:
        raise Http404
    context = {"place": today.place, "day": text, "today": reverse("cockpit:board", args=[place_id])}
    return render(request, "cockpit/absent.html", context)


def entry_for(code: str, at: AsOf) -> Entry:
    """Return a figure of the day; one that is not there is not found."""
    entry = queries.entry_of(code, at.day)
    if entry is None:
        raise Http404
    return entry


def chosen_in(request: HttpRequest) -> tuple[Verdict | None, int | None]:
    """Return the verdict and the body a list is narrowed to."""
    verdict, body = request.GET.get("verdict", ""), word_in(request, "body", 18)
    return (
        Verdict(verdict) if verdict in set(Verdict) else None,
        int(body) if body.isascii() and body.isdigit() else None,
    )


def word_in(request: HttpRequest, name: str, most: int) -> str:
    """Return a word of the address, as long as it may be."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:most]


def frame(asked: Asked) -> dict[str, Any]:
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


def listed_rows(
    listed: Sequence[Row],
    bodies: dict[int, str],
    names: dict[int, str] | None = None,
    texts: Mapping[Verdict, str] = shown.VERDICT_TEXTS,
) -> list[dict[str, Any]]:
    """Return subjects as a list shows them, each with the way to its own record.

    `names` are those of places, `texts` what the figure calls its verdicts.
    """
    if names is None:
        names = places.names_of(community_of(row) for row in listed)
    return [
        {
            "label": row.subject.label,
            "address": link_of(row),
            "place": places.short_name(names.get(community_of(row), "")),
            "verdict": row.subject.counted.value,
            "words": say(texts[row.subject.counted]),
            "reason": say_reason(row.subject.reason),
            "body": bodies.get(row.body, "") if row.body else "",
            "weight": row.subject.weight,
        }
        for row in listed
    ]


def link_of(row: Row) -> str:
    """Return the address of a subject's own record; empty where it has no page."""
    link = row.subject.link
    return reverse(link.name, args=link.args) if link.name else ""


def community_of(row: Row) -> int:
    """Return the id of the community a subject lies in, or of the place itself above one."""
    return int(row.subject.place.split(".")[:-1][:_COMMUNITY][-1])
