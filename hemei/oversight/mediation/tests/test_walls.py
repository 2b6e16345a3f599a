"""No dispute is visible to whoever has no role in it: cell by cell, asked of the queries and of PostgreSQL itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection

from hemei.community.meetings import queries as meetings
from hemei.ground.companies import services as companies
from hemei.ground.companies.rules.contracts import Contract
from hemei.ground.companies.services import CompanyDraft, ProjectDraft
from hemei.ground.people.rules.bodies import BodyKind
from hemei.ground.people.rules.bodies import Level as BodyLevel
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, TODAY
from hemei.ground.places import services as places
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.privacy import queries as privacy
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.rules.words import Level, PartyKind, Side
from hemei.oversight.mediation.services import PartyDraft, RecordDraft, SessionDraft
from hemei.oversight.mediation.tests.conftest import CITY, COUNTY, DONGFENG, STREET, Court
from tests.grounds import standing

OTHER = "another project of the company"
TABLES = sorted(
    model._meta.db_table
    for model in apps.get_app_config("mediation").get_models()
    if any(field.name == "scope" for field in model._meta.get_fields())
)

# Who sees what of one dispute at the community: its line in a list, its file, its rows in PostgreSQL.
TABLE = """
who                                       line file rows
secretary of the body                     yes  yes  yes
assigned mediator                         yes  yes  yes
mediator of the body, not assigned        yes  -    yes
mediator of the street above              -    -    -
mediator of the county                    -    -    -
applicant                                 yes  yes  yes
neighbour                                 -    -    -
manager of the project                    yes  yes  yes
manager of another project of the company -    -    -
another company                           -    -    -
community clerk                           -    -    -
community secretary                       -    -    -
grid worker                               -    -    -
street clerk                              -    -    -
county coordinator                        -    -    -
city bureau                               -    -    -
department clerk                          -    -    -
hotline                                   -    -    -
system administration                     -    -    -
auditor                                   -    -    -
data officer                              -    -    -
security administration                   -    -    -
member of the owners' committee           -    -    -
third-party assessor                      -    -    -
visitor                                   -    -    -
"""
CELLS = [
    (line[:42].strip(), tuple(word == "yes" for word in line[42:].split()))
    for line in TABLE.strip().splitlines()[1:]
]


class Estate:
    """A company with two projects, each with a manager, and a dispute of an owner with the first."""

    def __init__(self, court: Court) -> None:
        self.court, town = court, court.town
        for name in ("经理一", "经理二", "邻居"):
            town.person(name, CITY)
        body = town.found("和顺物业公司", BodyKind.COMPANY, CITY, BodyLevel.CITY)
        with records.acting(SYSTEM):
            estates = places.add_estates(
                actor=SYSTEM,
                now=NOW,
                source="test",
                drafts=[self._estate(name) for name in ("翡翠花园", "金色家园")],
            )
            [company] = companies.add_companies(
                actor=SYSTEM,
                now=NOW,
                drafts=[CompanyDraft("和顺物业有限公司", "91350100M000100Y43", body, SINCE)],
            )
            self.projects = companies.begin_projects(
                actor=SYSTEM, now=NOW,
                drafts=[
                    ProjectDraft(company_id=company, estate_id=estate, contract=Contract.OWNERS, valid_from=SINCE)
                    for estate in estates
                ],
            )  # fmt: skip
            for person, project in zip(("经理一", "经理二"), self.projects, strict=True):
                town.appoint(person, "和顺物业公司", Role.COMPANY_MANAGER)
                companies.appoint_manager(
                    actor=SYSTEM, now=NOW, project_id=project, person_id=town.persons[person], day=TODAY
                )
        court.member(Level.COMMUNITY, "旁观调解员", queries.Post.MEDIATOR)
        parties = (
            PartyDraft(side=Side.APPLICANT, name="张三", person_id=town.persons["张三"]),
            PartyDraft(
                side=Side.RESPONDENT, kind=PartyKind.COMPANY, body_id=body, project_id=self.projects[0]
            ),
        )
        self.number = court.mediated(kind="quality", parties=parties)

    def _estate(self, name: str) -> EstateDraft:
        return EstateDraft(
            name=name, kind=EstateKind.COMMODITY, community_id=self.court.town.place(DONGFENG), address="明光路88号",
            built_area_dm2=2_500_000, households=300, valid_from=SINCE,
        )  # fmt: skip

    def actor(self, who: str) -> Actor:
        town = self.court.town
        members = {
            "assigned mediator": ("东风社区党建联席会议", "调解员community"),
            "mediator of the body, not assigned": ("东风社区党建联席会议", "旁观调解员"),
            "mediator of the street above": ("明光路街道物业管理联席会议", "调解员street"),
            "mediator of the county": ("瑶海区物业管理联合调处中心", "调解员county"),
        }
        if who in members:
            return town.actor(Role.MEDIATOR, DONGFENG, *members[who], account=1)
        return {
            "secretary of the body": self.court.secretaries[Level.COMMUNITY],
            "applicant": self.court.resident("张三"),
            "neighbour": self.court.resident("邻居"),
            "manager of the project": town.actor(
                Role.COMPANY_MANAGER, CITY, "和顺物业公司", "经理一", account=1
            ),
            "manager of another project of the company": town.actor(
                Role.COMPANY_MANAGER, CITY, "和顺物业公司", "经理二", account=1
            ),
            "another company": town.actor(Role.COMPANY_MANAGER, CITY, "远山物业公司", "邻居", account=1),
            "community clerk": town.actor(
                Role.COMMUNITY_CLERK, DONGFENG, "东风社区居委会", "邻居", account=1
            ),
            "community secretary": town.actor(
                Role.COMMUNITY_SECRETARY, DONGFENG, "东风社区居委会", "邻居", account=1
            ),
            "grid worker": town.actor(Role.GRID_WORKER, DONGFENG, "东风社区居委会", "邻居", account=1),
            "street clerk": town.actor(Role.STREET_CLERK, STREET, "明光路街道办", "邻居", account=1),
            "county coordinator": town.actor(Role.COUNTY_COORDINATOR, COUNTY, "", "邻居", account=1),
            "city bureau": town.actor(Role.CITY_BUREAU, CITY, "市房产局", "邻居", account=1),
            "department clerk": town.actor(Role.DEPARTMENT_CLERK, COUNTY, "瑶海区住建局", "邻居", account=1),
            "hotline": town.actor(Role.HOTLINE_CLERK, CITY, "", "邻居", account=1),
            "system administration": town.actor(Role.SYSTEM_ADMIN, CITY, "", "邻居", account=1),
            "auditor": town.actor(Role.AUDITOR, CITY, "", "邻居", account=1),
            "data officer": town.actor(Role.DATA_OFFICER, CITY, "远山物业公司", "邻居", account=1),
            "security administration": town.actor(Role.SECURITY_ADMIN, CITY, "", "邻居", account=1),
            "member of the owners' committee": town.actor(
                Role.COMMITTEE_MEMBER, DONGFENG, "东风社区居委会", "邻居", account=1
            ),
            "third-party assessor": town.actor(Role.ASSESSOR, CITY, "远山物业公司", "邻居", account=1),
            "visitor": Actor(role=Role.PUBLIC),
        }[who]


@standing
def estate(court: Court) -> Estate:
    return Estate(court)


def test_who_has_no_role_in_a_dispute_sees_nothing_of_it(estate: Estate) -> None:
    number, seen = estate.number, {}
    for who, _ in CELLS:
        actor = estate.actor(who)
        with records.acting(actor):
            lines = [*queries.inbox(actor=actor), *queries.own_disputes(actor=actor, now=NOW)]
            page = queries.dispute(number, actor=actor, now=NOW)
            with connection.cursor() as cursor:
                cursor.execute("select 1 from mediation_dispute where id = %s", [number])
                rows = cursor.fetchone() is not None
        seen[who] = (bool(lines), page is not None, rows)
    assert seen == dict(CELLS)


def test_no_row_of_mediation_lies_in_a_place(estate: Estate) -> None:
    """The second wall of every table: a street's clerk, whose place the dispute is in, reads no row at all."""
    estate.court.ask(estate.court.secretaries[Level.COMMUNITY], _look, number=estate.number)
    others = ("street clerk", "city bureau", "neighbour", "another company")
    for who in (*others, "manager of another project of the company"):
        with records.acting(estate.actor(who)), connection.cursor() as cursor:
            for table in (*TABLES, "clocks_deadline", "records_event", "records_sealed"):
                cursor.execute(f"select count(*) from {table} where scope = '0.'")
                assert cursor.fetchone() == (0,), (who, table)


def test_the_file_goes_with_the_project_from_one_manager_to_the_next(estate: Estate) -> None:
    court, project, later = estate.court, estate.projects[0], NOW + timedelta(days=1)
    first, second = (estate.actor(f"manager of {which}") for which in ("the project", OTHER))
    manager = {"project_id": project, "person_id": second.person_id, "day": TODAY + timedelta(days=1)}
    court.do(SYSTEM, companies.appoint_manager, later, **manager)
    with records.acting(SYSTEM):
        while records.deliver_pending(now=later):
            pass
    assert (rows(first, estate.number), rows(second, estate.number)) == (0, 1)
    page = court.ask(second, queries.dispute, estate.number, now=later)
    assert page is not None
    assert page.handles is False
    assert services.follow_managers(actor=SYSTEM, now=later) == 0
    nobody = {**manager, "person_id": None, "day": TODAY + timedelta(days=2)}
    court.do(SYSTEM, companies.appoint_manager, NOW + timedelta(days=2), **nobody)
    assert services.follow_managers(actor=SYSTEM, now=NOW + timedelta(days=2)) == 1
    assert rows(second, estate.number) == 0


def rows(actor: Actor, number: int) -> int:
    with records.acting(actor), connection.cursor() as cursor:
        cursor.execute("select count(*) from mediation_dispute where id = %s", [number])
        return int(cursor.fetchone()[0])


def _look(*, actor: Actor, number: int) -> Any:
    return services.open_file(actor=actor, now=NOW, dispute_id=number)


def test_a_party_sees_who_opened_the_file(estate: Estate) -> None:
    court = estate.court
    for actor in (
        court.secretaries[Level.COMMUNITY],
        court.secretaries[Level.COMMUNITY],
        estate.actor("manager of the project"),
    ):
        court.do(actor, services.open_file, dispute_id=estate.number)
    page = court.do(court.resident("张三"), services.open_file, dispute_id=estate.number)
    assert [look.handles for look in page.looks] == [False, True]
    page = court.page(court.resident("张三"), estate.number)
    assert page is not None
    assert len(page.looks) == 3


def test_a_session_is_held_in_the_meeting_engine_and_seen_by_those_who_were_there(estate: Estate) -> None:
    court, mediator = estate.court, estate.actor("assigned mediator")
    session = SessionDraft(starts_at=NOW, location="社区二楼", key="s1")
    number = court.do(mediator, services.call_session, dispute_id=estate.number, draft=session)
    assert court.do(mediator, services.call_session, dispute_id=estate.number, draft=session) == number
    applicant, company = court.page(mediator, estate.number).parties
    record = RecordDraft(text="申请人陈述", present=(applicant.id,), signed=(applicant.id,))
    court.do(mediator, services.hold_session, session_id=number, draft=record)
    assert court.page(court.resident("张三"), estate.number).sessions[0].record == "申请人陈述"
    assert court.page(estate.actor("manager of the project"), estate.number).sessions[0].record is None
    for who in ("assigned mediator", "street clerk", "city bureau", "community clerk", "neighbour"):
        actor = estate.actor(who)
        with records.acting(actor):
            assert meetings.meetings(actor=actor, now=NOW) == [], who
    [line] = court.ask(SYSTEM, meetings.meetings, now=NOW)
    assert (line.kind, line.due_at) == ("mediation_session", None)
    assert company.name == "和顺物业公司"


def test_the_desk_of_personal_data_finds_a_party_and_waits_while_the_dispute_runs(estate: Estate) -> None:
    officer = estate.actor("data officer")
    with records.acting(officer):
        person = estate.court.town.persons["张三"]
        assert privacy.still_used(actor=officer, person_id=person, day=date(2026, 11, 2)) >= 1
        matters = privacy.everything_of(actor=officer, persons=[person], now=NOW)
    assert "纠纷当事人" in {matter.held.matter for matter in matters}
