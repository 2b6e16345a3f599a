"""Set one duty by hand; in an estate of the mixed mode it goes to the side the work falls to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.facts import portions_of
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.rules.moves import may_set
from hemei.leadership.duties.rules.sides import may_give
from hemei.leadership.duties.rules.words import Origin
from hemei.leadership.duties.services.setting import DutyDraft, limit_to, set_duties

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDuty:
    """A duty that a person sets by hand; the same `submission_key` counts once.

    `estate_id` and `part` name work in an estate that residents' committee and company manage together. Without an
    `owner` it goes to the side that part falls to; another one needs a reason in `text`.
    """

    owner: int | None
    title: str
    until: date
    submission_key: str
    text: str = ""
    photo_needed: bool = False
    estate_id: int | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class _Given:
    """To whom it is given, by which division, and what the event says of that."""

    owner: int
    origin_stream: str
    about: dict[str, Any]
    references: tuple[Reference, ...] = ()


@records.whole
def set_own_duty(*, actor: Actor, now: datetime, own: OwnDuty) -> int:
    """Set a duty for a body within the actor's places, or for the company of an estate there; return its id.

    Raises:
        Refused: no such body or estate, not the actor's, the other side without a reason, or the words will not do.
    """
    given = _given(actor, now, own)
    short = " ".join(own.title.split())
    if not short or len(short) > LONGEST_TITLE:
        raise Refused.because(
            mark("请用不超过{most}个字写明要求"), field="title", code="title", most=LONGEST_TITLE
        )
    text = own.text.strip()
    draft = DutyDraft(
        key=f"direct:{actor.body_id or 0}:{own.submission_key}",
        origin=Origin.DIRECT,
        origin_stream=given.origin_stream,
        title=short,
        owner=given.owner,
        setter=actor.body_id or 0,
        limit=limit_to(own.until, now),
        photo_needed=own.photo_needed,
        sealed={"title": short, **({"text": text} if text else {})},
        about=given.about,
        references=given.references,
    )
    set_duties(actor=actor, now=now, drafts=[draft])
    return int(Duty.objects.values_list("id", flat=True).get(key=draft.key))


def _given(actor: Actor, now: datetime, own: OwnDuty) -> _Given:
    today = shanghai_day(now)
    if own.estate_id is None or not own.part:
        body = _body(own.owner)
        demand(may_set(actor, body.scope, runs=body.runs_on(today)))
        return _Given(body.id, f"people.body:{actor.body_id or 0}", {})
    site = places.estate(own.estate_id, actor=actor)
    portion = portions_of(site.id, today).get(own.part) if site is not None else None
    if site is None or portion is None:
        raise Refused.because(
            mark("这个小区今天没有这一项分工"),
            remedy=mark("请重新选择小区和分工"),
            field="part",
            code="no_part",
        )
    body = _body(own.owner or portion.body)
    # The company serves estates everywhere, so its own scope is the city: what counts is where the work lies.
    scope = site.scope if body.id == portion.body else body.scope
    demand(may_set(actor, scope, runs=body.runs_on(today)), may_give(portion, body.id, own.text))
    about = {
        "estate": site.id,
        "part": own.part,
        "portion": portion.name,
        "by_division": body.id == portion.body,
    }
    return _Given(body.id, f"places.estate:{site.id}", about, (portion.reference,))


def _body(number: int | None) -> people.BodyRow:
    body = people.body(number) if number else None
    if body is None:
        raise Refused.because(mark("没有这个单位"), field="owner", code="unknown_body")
    return body
