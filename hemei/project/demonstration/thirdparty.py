"""Third-party assessment of the made-up city: a contract and two rounds, one published, one under way.

Every step goes through the services: the list, the seed, the visits of up to six assessors with hidden second ones,
owners' answers. One assessor of the second round is careless, so that the page of visits has something to ask.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

from hemei.ground.people import queries as people_now
from hemei.ground.places.queries import PlaceRow
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment import queries as now_known
from hemei.oversight.assessment import services as assessment
from hemei.project.demonstration import drawings
from hemei.project.demonstration.people import Bodies, People
from hemei.project.demonstration.places import Ground
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

PROJECTS = 40
_LEFT = 2  # visits of each assessor still to be made in the round under way
_ASKED = 3  # estates whose owners were asked, a round
_SCENES = tuple(drawings.SCENES)


@dataclass(frozen=True, slots=True)
class _Round:
    """A round to be: its title, when its period runs, when it was drawn and visited, counted in days before now."""

    title: str
    since: int
    until: int
    drawn: int
    visited: int
    seed: str
    published: bool


def _rounds(now: datetime) -> tuple[_Round, _Round]:
    year = shanghai_day(now).year
    return (
        _Round(
            f"{year}年第一轮物业服务质量评价",
            150,
            90,
            145,
            140,
            "双色球 03 08 14 21 27 30 + 11",
            published=True,
        ),
        _Round(
            f"{year}年第二轮物业服务质量评价",
            45,
            -15,
            40,
            36,
            "双色球 02 09 12 19 25 33 + 06",
            published=False,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Cast:
    """The buyer, and the assessors by the number of their appointment."""

    buyer: Actor
    city: PlaceRow
    supplier: int
    assessors: dict[int, Actor]


def write_third_party(
    *, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> None:
    """Buy the service and hold both rounds."""
    cast = _cast(now, ground, bodies, people)
    with progress.stage("第三方评估 third-party assessment", 2, "rounds") as stage:
        contract = _contract(cast, now)
        for number, planned in enumerate(_rounds(now)):
            _hold(cast, now, contract, planned, dice("third party", str(number)))
            stage.step()


def _cast(now: datetime, ground: Ground, bodies: Bodies, people: People) -> _Cast:
    supplier = bodies.ids["supplier", ground.city.id, ""]
    held = people_now.appointments_on(shanghai_day(now), body_id=supplier)
    assessors = {
        row.id: Actor(role=Role.ASSESSOR, person_id=row.person_id, appointment_id=row.id) for row in held
    }
    return _Cast(people.clerks[bodies.ids["city", ground.city.id, ""]], ground.city, supplier, assessors)


def _contract(cast: _Cast, now: datetime) -> int:
    since = shanghai_day(now) - timedelta(days=160)
    task = "全市物业项目服务质量现场检查和业主满意度调查，每年两轮。"
    draft = assessment.ContractDraft(
        supplier_id=cast.supplier, number=f"{since.year}-HFWY-017", task=task,
        price_fen=86_000_000, signed_on=since - timedelta(days=7), valid_from=since,
        valid_until=months_after(since, 12),
    )  # fmt: skip
    with records.acting(cast.buyer):
        return assessment.record_contract(actor=cast.buyer, now=now - timedelta(days=160), draft=draft)


def _hold(cast: _Cast, now: datetime, contract: int, planned: _Round, throw: Random) -> None:
    buyer, today = cast.buyer, shanghai_day(now)
    at = now - timedelta(days=planned.drawn)
    with records.acting(buyer):
        round_id = assessment.open_round(
            actor=buyer, now=now - timedelta(days=planned.since),
            draft=assessment.RoundDraft(
                standard="service-quality", place_id=cast.city.id, title=planned.title,
                period_from=today - timedelta(days=planned.since), period_until=today - timedelta(days=planned.until),
            ),
        )  # fmt: skip
        sample = _sample(buyer, at, round_id, contract)
        drawn = assessment.draw_sample(
            actor=buyer, now=at + timedelta(hours=4), sample_id=sample, seed=planned.seed
        )
        team = _team(cast, drawn)
        assessment.plan_visits(
            actor=buyer, now=at + timedelta(hours=6), sample_id=sample, appointment_ids=team
        )
    for number in team:
        lazy = not planned.published and number == team[-1]
        _visit(cast.assessors[number], now, planned, throw, lazy=lazy)
    _ask(cast, now, planned, throw)
    with records.acting(buyer):
        assessment.measure_agreement(
            actor=buyer, now=now - timedelta(days=max(0, planned.until)), round_id=round_id
        )
    if planned.published:
        _publish(buyer, now, planned, round_id)


def _team(cast: _Cast, drawn: int) -> list[int]:
    """Return who goes: so many that each has a visit to make beside those left; two at least, as some go twice."""
    return sorted(cast.assessors)[: max(2, drawn // (_LEFT + 1))]


def _sample(buyer: Actor, at: datetime, round_id: int, contract: int) -> int:
    """Fix the list: by county, forty projects, or as many as a small city has beside those looked at for certain."""
    for size in (PROJECTS, 12, 8, 5, 3, 2, 1, 0):
        try:
            return assessment.fix_list(
                actor=buyer, now=at, round_id=round_id, contract_id=contract, by=("county",), size=size
            )
        except Refused:
            continue
    raise RuntimeError("The made-up city has too few projects for a sample.")


def _visit(actor: Actor, now: datetime, planned: _Round, throw: Random, *, lazy: bool) -> None:
    """Make an assessor's visits, one after another, all or all but the last few."""
    with records.acting(actor):
        mine = sorted(row.id for row in now_known.my_visits(actor=actor, limit=200))
    made = mine if planned.published else mine[: max(0, len(mine) - _LEFT)]
    for turn, visit in enumerate(made):
        start = now - timedelta(days=planned.visited) + timedelta(hours=5 * turn + throw.randrange(3))
        draft = _draft(actor, visit, start, throw, lazy=lazy, shown=turn < 1 or (lazy and turn < 3))  # noqa: PLR2004
        with records.acting(actor):
            assessment.end_visit(
                actor=actor, now=draft.ended_at + timedelta(minutes=9), visit_id=visit, draft=draft,
                key=_key(throw),
            )  # fmt: skip


def _key(throw: Random) -> str:
    text = f"{throw.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def _draft(
    actor: Actor, visit: int, start: datetime, throw: Random, *, lazy: bool, shown: bool
) -> assessment.VisitDraft:
    with records.acting(actor):
        form = now_known.my_visit(visit, actor=actor)
    if form is None:
        raise RuntimeError("A made-up visit is gone.")
    end = start + timedelta(minutes=5 if lazy else throw.randint(28, 85))
    items = [
        assessment.ItemDraft(
            item.code, _value(throw, item, lazy=lazy), throw.randint(2, 6) if lazy else throw.randint(25, 180),
            "与标准有差距，已当场告知项目经理。" if not lazy else "",
        )
        for item in form.items
    ]  # fmt: skip
    photos = _photos(form.items[0].code, start, throw, lazy=lazy) if shown else ()
    return assessment.VisitDraft(start, end, tuple(items), photos)


def _value(throw: Random, item: now_known.Item, *, lazy: bool) -> Fraction:
    if lazy or item.veto:
        return Fraction(1)
    return throw.choices([Fraction(1), Fraction(1, 2), Fraction(0)], [62, 30, 8])[0]


def _photos(
    item: str, start: datetime, throw: Random, *, lazy: bool
) -> tuple[assessment.VisitPhotoDraft, ...]:
    """Return a drawn photo; the careless assessor shows the same one everywhere."""
    scene, view = (_SCENES[0], 0) if lazy else (throw.choice(_SCENES[1:]), throw.randrange(3))
    content = drawings.draw(scene, after=True, view=view)
    noted = json.dumps({"taken": (start + timedelta(minutes=3)).isoformat()})
    return (assessment.VisitPhotoDraft(item, io.BytesIO(content), "现场.jpg", noted),)


def _ask(cast: _Cast, now: datetime, planned: _Round, throw: Random) -> None:
    """Ask the owners of a few estates; two in ten are not reached and another is asked in their stead."""
    at = now - timedelta(days=planned.visited - 5)
    for actor in list(cast.assessors.values())[:_ASKED]:
        with records.acting(actor):
            survey = next((row.id for row in now_known.my_surveys(actor=actor, limit=1)), None)
            while survey is not None and _round_of_asking(actor, at, survey, throw):
                pass
            if survey is not None:
                assessment.close_survey(actor=actor, now=at, survey_id=survey)


def _round_of_asking(actor: Actor, at: datetime, survey: int, throw: Random) -> bool:
    """Ask everybody who was drawn and not asked yet; return whether anybody was."""
    found = now_known.my_survey(survey, actor=actor)
    waiting = [unit for unit in found[1] if unit.fate == now_known.Fate.WAITING] if found else []
    for unit in waiting:
        reached = throw.random() > 0.2  # noqa: PLR2004
        assessment.record_answer(
            actor=actor, now=at, unit_id=unit.id,
            fate=now_known.Fate.ANSWERED if reached else now_known.Fate.UNREACHED,
            value=throw.choices([5, 4, 3, 2, 1], [30, 38, 18, 9, 5])[0] if reached else 0,
            channel=throw.choice(["phone", "phone", "door"]) if reached else "",
        )  # fmt: skip
    return bool(waiting)


def _publish(buyer: Actor, now: datetime, planned: _Round, round_id: int) -> None:
    """Settle, post and publish the round, as the rules' days allow."""
    at = now - timedelta(days=planned.until - 1)
    with records.acting(buyer):
        assessment.settle_round(actor=buyer, now=at, round_id=round_id, with_gaps=True)
        assessment.post_round(actor=buyer, now=at + timedelta(days=1), round_id=round_id)
        sample = now_known.sample_of(round_id, actor=buyer)
        if sample is not None:
            assessment.open_secret(actor=buyer, now=at + timedelta(days=2), sample_id=sample.id)
        assessment.publish_round(actor=buyer, now=at + timedelta(days=20), round_id=round_id)
