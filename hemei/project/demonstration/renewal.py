"""Old estates of the made-up city: looked at, decided, renovated in step, served; each act by the street's clerk.

How estates are managed and renovated stands in the registers already; here is how it came about. Decisions were taken
before owners voted on the platform, so resolutions name them. A few estates lost their management again soon after
acceptance, a few are served in an emergency, one of them nearly at its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hemei.ground.companies import queries as companies
from hemei.ground.companies import services as registers
from hemei.ground.people import queries as people_now
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.renewal import queries, services
from hemei.oversight.renewal.queries import Decider, Mode
from hemei.oversight.renewal.rules.standards import RenewalModes
from hemei.project.demonstration.choosing import choose_alone, chose_alone
from hemei.project.demonstration.elections import desks_of
from hemei.project.demonstration.people import Bodies, People
from hemei.project.demonstration.places import Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

_OPEN = frozenset({"open", "scattered"})
_LOST, _EMERGENCIES = (
    4,
    (30, 120, 175),
)  # estates that lost their management; so many days ago emergencies began
_WHY = "业主表决选定了这种模式，同意按合同缴费"


@dataclass(frozen=True, slots=True)
class _Street:
    """A street's clerk with the old estates of the street, and who acts for the community of each."""

    clerk: Actor
    communities: Mapping[int, Actor]
    now: datetime
    rules: RenewalModes
    lots: Sequence[Lot]

    @property
    def today(self) -> date:
        """Today in the city."""
        return shanghai_day(self.now)


def write_renewal(
    *, now: datetime, lots: Sequence[Lot], bodies: Bodies, people: People, progress: Progress
) -> None:
    """Let every street with old estates enter what it found, decided, built and serves."""
    rules = queries.renewal_modes(shanghai_day(now))
    by_street: dict[int, list[Lot]] = defaultdict(list)
    for lot in lots:
        if lot.row.kind in rules.old.kinds:
            by_street[lot.site.home.street.id].append(lot)
    count = sum(len(found) for found in by_street.values())
    lost, served = iter(range(_LOST)), iter(_EMERGENCIES)
    with progress.stage("老旧小区 old estates", count, "estates") as stage:
        for number, old in sorted(by_street.items()):
            communities = {lot.row.id: desks_of(lot, bodies, people).clerk for lot in old}
            street = _Street(people.clerks[bodies.ids["street", number, ""]], communities, now, rules, old)
            with records.acting(street.clerk):
                _look(street)
                for lot in old:
                    _lose(street, lot, lost)
                _decide(street)
                _renovate(street)
                _serve(street, served)
            stage.step(len(old))


def _look(street: _Street) -> None:
    """Enter what was found: open kinds are open; one in five lacks something basic."""
    drafts = []
    for lot in street.lots:
        throw = dice("survey", lot.site.name)
        found = {one.code for one in street.rules.facility if one.basic}
        if lot.row.kind in _OPEN:
            found.discard("gate")
        if throw.randrange(5) == 0:
            found.discard(throw.choice(["drains", "fire", "lighting"]))
        found |= {one.code for one in street.rules.facility if not one.basic and throw.randrange(4) == 0}
        on = street.today - timedelta(days=throw.randrange(30, 200))
        drafts.append(
            services.SurveyDraft(
                lot.row.id, max(on, lot.row.valid_from), enclosed=lot.row.kind not in _OPEN, facilities=tuple(found)
            )
        )  # fmt: skip
    services.survey_estates(actor=street.clerk, now=street.now, drafts=drafts)


def _lose(street: _Street, lot: Lot, lost: Iterator[int]) -> None:
    """Let an estate that nobody manages now have been managed until some months after its renovation."""
    clerk = street.clerk
    done = next(
        (one for one in companies.renovations_of(lot.row.id, actor=clerk, on=street.today) if one.finished_on), None
    )  # fmt: skip
    if done is None or done.finished_on is None or lot.site.mode is not None:
        return
    until = done.finished_on + timedelta(days=150)
    if until > street.today or next(lost, None) is None:
        return
    draft = registers.ModeDraft(
        lot.row.id, registers.Mode.COMMUNITY, done.finished_on - timedelta(days=20), registers.Basis.STREET,
        valid_until=until,
    )  # fmt: skip
    registers.load_modes(actor=clerk, now=street.now, drafts=[draft])


def _decide(street: _Street) -> None:
    """Enter the decision behind each mode that holds, and put it in force on its day.

    What owners decided before there was the engine is named by its resolution, what they decided since by their vote.
    """
    drafts = []
    for lot in street.lots:
        site = places.estates_by_id([lot.row.id], actor=street.clerk)[lot.row.id]
        began = _since(street, lot)
        if began is None:
            continue
        if began >= street.rules.engine.since:
            drafts += _chosen(street, lot)
            continue
        mode = Mode(str(lot.site.mode))
        by = Decider.STREET if mode is Mode.COMMUNITY else Decider.OWNERS
        number = f"{'街〔' if by is Decider.STREET else '业决〔'}{began.year}〕{site.id % 90 + 1}号"
        drafts.append(
            services.DecisionDraft(
                estate_id=site.id, mode=mode, by=by, decided_on=began, valid_from=began, document=number,
                package=lot.site.package if mode is Mode.PACKAGED else "", reason=_WHY,
            )
        )  # fmt: skip
    services.decide_modes(actor=street.clerk, now=street.now, drafts=drafts)
    for draft in drafts:
        at = datetime.combine(draft.valid_from, street.now.astimezone(SHANGHAI).timetz())
        services.put_in_force(actor=street.clerk, now=at, estate_id=draft.estate_id)


def _chosen(street: _Street, lot: Lot) -> list[services.DecisionDraft]:
    """Return the decision of owners who chose alone, by their vote on the platform."""
    began = chose_alone(lot, actor=street.clerk, on=street.today)
    if began is None:
        return []
    assembly, published = choose_alone(street.communities[lot.row.id], lot, began)
    return [
        services.DecisionDraft(
            estate_id=lot.row.id, mode=Mode(str(lot.site.mode)), by=Decider.OWNERS, decided_on=published,
            valid_from=began, assembly_id=assembly, vote=1, reason=_WHY,
        )
    ]  # fmt: skip


def _since(street: _Street, lot: Lot) -> date | None:
    """Return since when one of the four modes holds in an estate today, with its contract where it needs one."""
    mode = lot.site.mode
    if mode is None or mode.value not in set(Mode):
        return None
    project = companies.project_on(lot.row.id, street.today, actor=street.clerk)
    if mode in companies.BY_COMPANY:
        return project.valid_from if project else None
    runs = [
        one
        for one in companies.modes_of(lot.row.id, actor=street.clerk, until=street.today)
        if one.runs_on(street.today)
    ]
    return runs[0].valid_from if runs and project is None else None


def _renovate(street: _Street) -> None:
    """File the project of each renovation that names a later mode, and let it go as far as its days say."""
    drafts, known = [], []
    for lot in street.lots:
        for one in companies.renovations_of(lot.row.id, actor=street.clerk, on=street.today):
            if one.mode_after is None or one.mode_after.value not in set(Mode):
                continue
            throw = dice("project", lot.site.name)
            half, last = one.planned_on + timedelta(days=200), one.planned_on + timedelta(days=420)
            drafts.append(
                services.ProjectDraft(
                    estate_id=lot.row.id, planned_on=one.planned_on, mode_after=Mode(one.mode_after.value),
                    works=("enclosure", "pipes", "lamps", "roofs"), budget_fen=throw.randrange(80, 400) * 1_000_000,
                    due_on=last + timedelta(days=60),
                    stages=(services.StageDraft("地下管网", half), services.StageDraft("外墙和道路", last)),
                    renovation_id=one.id,
                )
            )  # fmt: skip
            known.append(one)
    numbers = services.file_projects(actor=street.clerk, now=street.now, drafts=drafts)
    for number, one in zip(numbers, known, strict=True):
        _build(street, number, one)


def _build(street: _Street, number: int, one: companies.RenovationRow) -> None:
    if one.begun_on is None:
        return
    clerk, now = street.clerk, street.now
    first = min(one.begun_on + timedelta(days=40), one.finished_on or street.today)
    if one.finished_on is None and first >= street.today:
        return
    services.finish_stage(actor=clerk, now=now, project_id=number, number=1, day=first)
    done = one.finished_on
    if done is not None:
        services.finish_stage(actor=clerk, now=now, project_id=number, number=2, day=done)
        named = f"验〔{done.year}〕{number}号"
        services.accept_project(actor=clerk, now=now, project_id=number, day=done, document=named)


def _serve(street: _Street, served: Iterator[int]) -> None:
    """Enter basic service where the community manages, and an emergency here and there where nobody does."""
    drafts = []
    for lot in street.lots:
        throw = dice("service", lot.site.name)
        runs = companies.counts_on(lot.row.id, street.today, actor=street.clerk)
        if runs is not None and runs.manner == "community" and runs.since is not None:
            drafts.append(
                services.BasicDraft(
                    estate_id=lot.row.id, services=("waste", "cleaning", "drain_care", "lamp_care"),
                    charge_fen=throw.randrange(15, 50), subsidy_fen=throw.randrange(10, 60) * 100_000,
                    document=f"准物业〔{runs.since.year}〕{lot.row.id}号", valid_from=runs.since,
                )
            )  # fmt: skip
        elif runs is not None and runs.manner == "no_company":
            _rescue(street, lot, served)
    services.set_basic_services(actor=street.clerk, now=street.now, drafts=drafts)


def _rescue(street: _Street, lot: Lot, served: Iterator[int]) -> None:
    ago = next(served, None)
    community = places.accountable_on(lot.row.id, street.today)
    body = people_now.committees_at([community], street.today).get(community) if community else None
    if ago is None or body is None:
        return
    begun = street.today - timedelta(days=ago)
    services.begin_emergency(
        actor=street.clerk,
        now=street.now - timedelta(days=ago),
        draft=services.EmergencyDraft(
            estate_id=lot.row.id, body_id=body, cause=services.Cause.CONTRACT_ENDED,
            services=("water", "waste", "guard"), charge_fen=20, document=f"应急〔{begun.year}〕{ago}号",
            begun_on=begun,
            ends_on=begun + timedelta(days=180),
        ),
    )  # fmt: skip
