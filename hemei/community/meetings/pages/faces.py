"""What the page of a meeting shows and offers, in the reader's words."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse

from hemei.community.meetings import queries
from hemei.community.meetings.pages.shared import clause_of, kind_name, place_of, side_name, state_face
from hemei.community.meetings.queries import (
    CHOICE_TEXTS,
    OUTCOME_TEXTS,
    OUTCOME_TONES,
    PHASE_TEXTS,
    SIGNED_TEXTS,
    STEP_TEXTS,
    Act,
    Choice,
    MeetingPage,
    Outcome,
    SideCode,
    State,
)
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.ground.records.services import MEDIA_TYPES
from hemei.kernel.actor import Role
from hemei.kernel.decision import mark
from hemei.kernel.limits import UNIT_TEXTS, Limit
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties
from hemei.ui.words import clock_words, say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


def told(page: MeetingPage, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what is told of a meeting."""
    row, today = page.row, shanghai_day(now)
    return {
        "page": page,
        "row": row,
        "kind": kind_name(page.kind),
        "place": place_of(row),
        "clause": clause_of(page.kind),
        "state": state_face(row),
        "step": page.step.value,
        "step_words": say(STEP_TEXTS[page.step]),
        "due": clock_words(now, row.due_at) if row.due_at else None,
        "sides": [_side(side) for side in page.sides],
        "about": _about(page),
        "chair_side": side_name(page.chair) if page.chair else "",
        "items": [
            _item(page, item) | {"assembly_at": _assembly_at(page, item, actor)} for item in page.items
        ],
        "came": [_came(one) for one in page.attendances],
        "refusals": [
            {"one": one, "side": side_name(one.side), "waits": one.noted.waits(now)} for one in page.refusals
        ],
        "refusable": _refusable(page, actor),
        "only_own_signed": _only_own_signed(page, actor),
        "refusal_limit": _limit_words(page.kind.refusal_holds),
        "unsigned": [(side_name(code), count) for code, count in page.unsigned],
        "signed": any(one.signed for one in page.attendances),
        "signed_count": sum(1 for one in page.attendances if one.signed),
        "may_sign": any(one.arrived_at and not one.signed for one in page.attendances),
        "tasks": [_task(task, today) for task in page.tasks],
        "enters_sign": any(
            one.arrived_at and not one.signed and _enters(actor, one) for one in page.attendances
        ),
        "enters": [one.id for one in page.attendances if _enters(actor, one)],
        "printed": _printed(page),
        "decides": page.kind.decides,
        "today": today,
    }


def _enters(actor: Actor, one: queries.AttendanceView) -> bool:
    """Whether the reader may enter that this one signed on paper: a member never what members signed."""
    return one.side != "members" or actor.role is not Role.COMMITTEE_MEMBER


def _limit_words(limit: Limit | None) -> str:
    return say(UNIT_TEXTS[limit.unit], {"amount": limit.amount}) if limit else ""


def _refusable(page: MeetingPage, actor: Actor) -> list[tuple[str, str]]:
    """Return the sides of which the reader may note that they refuse to sign: who came, once a third side signed."""
    signed, own = _signed(page), _own_sides(page, actor)
    if not signed - own:
        return []
    done = signed | own | {one.side for one in page.refusals}
    return [(side.code, side_name(side.code)) for side in page.sides if side.came and side.code not in done]


def _only_own_signed(page: MeetingPage, actor: Actor) -> bool:
    """Whether somebody else has to note a refusal, for nobody signed yet but whom the reader speaks for."""
    signed = _signed(page)
    return bool(signed) and not signed - _own_sides(page, actor)


def _signed(page: MeetingPage) -> set[SideCode]:
    """Return the sides that signed minutes whose refusal the reader could note: ended ones of his, where sides sign."""
    noted = page.may_run and page.kind.refusal_holds is not None and page.row.state is State.CLOSED
    return {one.side for one in page.attendances if one.signed} if noted else set()


def _own_sides(page: MeetingPage, actor: Actor) -> set[SideCode]:
    """Return the sides the reader belongs to, by his role, his body, or because he came as it."""
    by_body = {side.code for side in page.sides if side.body_id is not None and side.body_id == actor.body_id}
    return {*queries.SIDES_OF.get(actor.role, ()), *by_body, *([page.mine.side] if page.mine else ())}


def _printed(page: MeetingPage) -> list[str]:
    """Return the forms in which the minutes lie ready to be printed."""
    if not page.may_run:
        return []
    return sorted({file.purpose for file in records.files_of([page.row.stream])} & MEDIA_TYPES.keys())


_ABOUT = {"committees.recall": (mark("看罢免的办理和下一步"), "committees:origin", "recall")}
"""Of what a meeting is a step: words, the page of a later app, and what it calls the thing."""


def _about(page: MeetingPage) -> tuple[str, str] | None:
    """Return the words and the address of what the meeting is a step of, for whoever carries it on."""
    stream, _colon, number = page.row.subject_stream.rpartition(":")
    if stream not in _ABOUT or not page.may_run:
        return None
    words, name, thing = _ABOUT[stream]
    try:
        return say(words), reverse(name, args=[thing, int(number)])
    except NoReverseMatch:
        return None


def _call_at(page: MeetingPage, actor: Actor) -> str:
    """Return where a meeting that is demanded is noticed, up to its own words: a committee's on its own page."""
    row = page.row
    if row.kind != "committee_meeting":
        return f"{reverse('meetings:call')}?kind={row.kind}&estate={row.estate_id}&"
    estate = places.estate(row.estate_id or 0, actor=actor)
    try:
        return reverse("committees:call_meeting", args=[estate.code]) + "?" if estate else ""
    except NoReverseMatch:
        return ""


_CLERKS = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_CALLERS = {
    "committee_meeting": _CLERKS | {Role.COMMITTEE_MEMBER},
    "stand_in_meeting": _CLERKS,
}
"""Who calls the owners to what a meeting put to them: who stands in for a committee does not call himself."""


def _assembly_at(page: MeetingPage, item: queries.ItemView, actor: Actor) -> str:
    """Return where it is said which meeting of the owners a resolution called, or calls, for who may."""
    row = page.row
    signed = row.state is State.CLOSED and not page.unsigned
    resolved = signed and item.outcome is Outcome.ADOPTED and item.for_owners
    if not resolved or not page.may_run or actor.role not in _CALLERS.get(row.kind, ()):
        return ""
    try:
        return reverse("voting:of_item", args=[item.id])
    except NoReverseMatch:
        return ""


def allowed(page: MeetingPage, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what this reader may do, and what there is to choose from."""
    row, today = page.row, shanghai_day(now)
    begun = row.starts_at is not None and now >= row.starts_at
    talks = row.state in {State.NOTICED, State.OPEN, State.CLOSED}
    return {
        "call_at": _call_at(page, actor) if page.may_run and row.state is State.PREPARED else "",
        "chairs_options": [
            (one.id, f"{one.name}（{side_name(one.side)}）")
            for one in page.attendances
            if one.here and one.side in page.kind.chairs
        ],
        "items_options": [(item.id, f"{item.number}. {item.title}") for item in page.items],
        "owners": _owners(page, today) if page.may_run and row.state is State.CLOSED else [],
        "signs_myself": _signs(page, actor),
        "comes": row.state is State.NOTICED and any(side.code == "owners" for side in page.sides),
        "may_comment": queries.may(actor.role, Act.COMMENT).allowed and page.kind.comments and talks,
        "on_day": row.starts_at is not None and today >= shanghai_day(row.starts_at),
        "may_answer": page.may_run,
        "may_cancel": page.may_run and row.state in {State.PREPARED, State.NOTICED},
        "may_lapse": page.may_run and row.state is State.NOTICED and begun and not page.quorum.allowed,
        "opinions": _opinions(page),
        "choices": [(choice.value, say(CHOICE_TEXTS[choice])) for choice in Choice],
    }


def _signs(page: MeetingPage, actor: Actor) -> bool:
    """Whether the reader, a member who was there, has still to sign the minutes by his own account."""
    own = page.mine if queries.may(actor.role, Act.SIGN).allowed and page.last_minutes else None
    return own is not None and own.arrived_at is not None and own.signed is None


def _side(side: queries.SideView) -> dict[str, Any]:
    return {
        "code": side.code,
        "words": side_name(side.code),
        "body": side.body,
        "registered": side.registered,
        "here": side.present.here,
        "came": side.came,
        "needed": side.present.needed,
        "short": side.present.short,
        "size": side.present.size,
    }


def _item(page: MeetingPage, item: queries.ItemView) -> dict[str, Any]:
    names = {one.id: one.name for one in page.attendances}
    return {
        "item": item,
        "outcome": say(queries.outcome_text(item.outcome, item.for_owners)) if item.outcome else "",
        "tone": OUTCOME_TONES[item.outcome] if item.outcome else "",
        "voices": [
            *((names.get(number, ""), say(CHOICE_TEXTS[choice])) for number, choice in item.voices.items()),
            *((side_name(code), say(CHOICE_TEXTS[choice])) for code, choice in item.side_voices.items()),
        ],
    }


def _opinions(page: MeetingPage) -> list[tuple[str, str]]:
    """Return what may be found of an item without a vote: in a talk whether there was agreement."""
    talk = (Outcome.AGREED, Outcome.NOT_AGREED) if page.kind.decides == "nothing" else ()
    return [(one.value, say(OUTCOME_TEXTS[one])) for one in (*talk, Outcome.NOTED, Outcome.DEFERRED)]


def _came(one: queries.AttendanceView) -> dict[str, Any]:
    return {
        "one": one,
        "side": side_name(one.side),
        "signed": say(SIGNED_TEXTS[one.signed]) if one.signed else "",
    }


def _task(task: queries.TaskView, today: date) -> dict[str, Any]:
    return {
        "task": task,
        "state": say(duties.STATE_TEXTS[task.state]),
        "tone": duties.STATE_TONES[task.state],
        "late": task.ended_at is None and task.until < today,
    }


def comment_face(one: queries.CommentView, now: Any) -> dict[str, Any]:
    """Return a comment with its phase and the clock of its answer."""
    return {
        "one": one,
        "phase": say(PHASE_TEXTS[one.phase]),
        "clock": clock_words(now, one.due_at, one.answered_at),
    }


def _owners(page: MeetingPage, today: date) -> list[tuple[int, str]]:
    """Return who may be given something to do: the sides that were invited, then the offices above the place."""
    kinds = (
        people.BodyKind.COMMUNITY,
        people.BodyKind.STREET,
        people.BodyKind.DEPARTMENT,
        people.BodyKind.COUNTY_GOVERNMENT,
        people.BodyKind.CITY_BUREAU,
    )
    found = {side.body_id: side.body for side in page.sides if side.body_id is not None}
    for body in people.bodies_above(page.row.scope, today, kinds):
        found.setdefault(body.id, body.name)
    return list(found.items())
