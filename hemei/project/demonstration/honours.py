"""Exemplars and demonstration projects of the made-up city, each nominated, reviewed, posted and published.

55 mechanisms, 41 committees and 84 companies stand as exemplars, and 30 estates in all three lists: the source text's
numbers. Nobody writes them: streets and companies nominate what their estates have to show on that day, a group
reviews, the bureau posts and publishes in four waves. What was published a year ago was looked at again; one failed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import islice
from random import Random

from hemei.community.deliberation import queries as deliberation
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people_now
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.figures import Verdict
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.honours import queries, services
from hemei.oversight.honours.queries import Ground as Reason
from hemei.oversight.honours.queries import Kind
from hemei.project.demonstration.people import Bodies, People, showcase
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

_MECHANISMS, _COMMITTEES, _COMPANIES, _TOGETHER = 55, 41, 84, 30
_ALL = len(queries.EXEMPLARS)
_PROJECTS = 12
_WAVES = (470, 400, 200, 75)  # so many days ago estates were nominated
_REVIEWED, _POSTED, _PUBLISHED = 10, 12, 30  # days after that
_CHECKED = timedelta(days=360)
_MEMBERS = ("party", "housing", "governance", "petition", "police", "owners", "trade")
_WHY = {
    Kind.MECHANISM: "社区党组织牵头，居委会、业主一方和物业企业按月议事，议定事项有人办、有人管、有回音。",
    Kind.COMMITTEE: "按规定换届备案，决策事项先征求意见再表决，收支按季公开，业主评价较好。",
    Kind.COMPANY_SERVICE: "党员亮身份，报修当日上门，设特色服务项目，公共部位维护及时，业主反映良好。",
    Kind.DEMONSTRATION: "设施设备台账齐全，保洁绿化秩序达标，服务收费公开，申请创建示范项目。",
}
_TARGETS = {"mechanism_works": 80, "reporters_content": 85, "managed": 90, "handled_in_time": 85,
            "arrived_in_time": 80, "party_covered": 95}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shown:
    """What an estate has to show, each since a day; None where it has none."""

    lot: Lot
    company: int | None
    since: Mapping[Kind, date]

    def first_wave(self, kind: Kind, today: date) -> int | None:
        """Return the earliest wave in which the estate can be nominated."""
        since = self.since.get(kind)
        return next((ago for ago in _WAVES if since and since < today - timedelta(days=ago)), None)


@dataclass
class _Plan:
    """What is nominated in which wave, and what becomes of it in the end."""

    today: date
    throw: Random
    by_wave: dict[int, list[tuple[Kind, _Shown]]] = field(default_factory=dict)
    taken: set[tuple[Kind, int]] = field(default_factory=set)
    companies: set[int] = field(default_factory=set)
    communities: set[int] = field(default_factory=set)

    def add(self, kind: Kind, shown: _Shown) -> bool:
        """Nominate what an estate has in a wave that can be; say whether there is one."""
        first = shown.first_wave(kind, self.today)
        if first is None or (kind, shown.lot.row.id) in self.taken:
            return False
        ago = self.throw.choice([wave for wave in _WAVES if wave <= first])
        self.by_wave.setdefault(ago, []).append((kind, shown))
        self.taken.add((kind, shown.lot.row.id))
        if kind is Kind.COMPANY_SERVICE and shown.company is not None:
            self.companies.add(shown.company)
        if kind is Kind.MECHANISM:
            self.communities.add(shown.lot.site.home.community.id)
        return True

    def take(self, kind: Kind, shown: Sequence[_Shown]) -> _Shown | None:
        """Return one more estate whose subject nobody has nominated, None where there is none."""
        found = next((one for one in shown if self.free(kind, one) and not _kinds(self, one)), None)
        if found is not None:
            self.taken.add((kind, found.lot.row.id))
        return found

    def free(self, kind: Kind, shown: _Shown) -> bool:
        """Whether an estate would be a new subject of a kind and may be nominated."""
        if shown.first_wave(kind, self.today) is None or (kind, shown.lot.row.id) in self.taken:
            return False
        if kind is Kind.COMPANY_SERVICE:
            return shown.company not in self.companies
        return kind is Kind.COMMITTEE or shown.lot.site.home.community.id not in self.communities


def write_honours(
    *, actor: Actor, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> None:
    """Let streets and companies nominate, and the bureau publish."""
    with records.acting(actor):
        shown = _all_shown(actor, now, ground)
    plan = _plan(shown, showcase(ground), shanghai_day(now))
    desks = _Desks(now, bodies, people, people.clerks[bodies.ids["city", ground.city.id, ""]])
    count = sum(len(found) for found in plan.by_wave.values())
    with progress.stage("典型 exemplars", count, "nominations") as stage:
        for ago in sorted(plan.by_wave, reverse=True):
            stage.step(_hold(desks, ago, plan.by_wave[ago]))
        _look_again(desks)
        _end_badly(desks, plan, shown)
        _leave_open(desks, plan, shown)
    _set_targets(desks, ground)


@dataclass(frozen=True, slots=True)
class _Desks:
    """Who acts for streets and companies, and the bureau."""

    now: datetime
    bodies: Bodies
    people: People
    bureau: Actor

    def street(self, lot: Lot) -> Actor:
        """Return the clerk of an estate's street."""
        return self.people.clerks[self.bodies.ids["street", lot.site.home.street.id, ""]]

    def at(self, ago: int) -> datetime:
        """Return a moment so many days ago."""
        return self.now - timedelta(days=ago)


def _all_shown(actor: Actor, now: datetime, ground: Ground) -> list[_Shown]:
    """Return what each estate has to show today, and since when."""
    today = shanghai_day(now)
    mechanisms = {
        row.place_id: row.since
        for row in deliberation.communities(actor=actor, on=today, now=now, which="registered", limit=5_000)
        if deliberation.working_on(row.place_id, today).verdict is not Verdict.NO
    }
    terms = {
        line.estate_id: line.term.filed_on
        for line in people_now.all_committee_lines(
            people_now.CommitteeFilter(today, standing=people_now.Standing.RUNNING), actor=actor, now=now
        )
        if line.term and line.term.filed_on
    }
    contracts = {row.estate_id: row for row in _projects(actor, today)}
    found = []
    for lot in ground.lots:
        project = contracts.get(lot.row.id)
        days = {
            Kind.MECHANISM: mechanisms.get(lot.site.home.community.id),
            Kind.COMMITTEE: terms.get(lot.row.id),
            Kind.COMPANY_SERVICE: project.valid_from if project else None,
        }
        since = {kind: day for kind, day in days.items() if day is not None}
        found.append(_Shown(lot, project.body_id if project else None, since))
    return found


def _projects(actor: Actor, today: date) -> Iterator[companies.ProjectRow]:
    after = 0
    while page := companies.projects(actor=actor, on=today, limit=1_000, after=after):
        yield from page
        after = page[-1].id


def _plan(shown: Sequence[_Shown], show: Lot, today: date) -> _Plan:
    """Choose: first estates for all three lists, then others for one or two, each subject once."""
    plan = _Plan(today, dice("honours"))
    order = [one for one in shown if one.lot is not show]
    plan.throw.shuffle(order)
    order = [one for one in shown if one.lot is show] + order
    together = 0
    for one in order:
        if together < _TOGETHER and all(plan.free(kind, one) for kind in queries.EXEMPLARS):
            together += sum(plan.add(kind, one) for kind in queries.EXEMPLARS) == _ALL
    wanted = {
        Kind.COMMITTEE: _COMMITTEES - together,
        Kind.MECHANISM: _MECHANISMS - together,
        Kind.COMPANY_SERVICE: _COMPANIES - together,
    }
    for kind, count in wanted.items():
        found = (one for one in order if plan.free(kind, one) and len(_kinds(plan, one)) < _ALL - 1)
        for one in islice(found, count):
            plan.add(kind, one)
    return plan


def _kinds(plan: _Plan, one: _Shown) -> list[Kind]:
    return [kind for kind in queries.EXEMPLARS if (kind, one.lot.row.id) in plan.taken]


def _hold(desks: _Desks, ago: int, wave: Sequence[tuple[Kind, _Shown]]) -> int:
    """Nominate, review, post and publish a wave; some companies apply for a demonstration project too."""
    numbers = [_nominate(desks, ago, kind, one) for kind, one in wave]
    projects = [one for kind, one in wave if kind is Kind.COMPANY_SERVICE][: _PROJECTS // len(_WAVES)]
    for one in projects:
        number = _nominate(desks, ago, Kind.DEMONSTRATION, one)
        visit = services.Visit(
            held_on=shanghai_day(desks.at(ago - 5)),
            members=("housing", "trade"),
            in_order=True,
            found="台账齐全",
        )
        with records.acting(desks.bureau):
            services.record_visit(
                actor=desks.bureau, now=desks.at(ago - 5), nomination_id=number, visit=visit
            )
        numbers.append(number)
    _publish(desks, ago, numbers)
    return len(wave)


def _publish(desks: _Desks, ago: int, numbers: Sequence[int]) -> None:
    """Review, post and publish what was nominated so many days ago."""
    _review(desks, ago, numbers)
    with records.acting(desks.bureau):
        services.post_nominations(actor=desks.bureau, now=desks.at(ago - _POSTED), nominations=numbers)
        services.publish_nominations(actor=desks.bureau, now=desks.at(ago - _PUBLISHED), nominations=numbers)


def _nominate(desks: _Desks, ago: int, kind: Kind, one: _Shown) -> int:
    who = desks.street(one.lot)
    if kind is Kind.DEMONSTRATION or (kind is Kind.COMPANY_SERVICE and one.lot.row.id % 2):
        who = desks.people.clerks[one.company or 0]
    draft = services.NominationDraft(kind=kind, estate=one.lot.row.id, statement=_WHY[kind])
    with records.acting(who):
        return services.nominate(actor=who, now=desks.at(ago), draft=draft)


def _review(desks: _Desks, ago: int, numbers: Sequence[int], agree: int = len(_MEMBERS)) -> None:
    session = services.Session(
        held_on=shanghai_day(desks.at(ago - _REVIEWED)),
        members=_MEMBERS,
        verdicts=[services.Verdict(number, agree) for number in numbers],
    )
    with records.acting(desks.bureau):
        services.hold_review(actor=desks.bureau, now=desks.at(ago - _REVIEWED), session=session)


def _look_again(desks: _Desks) -> None:
    """Look again at what was published about a year ago."""
    with records.acting(desks.bureau):
        for row in queries.all_nominations(
            queries.NominationFilter(state=queries.State.PUBLISHED), actor=desks.bureau
        ):
            at = datetime.combine(row.valid_from or date.max, desks.now.timetz()) + _CHECKED
            if at < desks.now:
                draft = services.RecheckDraft(checked_on=shanghai_day(at), passed=True)
                services.recheck(actor=desks.bureau, now=at, nomination_id=row.id, draft=draft)


def _end_badly(desks: _Desks, plan: _Plan, shown: Sequence[_Shown]) -> None:
    """Let one committee fail its re-check, and withdraw one company's honour for what it did."""
    for kind in (Kind.COMMITTEE, Kind.COMPANY_SERVICE):
        one = plan.take(kind, shown)
        ago = one.first_wave(kind, plan.today) if one else None
        if one is None or ago is None:
            continue
        number = _nominate(desks, ago, kind, one)
        _publish(desks, ago, [number])
        with records.acting(desks.bureau):
            if kind is Kind.COMMITTEE:
                draft = services.RecheckDraft(
                    checked_on=shanghai_day(desks.at(20)),
                    passed=False,
                    found="半年没有公开收支，也没有召开业主大会",
                )
                services.recheck(actor=desks.bureau, now=desks.at(20), nomination_id=number, draft=draft)
            else:
                services.withdraw(
                    actor=desks.bureau, now=desks.at(15), nomination_id=number, ground=Reason.CONDUCT,
                    on=shanghai_day(desks.at(15)), reason="消防通道长期占用，经查实并处罚",
                )  # fmt: skip


def _leave_open(desks: _Desks, plan: _Plan, shown: Sequence[_Shown]) -> None:
    """Leave something at every step: declined, waiting for the group, passed, hanging out with an objection."""
    found = [(kind, plan.take(kind, shown)) for kind in (Kind.MECHANISM,) * 6]
    numbers = [_nominate(desks, 25, kind, one) for kind, one in found if one is not None]
    for place, number in enumerate(numbers[:4]):
        _review(desks, 25, [number], agree=2 if place == 0 else len(_MEMBERS))
    if len(numbers) > 3:  # noqa: PLR2004 - one declined, one passed, two hang out, the rest waits
        with records.acting(desks.bureau):
            services.post_nominations(actor=desks.bureau, now=desks.at(2), nominations=numbers[2:4])
        who = desks.people.residents[0][1].actor
        with records.acting(who):
            services.object_to(
                actor=who,
                now=desks.at(1),
                nomination_id=numbers[2],
                text="去年只开过两次会，没有看到公开的结果。",
            )


def _set_targets(desks: _Desks, ground: Ground) -> None:
    """Set the targets of each street with estates for every year of the plan, each year a little higher."""
    plan = queries.harmonious_plan(shanghai_day(desks.now))
    if plan is None:
        return
    streets = {lot.site.home.street.id for lot in ground.lots}
    with records.acting(desks.bureau):
        for street in sorted(streets):
            drafts = [
                services.TargetDraft(street, year, code, Fraction(min(100, share + 2 * step), 100))
                for step, year in enumerate(plan.plan.years)
                for code, share in _TARGETS.items()
            ]
            services.set_targets(actor=desks.bureau, now=desks.at(600), drafts=drafts)
