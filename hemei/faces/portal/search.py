"""Find by two characters, pinyin or initials: estates, companies, bodies, who holds public office.

Cases are found by number and by words that stand in their texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries as cases
from hemei.coordination.cases.queries import STATE_TEXTS, State
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import local_day, say

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from hemei.kernel.actor import Actor

LONGEST_WORDS = 100
MOST = 10
"""Hits of each register; who wants more writes more of the name."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, a line about it, and its page if this reader may open one."""

    name: str
    about: str
    address: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """What was found in one register; `more` says that the register holds more than is shown."""

    name: str
    hits: tuple[Hit, ...]
    more: bool = False


@never_cache
@require_GET
@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, register by register; the words stand in the address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not people.may(actor.role, people.Act.SEARCH_REGISTERS).allowed:
        raise PermissionDenied
    words = request.GET.get("q", "").strip()
    if people.is_personal_number(words):  # the address goes at once, before it is sent on or kept
        return HttpResponseRedirect(f"{reverse('portal:search')}?personal=1")
    wanted = places.name_wanted(words)
    found = _found(actor, words, wanted, shanghai_day(utc_now())) if wanted else ()
    context = {
        "q": words[:LONGEST_WORDS],
        "found": found,
        "wanted": wanted,
        "short": bool(words) and not wanted,
        "personal": "personal" in request.GET,
        "finds_persons": people.may(actor.role, people.Act.SEARCH_PERSONS).allowed,
    }
    return render(request, "portal/search.html", context)


def _found(actor: Actor, words: str, wanted: str, today: date) -> tuple[Register, ...]:
    """Return the registers in which something was found; a fixed number of statements, whatever is found."""
    registers = (
        (_("案件"), _cases(actor, wanted)),
        (_("小区"), _estates(actor, wanted)),
        (_("物业企业"), _companies(wanted)),
        (_("机构"), _bodies(actor, wanted, today)),
        (_("公职人员"), _officers(wanted, today)),
        (_("案件里的话"), _said(words)),
    )
    return tuple(
        Register(name, tuple(hits[:MOST]), more=len(hits) > MOST) for name, hits in registers if hits
    )


def _cases(actor: Actor, wanted: str) -> list[Hit]:
    return [
        Hit(
            row.number,
            f"{row.estate_name} · {say(STATE_TEXTS[State(row.state)])} · {local_day(row.reported_at)}",
            reverse("cases:case", args=[row.number]),
        )
        for row in cases.found_cases(wanted, actor=actor, limit=MOST + 1)
    ]


def _said(words: str) -> list[Hit]:
    """Return cases by what was said in them; the passage stands below, numbers masked."""
    return [
        Hit(
            row.number,
            f"{row.estate_name} · {say(STATE_TEXTS[State(row.state)])} · {local_day(row.reported_at)}",
            reverse("cases:case", args=[row.number]),
            passage,
        )
        for row, passage in cases.cases_saying(words[:LONGEST_WORDS], limit=MOST + 1)
    ]


def _estates(actor: Actor, wanted: str) -> list[Hit]:
    return [
        Hit(
            row.name,
            " · ".join(
                part for part in (say(places.KIND_NAMES[places.EstateKind(row.kind)]), row.address) if part
            ),
            reverse("places:estate", args=[row.code]),
        )
        for row in places.found_estates(wanted, actor=actor, limit=MOST + 1)
    ]


def _companies(wanted: str) -> list[Hit]:
    return [Hit(row.name, row.uscc) for row in companies.found_companies(wanted, limit=MOST + 1)]


def _bodies(actor: Actor, wanted: str, today: date) -> list[Hit]:
    """Return bodies with the places they lie in: there is more than one Garden Community in a city."""
    rows = people.found_bodies(wanted, on=today, limit=MOST + 1)
    above = {row.id: [int(part) for part in row.scope.split(".")[1:-1]] for row in rows}
    names = places.names_of(number for numbers in above.values() for number in numbers)
    opens = people.may(actor.role, people.Act.SEE_BODIES).allowed
    return [
        Hit(
            row.name,
            " ".join(names.get(number, "") for number in above[row.id]),
            reverse("people:body", args=[row.id]) if opens else "",
        )
        for row in rows
    ]


def _officers(wanted: str, today: date) -> list[Hit]:
    return [
        Hit(row.name, f"{row.body_name} · {say(people.ROLE_NAMES[Role(row.role)])}")
        for row in people.found_officers(wanted, on=today, limit=MOST + 1)
    ]
