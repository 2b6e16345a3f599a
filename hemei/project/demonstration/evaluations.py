"""Evaluations of the made-up city: streets and companies ranked, committees of a street, a county's mechanisms.

A street objected to a mark and was heard; one committee failed, so that its recall is recommended to those entitled;
the mechanisms' scores hang out today, and who is scored may still object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people_now
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.queries import Party
from hemei.oversight.assessment.services import AssessorDraft, MarkDraft, RoundDraft
from hemei.oversight.honours import queries as honours
from hemei.project.demonstration.people import RENOVATED, Bodies, People, showcase
from hemei.project.demonstration.places import Ground
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

_SETTLED, _POSTED, _OBJECTED, _DECIDED, _PUBLISHED = 24, 23, 22, 20, 8
"""Days ago."""
_DEPARTMENTS = ("HM", "MS", "JU", "PS")
_NOTE = "现场查看和资料核对，按标准扣分。"
_MOST_COMMITTEES = 4


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where and when evaluations are held, and by whom."""

    now: datetime
    ground: Ground
    bodies: Bodies
    people: People
    throw: Random

    def at(self, ago: int, hour: int = 10) -> datetime:
        """Return an hour so many days ago."""
        return datetime.combine(shanghai_day(self.now) - timedelta(days=ago), time(hour), SHANGHAI)

    @property
    def period(self) -> tuple[date, date]:
        """The twelve whole months before the rounds were settled."""
        until = (shanghai_day(self.now) - timedelta(days=_SETTLED)).replace(day=1)
        return until.replace(year=until.year - 1), until

    def clerk(self, kind: str, place: int, code: str = "") -> Actor | None:
        """Return who acts for a body, None where the city of this size has none."""
        body = self.bodies.ids.get((kind, place, code))
        return self.people.clerks.get(body) if body is not None else None


def write_evaluations(
    *, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> None:
    """Hold the four evaluations, each by its own organiser."""
    desk = _Desk(now, ground, bodies, people, dice("evaluations"))
    steps = {
        "street-evaluation": _streets,
        "committee-evaluation": _committees,
        "three-in-one-standard": _mechanisms,
        "company-service": _companies,
    }
    with progress.stage("评价 evaluations", len(steps), "rounds") as stage:
        for standard, step in steps.items():
            if queries.standard_on(standard, desk.period[1]) is not None:  # another city may have none
                step(desk)
            stage.step()


def _do(actor: Actor, act: Callable[..., Any], at: datetime, **values: Any) -> Any:
    with records.acting(actor):
        return act(actor=actor, now=at, **values)


def _opened(
    desk: _Desk, organiser: Actor, standard: str, place: int, title: str, subjects: Sequence[int] = ()
) -> tuple[int, list[queries.EntryRow]]:
    since, until = desk.period
    draft = RoundDraft(
        standard=standard, place_id=place, title=f"{since.year}—{until.year}年度{title}", period_from=since,
        period_until=until,
    )  # fmt: skip
    number = _do(organiser, services.open_round, desk.at(_SETTLED + 6), draft=draft)
    _do(organiser, services.enter_subjects, desk.at(_SETTLED + 6), round_id=number, subject_ids=subjects)
    with records.acting(organiser):
        return number, queries.entries(actor=organiser, round_id=number, limit=2_000)


def _judge(
    desk: _Desk, organiser: Actor, number: int, who: Actor, party: Party, entries: Iterable[int] = ()
) -> Actor:
    """Name somebody as an assessor and return who then marks."""
    at = desk.at(_SETTLED + 5)
    held = people_now.appointments_on(shanghai_day(at), person_id=who.person_id) if who.body_id else []
    draft = AssessorDraft(
        party=party, appointment_id=held[0].id if held else None, person_id=None if held else who.person_id,
        entries=tuple(entries),
    )  # fmt: skip
    _do(organiser, services.appoint_assessor, at, round_id=number, draft=draft)
    return who


def _marks(
    desk: _Desk,
    standard: queries.EvaluationStandard,
    entries: Iterable[queries.EntryRow],
    good: Callable[[int], int],
) -> list[MarkDraft]:
    """Return a mark on every item that somebody looks at; `good` says of ten marks how many are full."""
    found = []
    for entry in entries:
        for item in standard.item:
            if item.filled_by:
                continue
            steps = queries.steps_of(item.scale)
            full = item.veto or desk.throw.randrange(10) < good(entry.id)
            value = steps[-1] if full else desk.throw.choice(steps[:-1])
            note = "" if value == 1 else _NOTE
            found.append(MarkDraft(entry_id=entry.id, item=item.code, value=value, note=note))
    return found


def _streets(desk: _Desk) -> None:
    """The bureau evaluates all streets; the showcase's objects to its budget mark and is right."""
    city = desk.ground.city
    bureau = desk.clerk("city", city.id)
    if bureau is None:
        return
    number, entries = _opened(desk, bureau, "street-evaluation", city.id, "街道物业管理专项评价")
    standard = queries.version("street-evaluation", desk.period[1])
    home = showcase(desk.ground).site.home
    office = desk.clerk("department", home.county.id, "HM")  # whose marks the bureau's one clerk may judge
    who = _judge(desk, bureau, number, office or bureau, Party.DEPARTMENT)
    own = next((entry for entry in entries if entry.subject_id == home.street.id), entries[0])
    drafts = [
        replace(one, value=Fraction(1, 2), note=_NOTE)
        if one.entry_id == own.id and one.item == "budget_paid" else one
        for one in _marks(desk, standard, entries, lambda number: 4 + number % 6)
    ]  # fmt: skip
    _do(who, services.mark_items, desk.at(_SETTLED + 1), round_id=number, marks=drafts)
    _do(bureau, services.settle_round, desk.at(_SETTLED), round_id=number)
    _do(bureau, services.post_round, desk.at(_POSTED), round_id=number)
    street = desk.clerk("street", own.subject_id)
    if street is not None and office is not None:
        objection = _do(
            street, services.object_to_mark, desk.at(_OBJECTED), entry_id=own.id, item="budget_paid",
            text="经费已在十二月全额拨付，拨款凭证已补交。",
        )  # fmt: skip
        _do(
            bureau, services.decide_objection, desk.at(_DECIDED), objection_id=objection, upheld=True,
            text="核对拨款凭证，经费按预算全额拨付。", value=Fraction(1),
        )  # fmt: skip
    _do(bureau, services.publish_round, desk.at(_PUBLISHED), round_id=number)


def _committees(desk: _Desk) -> None:
    """A street evaluates committees together with Party, departments and owners; the last of them fails."""
    found = _street_of_committees(desk)
    if found is None:
        return
    street, organiser, chosen = found
    number, entries = _opened(
        desk, organiser, "committee-evaluation", street, "业主委员会履职评价", [one.id for one in chosen]
    )
    standard = queries.version("committee-evaluation", desk.period[1])
    failing = entries[-1].id

    def good(entry: int) -> int:
        return 0 if entry == failing else 8

    home = next(one for one in desk.ground.homes if one.street.id == street)
    secretary = desk.clerk("community", home.community.id)
    offices = [desk.clerk("department", home.county.id, code) for code in _DEPARTMENTS]
    judges = [(secretary, Party.PARTY), *((office, Party.DEPARTMENT) for office in offices)]
    for who, party in judges:
        if who is not None:
            _judge(desk, organiser, number, who, party)
            drafts = _marks(desk, standard, entries, good)
            _do(who, services.mark_items, desk.at(_SETTLED + 2), round_id=number, marks=drafts)
    for entry in entries:
        _owner_marks(desk, organiser, number, standard, entry, good)
    _do(organiser, services.settle_round, desk.at(_SETTLED), round_id=number, with_gaps=True)
    _do(organiser, services.post_round, desk.at(_POSTED), round_id=number)
    _do(organiser, services.publish_round, desk.at(_PUBLISHED), round_id=number)


def _owner_marks(
    desk: _Desk, organiser: Actor, number: int, standard: queries.EvaluationStandard, entry: queries.EntryRow,
    good: Callable[[int], int],
) -> None:  # fmt: skip
    """Let an owner of the estate judge his own committee beside the others."""
    at = desk.at(_SETTLED + 5)
    with records.acting(organiser):
        owners = people_now.owner_ids_in(entry.estate_id or 0, actor=organiser, on=shanghai_day(at))
    if not owners:
        return
    person = owners[min(owners)][0]
    owner = Actor(role=Role.RESIDENT, person_id=person)
    with records.acting(organiser):
        seats = {row.person_id for row in people_now.served_by([person]) if row.body_id == entry.body_id}
    if seats:
        return
    _judge(desk, organiser, number, owner, Party.OWNERS, [entry.id])
    _do(
        owner, services.mark_items, desk.at(_SETTLED + 2), round_id=number,
        marks=_marks(desk, standard, [entry], good),
    )  # fmt: skip


def _street_of_committees(desk: _Desk) -> tuple[int, Actor, list[queries.SubjectFacts]] | None:
    """Return the street with the most committees besides the showcase's, who acts for it, and some of them."""
    show, (_since, until) = showcase(desk.ground), desk.period
    bureau = desk.clerk("city", desk.ground.city.id)
    if bureau is None:
        return None
    with records.acting(bureau):
        known = queries.subjects_of("committee", path=desk.ground.city.path, on=until - timedelta(days=1))
    best: tuple[int, Actor, list[queries.SubjectFacts]] | None = None
    for street in {home.street.id: home.street for home in desk.ground.homes}.values():
        clerk = desk.clerk("street", street.id)
        here = [one for one in known if one.path.startswith(street.path) and one.estate_id != show.row.id]
        if clerk is not None and here and (best is None or len(here) > len(best[2])):
            best = (street.id, clerk, here)
    return None if best is None else (best[0], best[1], best[2][:_MOST_COMMITTEES])


def _mechanisms(desk: _Desk) -> None:
    """The showcase's county evaluates the three-in-one mechanisms; the scores are posted since yesterday."""
    home = showcase(desk.ground).site.home
    organiser, office = desk.clerk("county", home.county.id), desk.clerk("department", home.county.id, "CA")
    if organiser is None:
        return
    with records.acting(organiser):
        if not queries.subjects_of("community", path=home.county.path, on=desk.period[1] - timedelta(days=1)):
            return
    number, entries = _opened(
        desk, organiser, "three-in-one-standard", home.county.id, "三位一体议事协调机制评价"
    )
    who = _judge(desk, organiser, number, office or organiser, Party.DEPARTMENT)
    standard = queries.version("three-in-one-standard", desk.period[1])
    drafts = _marks(desk, standard, entries, lambda number: 5 + number % 5)
    _do(who, services.mark_items, desk.at(_SETTLED + 1), round_id=number, marks=drafts)
    _do(organiser, services.settle_round, desk.at(2), round_id=number)
    _do(organiser, services.post_round, desk.at(1), round_id=number)


def _companies(desk: _Desk) -> None:
    """The bureau evaluates the service of all companies; their stars follow from it.

    What the registers say of a company is marked as they say it; the showcase's company does the rest well.
    """
    city = desk.ground.city
    bureau = desk.clerk("city", city.id)
    if bureau is None:
        return
    number, entries = _opened(desk, bureau, "company-service", city.id, "物业企业优质服务评价")
    standard = queries.version("company-service", desk.period[1])
    _judge(desk, bureau, number, bureau, Party.ORGANISER)
    best, known = _known_of_companies(desk, bureau)
    own = {entry.id: entry.subject_id for entry in entries}

    def good(entry: int) -> int:
        return 10 if own[entry] == best else 4 + entry % 7

    drafts = [
        replace(one, value=Fraction(1), note="") if own[one.entry_id] in known.get(one.item, set())
        else replace(one, value=Fraction(0), note=_NOTE) if one.item in known else one
        for one in _marks(desk, standard, entries, good)
    ]  # fmt: skip
    _do(bureau, services.mark_items, desk.at(_SETTLED + 1), round_id=number, marks=drafts)
    _do(bureau, services.settle_round, desk.at(_SETTLED), round_id=number)
    _do(bureau, services.post_round, desk.at(_POSTED), round_id=number)
    _do(bureau, services.publish_round, desk.at(_PUBLISHED), round_id=number)


def _known_of_companies(desk: _Desk, bureau: Actor) -> tuple[int, dict[str, set[int]]]:
    """Return the showcase's company, and by item the companies of which the registers say that it is met."""
    last, show = desk.period[1] - timedelta(days=1), showcase(desk.ground).row.id
    old = {lot.row.id for lot in desk.ground.lots if lot.site.type.kind in RENOVATED}
    with records.acting(bureau):
        running = companies.projects(actor=bureau, on=last, limit=1_000)
        shown = honours.NominationFilter(kind=honours.Kind.DEMONSTRATION, state=honours.State.PUBLISHED)
        models = {row.company_id for row in honours.all_nominations(shown, actor=bureau) if row.company_id}
    best = next((row.company_id for row in running if row.estate_id == show), 0)
    return best, {
        "model_projects": models,
        "feature_old": {row.company_id for row in running if row.estate_id in old},
    }
