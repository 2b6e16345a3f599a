"""The life of an estate's committee on one page: what is due, who sits in it, recalls, handovers, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.committees import queries
from hemei.community.committees.pages.life.dangers import entered
from hemei.community.committees.rules import life_words as said
from hemei.community.committees.rules.contests import SETTLED_TEXTS
from hemei.community.committees.rules.election_words import RESULT_TEXTS
from hemei.community.committees.rules.leaving import LEAVING_NAMES
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.services.elections import FAILURES
from hemei.community.meetings import queries as meetings
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.render import render

if TYPE_CHECKING:
    from datetime import datetime

    from hemei.kernel.actor import Actor


def estate_or_404(code: str, actor: Actor) -> places.EstateRow:
    """Return the estate of an address."""
    estate = places.estate_by_code(code.replace("\x00", ""), actor=actor)
    if estate is None:
        raise Http404
    return estate


@require_safe
@never_cache
@signed_in
def life(request: HttpRequest, code: str) -> HttpResponse:
    """Show how an estate's committee lives, and what this reader may do next."""
    actor = entered(request, LifeAct.SEE)
    estate = estate_or_404(code, actor)
    now = utc_now()
    today = shanghai_day(now)
    register = people.committee_page(estate.id, actor=actor, on=today, now=now)
    term = register.terms[0] if register else None
    held = [seat for seat in term.seats if seat.runs] if term and term.term.state.value in _RUNNING else []
    members = [seat for seat in held if seat.post is not people.Post.RESERVE]
    page = queries.life_page(
        estate.id,
        actor=actor,
        now=now,
        body_id=register.body_id if register else None,
        seats=[(seat.id, seat.valid_from) for seat in members],
    )
    if page is None:
        raise Http404
    states = {} if actor.role is Role.COMMITTEE_MEMBER else _state(estate, actor)
    context = {
        "estate": estate,
        "committee": register,
        "term": term,
        "seats": held,
        "all_seats": {seat.id: seat for one in register.terms for seat in one.seats} if register else {},
        "leavings": queries.leavings(estate.id, actor=actor, now=now),
        "leaving_names": LEAVING_NAMES,
        "seat_ends": people.SEAT_END_NAMES,
        "short": bool(term) and bool(members) and len(members) < (term.term.seats if term else 0),
        "posts": people.POST_NAMES,
        "page": page,
        "said": said,
        "why": states.get("why", ()),
        "meetings": _meetings(estate, actor, now, "committee_meeting"),
        "stands_in_new": people.committee_able(estate.id, today) is None
        and not any(one.ended_on is None and one.valid_until > today for one in page.stand_ins),
        "stand_in_meetings": _meetings(estate, actor, now, "stand_in_meeting") if page.stand_ins else [],
        "meeting_states": meetings.STATE_TEXTS,
        "about_pages": _ABOUT_PAGES,
        "settled_names": SETTLED_TEXTS,
        "results": RESULT_TEXTS,
        "failures": FAILURES,
        "today": today,
        "mine": _own_seat(held, actor),
        **{f"may_{act.value}": may(actor, act).allowed for act in LifeAct},
        "back": reverse("committees:life", args=[code]),
    }
    return render(request, "committees/life.html", context)


_ABOUT_PAGES = {"meetings.meeting": "meetings:meeting", "voting.assembly": "voting:assembly"}
_RUNNING = frozenset({"running", "running_out", "renewal_due", "open_ended"})


def _state(estate: places.EstateRow, actor: Actor) -> dict[str, Any]:
    now = utc_now()
    today = shanghai_day(now)
    found = queries.committee_states(on=today, actor=actor, estate_id=estate.id)
    return {"why": queries.danger_of(found[0], today, now)} if found else {}


def _meetings(estate: places.EstateRow, actor: Actor, now: datetime, kind: str) -> list[meetings.MeetingRow]:
    chosen = meetings.MeetingFilters(kind=kind, estate_id=estate.id)
    return meetings.meetings(actor=actor, now=now, filters=chosen, limit=_MEETINGS)


_MEETINGS = 5


def _own_seat(seats: list[people.SeatView], actor: Actor) -> bool:
    return actor.role is Role.COMMITTEE_MEMBER and any(seat.person_id == actor.person_id for seat in seats)
