"""A small world for the rules: real limits and acts, a short list, a dozen bodies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from hemei.coordination.cases.rules.acts import Act, Report
from hemei.coordination.cases.rules.decide import Decided, decide
from hemei.coordination.cases.rules.evolve import Event
from hemei.coordination.cases.rules.facts import Body, Facts
from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.standards import (
    CaseActs,
    CaseChecks,
    CaseLadders,
    CaseLimits,
    Citation,
    IntakeLimits,
    Problem,
    Step,
    Variant,
)
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import Channel
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Warrant
from hemei.kernel.standards.reader import (
    NATIONAL,
    DocumentText,
    read_document,
    read_sources,
    shipped_documents,
)
from hemei.kernel.standards.working_time import clock_standards, working_time
from hemei.kernel.workdays import WorkingTime

STANDARDS_FOLDER = Path(__file__).parents[4] / "standards"
CITY = "1."
SCOPE = "1.2.3.4."
DAY = date(2026, 9, 30)
NOON = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
"""A Monday at ten in the morning in Hefei, two days before the long holiday."""

COMMUNITY, STREET, COUNTY, CITY_BUREAU = 10, 11, 12, 13
FIRE, POLICE, HOUSING, URBAN, GONE = 20, 21, 22, 23, 24
COMPANY, OTHER_COMPANY, OTHER_COMMUNITY = 30, 31, 40
RESIDENT = 500

BODIES = {
    body.id: body
    for body in (
        Body(COMMUNITY, "长江社区", "CO"),
        Body(STREET, "三里街街道", "ST"),
        Body(COUNTY, "瑶海区"),
        Body(CITY_BUREAU, "合肥市"),
        Body(FIRE, "消防救援大队", "FR"),
        Body(POLICE, "派出所", "PS"),
        Body(HOUSING, "房产局", "HM"),
        Body(URBAN, "城管局", "UM"),
        Body(GONE, "旧规划局", "NR", active=False),
        Body(COMPANY, "和美物业", "PC"),
        Body(OTHER_COMPANY, "别家物业", "PC"),
        Body(OTHER_COMMUNITY, "别的社区", "CO"),
    )
}


@dataclass(frozen=True)
class Cast:
    """Everybody who may turn up, by name."""

    resident = Actor(Role.RESIDENT, person_id=RESIDENT)
    stranger = Actor(Role.RESIDENT, person_id=501)
    public = Actor(Role.PUBLIC)
    grid = Actor(Role.GRID_WORKER, person_id=502, body_id=COMMUNITY, places=(PlaceRange(SCOPE),))
    community = Actor(Role.COMMUNITY_CLERK, person_id=503, body_id=COMMUNITY, places=(PlaceRange(SCOPE),))
    secretary = Actor(Role.COMMUNITY_SECRETARY, person_id=504, body_id=COMMUNITY, places=(PlaceRange(SCOPE),))
    street = Actor(Role.STREET_CLERK, person_id=505, body_id=STREET, places=(PlaceRange("1.2.3."),))
    county = Actor(Role.COUNTY_COORDINATOR, person_id=506, body_id=COUNTY, places=(PlaceRange("1.2."),))
    bureau = Actor(Role.CITY_BUREAU, person_id=507, body_id=CITY_BUREAU, places=(PlaceRange("1."),))
    fire = Actor(Role.DEPARTMENT_CLERK, person_id=508, body_id=FIRE, places=(PlaceRange("1.2."),))
    police = Actor(Role.DEPARTMENT_CLERK, person_id=509, body_id=POLICE, places=(PlaceRange("1.2."),))
    housing = Actor(Role.DEPARTMENT_CLERK, person_id=510, body_id=HOUSING, places=(PlaceRange("1.2."),))
    urban = Actor(Role.DEPARTMENT_CLERK, person_id=511, body_id=URBAN, places=(PlaceRange("1.2."),))
    company = Actor(Role.COMPANY_MANAGER, person_id=512, body_id=COMPANY)
    hotline = Actor(Role.HOTLINE_CLERK, person_id=513, body_id=50, places=(PlaceRange("1."),))
    elsewhere = Actor(
        Role.COMMUNITY_CLERK, person_id=514, body_id=OTHER_COMMUNITY, places=(PlaceRange("1.2.3.9."),)
    )
    system_admin = Actor(Role.SYSTEM_ADMIN, places=(PlaceRange("1."),))
    security_admin = Actor(Role.SECURITY_ADMIN, places=(PlaceRange("1."),))
    auditor = Actor(Role.AUDITOR, places=(PlaceRange("1."),))
    system = Actor(Role.SYSTEM, places=(PlaceRange("1."),))


CAST = Cast()


@cache
def _sources() -> dict[str, Any]:
    file = STANDARDS_FOLDER / "sources.toml"
    return read_sources(file.name, file.read_text(encoding="utf-8"))


@cache
def _document(name: str, shape: type) -> Any:
    texts = [text for text in shipped_documents(STANDARDS_FOLDER, NATIONAL) if text.name == name]
    return read_document(texts[-1], shape, _sources())


def _steps(warrant: Warrant) -> tuple[Step, ...]:
    """The steps of illegal construction: two on the way, and the one that ends the handling."""
    limits = {"stop_work": "4 working_hours", "penalty": "7 working_days", "demolition": "20 working_days"}
    return tuple(
        Step(code, code, code, Limit.parse(limit), "accepted", warrant, code == "demolition")
        for code, limit in limits.items()
    )


def _lines(limits: CaseLimits) -> tuple[Problem, ...]:
    """Six lines of the list: with a lead, two joints, none to call, the community."""
    warrant = limits.service_class[0].warrant

    def row(code: str, lead: str, joint: tuple[str, ...], service_class: str, **more: Any) -> Problem:
        return Problem(
            code=code,
            number=len(code),
            name=code,
            name_en=code,
            words=(code,),
            lead=lead,
            joint=joint,
            service_class=service_class,  # type: ignore[arg-type]
            evidence=("photo_after",),
            legal=(Citation(warrant),),
            **more,
        )

    return (
        row("fire_lane", "FR", ("PS", "PC"), "S1"),
        row("group_rental", "HM", ("PS", "FR", "ST"), "S3"),
        row("lift_trap", "UM", ("FR",), "S0"),
        row(
            "illegal_building",
            "UM",
            ("HM",),
            "S3",
            step=_steps(warrant),
            variant=(Variant("new", "新建", "new", (), "S1", warrant),),
        ),
        row("parking", "PC", ("PS", "ST"), "S2"),
        row("corridor", "FR", ("ST", "CO"), "S2"),
    )


@cache
def law() -> Law:
    """Real limits and acts with six lines."""
    limits = _document("case-limits", CaseLimits)
    return Law(
        day=DAY,
        lines={row.code: row for row in _lines(limits)},
        departments={code: code for code in ("FR", "PS", "HM", "UM", "NR", "ST", "CO", "PC", "OC")},
        pictured=frozenset({"photo_after", "police_receipt"}),
        of_called=frozenset({"police_receipt"}),
        evidence={
            "photo_after": "整改后照片",
            "police_receipt": "公安受案或处理回执",
            "visit_record": "回访记录",
        },
        limits=limits,
        acts=_document("case-acts", CaseActs),
        ladders=_document("case-ladders", CaseLadders),
        intake=_document("intake-limits", IntakeLimits),
        checks=_document("case-checks", CaseChecks),
    )


@cache
def working() -> WorkingTime:
    """The real calendar of 2019 to 2026 with the default business hours."""
    return working_time(clock_standards(STANDARDS_FOLDER, city="hefei"), on=DAY)


@cache
def facts() -> Facts:
    """The facts of the small world."""
    return Facts(
        law=law(),
        working=working(),
        city=CITY,
        chain={
            "community": BODIES[COMMUNITY],
            "street": BODIES[STREET],
            "county": BODIES[COUNTY],
            "city": BODIES[CITY_BUREAU],
        },
        bodies=BODIES,
    )


REPORT = Report(
    channel=Channel.RESIDENT,
    scope=SCOPE,
    place=77,
    place_name="绿地小区",
    kind="fire_lane",
    fact_on=date(2026, 9, 28),
    reporter=RESIDENT,
    text="消防通道被一辆白色面包车堵住",
)


@dataclass
class Story:
    """A case that is told act by act; `then` returns the story itself."""

    now: datetime = NOON
    state: CaseState | None = None
    events: tuple[Event, ...] = ()
    last: Decided | None = None
    under: Facts | None = None

    def then(self, actor: Actor, act: Act, at: datetime | None = None, *, proven: bool = False) -> Story:
        self.now = at or self.now
        self.last = decide(self.state, act, Viewer(actor, proven), self.under or facts(), self.now)
        self.state = self.last.after
        self.events = (*self.events, self.last.event)
        return self

    @property
    def case(self) -> CaseState:
        assert self.state is not None
        return self.state


def reported(*, under: Facts | None = None, **changes: Any) -> Story:
    """Return a story that has just begun; `changes` are fields of the report, `under` other facts than the usual."""
    return Story(under=under).then(CAST.resident, replace(REPORT, **changes))


def ladders_text() -> str:
    """Return the shipped ladders as they are written."""
    texts = [text for text in shipped_documents(STANDARDS_FOLDER, NATIONAL) if text.name == "case-ladders"]
    return texts[-1].text


def ladders(*changes: tuple[str, str], more: str = "") -> CaseLadders:
    """Return the shipped ladders with other words, each of which must stand there, and more items."""
    text = ladders_text() + more
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_document(DocumentText("hefei", "case-ladders", DAY, text, "draft"), CaseLadders, _sources())


def facts_under(found: CaseLadders) -> Facts:
    """Return the small world's facts with these ladders."""
    return replace(facts(), law=replace(law(), ladders=found))
