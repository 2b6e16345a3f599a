"""What the middleware promises: who acts, in which transaction, at which cost; and the pages of each role."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from hemei.ground.people import queries, services
from hemei.ground.people.middleware import ActorMiddleware
from hemei.ground.people.models import Account, Body
from hemei.ground.people.services.session_store import SessionStore
from hemei.ground.people.services.sessions import begin_session
from hemei.ground.people.tests.factories import NOW, SYSTEM, Town
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor, PlaceRange, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import stands_alone

COMMUNITY = "340102001001"
OFFICES = (
    "/office/bodies",
    "/office/bodies/new",
    "/office/staff",
    "/office/sessions",
    "/office/audit",
    "/office/audit/cases",
)
DESKS = {Role.COMMUNITY_CLERK: "东风社区居委会", Role.COMPANY_MANAGER: "大地物业公司"}


def signed_in(town: Town, role: Role, body: str, person: str = "张三") -> Client:
    town.appoint(person, body, role)
    account_id = town.account(person, COMMUNITY, username=f"{role}")
    Account.objects.filter(pk=account_id).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account_id}")
    return client


def request_of(town: Town, role: Role, body: str) -> HttpRequest:
    client = signed_in(town, role, body)
    request = RequestFactory().get("/")
    request.session = SessionStore(client.session.session_key)
    return request


def through(request: HttpRequest, view: object) -> object:
    middleware = ActorMiddleware(lambda asked: middleware.process_view(asked, view, (), {}))  # type: ignore[arg-type]
    return middleware(request)


def test_one_statement_says_who_acts(town: Town) -> None:
    queries.actor_of(request_of(town, Role.COMMUNITY_CLERK, "东风社区居委会").session)
    key = Account.objects.get().sessions.get().session_key
    with CaptureQueriesContext(
        connection,
    ) as spent:
        actor = queries.actor_of(SessionStore(key))
    assert len(spent) == 1
    assert actor.role is Role.COMMUNITY_CLERK
    assert actor.places == (PlaceRange(town.path(COMMUNITY)),)
    assert actor.body_id == town.bodies["东风社区居委会"]
    assert actor.person_id == town.persons["张三"]


def test_a_visitor_costs_no_statement_before_the_view(db: None) -> None:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    with CaptureQueriesContext(connection) as spent:
        ActorMiddleware(lambda _: HttpResponse())(request)
    assert len(spent) == 0
    assert request.actor == PUBLIC


def test_a_view_of_a_visitor_runs_as_the_public_role(town: Town) -> None:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    seen: list[str] = []

    def view(_: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("select current_user")
            seen.extend(cursor.fetchone())
        return HttpResponse()

    through(request, view)
    assert seen == ["hemei_public"]


def test_the_public_role_sees_no_session_account_or_person(town: Town) -> None:
    for table in (
        "people_session",
        "people_account",
        "people_person",
        "people_appointment",
        "people_phonecode",
    ):
        with (
            pytest.raises(Exception, match="permission denied"),
            records.as_public(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"select 1 from {table}")


def test_a_view_of_a_signed_in_person_is_bound_to_the_actor(town: Town) -> None:
    request = request_of(town, Role.COMMUNITY_CLERK, "东风社区居委会")
    seen: list[str] = []

    def view(_: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('app.place_from'), current_setting('app.body')")
            seen.extend(cursor.fetchone())
        return HttpResponse()

    through(request, view)
    assert seen == [town.path(COMMUNITY), str(town.bodies["东风社区居委会"])]


def test_a_refusal_rolls_back_and_an_answer_commits_whatever_its_status(town: Town) -> None:
    request = request_of(town, Role.COMMUNITY_CLERK, "东风社区居委会")

    def refused(_: HttpRequest) -> HttpResponse:
        Body.objects.update(short_name="改")
        raise Refused.because("{what}不行", what="这样")

    def answered(_: HttpRequest) -> HttpResponse:
        Body.objects.update(short_name="改")
        return HttpResponse(status=422)

    answer = through(request, refused)
    assert answer.status_code == 409
    assert "这样不行" in answer.content.decode()
    assert not Body.objects.filter(short_name="改").exists()
    assert through(request, answered).status_code == 422
    assert Body.objects.filter(short_name="改").exists()


def test_a_program_gets_a_refusal_as_json(town: Town) -> None:
    def refused(_: HttpRequest) -> HttpResponse:
        raise Refused.because("不行", field="text", code="role")

    request = RequestFactory().get("/api/x")
    request.session = SessionStore()
    answer = through(request, refused)
    assert answer.status_code == 403
    assert b'"field": "text"' in answer.content


def test_a_view_that_stands_alone_is_not_wrapped(db: None) -> None:
    view = stands_alone(lambda _: HttpResponse())
    request = RequestFactory().get("/")
    request.session = SessionStore()
    assert through(request, view) is None


OFFICE_OF = {
    Role.SYSTEM_ADMIN: {"/office/bodies", "/office/bodies/new", "/office/staff"},
    Role.SECURITY_ADMIN: {"/office/sessions", "/office/staff"},
    Role.AUDITOR: {"/office/bodies", "/office/audit", "/office/audit/cases"},
    Role.COMMUNITY_CLERK: set(),
    Role.CITY_BUREAU: set(),
    Role.COMPANY_MANAGER: set(),
}


@pytest.mark.parametrize("role", OFFICE_OF)
def test_each_administration_has_its_own_pages(town: Town, role: Role) -> None:
    client = signed_in(town, role, DESKS.get(role, "市房产局"))
    answers = {address: client.get(address).status_code for address in OFFICES}
    assert answers == {address: 200 if address in OFFICE_OF[role] else 403 for address in OFFICES}


def test_visitors_are_sent_to_sign_in_and_back(db: None, client: Client) -> None:
    answer = client.get("/office/bodies?after=3")
    assert answer.status_code == 302
    assert answer.url == "/sign-in?next=%2Foffice%2Fbodies%3Fafter%3D3"
    fragment = client.get("/account", headers={"HX-Request": "true"})
    assert fragment.status_code == 204
    assert fragment.headers["HX-Redirect"].startswith("/sign-in")


def test_the_auditor_reads_everything_masked_and_leaves_a_trace(town: Town) -> None:
    client = signed_in(town, Role.AUDITOR, "市房产局")
    page = client.get("/office/audit").content.decode()
    assert "people.person_registered" in page
    assert "<h3>登记人员</h3>" in page
    assert "没有这样的记录" in client.get("/office/audit", {"stream": "nobody:1"}).content.decode()
    assert "13800138000" not in page
    assert "张三" not in page
    account = Account.objects.get()
    with records.acting(SYSTEM):
        events = record.history(stream=f"people.audit:{account.pk}")
    assert {event.type for event in events} == {"people.audit_read"}
    assert events[0].data["first"] > events[0].data["last"]


def test_a_nul_in_a_name_or_a_filter_breaks_no_page(town: Town, client: Client) -> None:
    auditor = signed_in(town, Role.AUDITOR, "市房产局")
    assert auditor.get("/office/audit", {"stream": "\x00", "type": "a\x00"}).status_code == 200
    answer = client.post("/sign-in", {"username": "a\x00b", "password": "x"})
    assert answer.status_code == 422


def test_the_auditor_pages_back_through_the_log(town: Town) -> None:
    actor = town.actor_of_role(Role.AUDITOR)
    first = services.read_audit(actor=actor, now=NOW, asked=services.AuditFilter())
    second = services.read_audit(actor=actor, now=NOW, asked=services.AuditFilter(before=first[-1].id))
    assert second == [] or second[0].id < first[-1].id
    only = services.read_audit(actor=actor, now=NOW, asked=services.AuditFilter(type="people.body_created"))
    assert {row.payload["type"] for row in only} == {"people.body_created"}


def test_the_vault_stays_shut_to_the_auditor(town: Town) -> None:
    auditor = town.actor(Role.AUDITOR, "340100")
    with records.acting(auditor):
        services.read_audit(actor=auditor, now=NOW, asked=services.AuditFilter())
        assert queries.person_list(actor=auditor, now=NOW) == []
        assert queries.persons(town.persons.values(), now=NOW) == {}


@override_settings(DEMO=False)
def test_outside_a_demonstration_there_are_no_sample_persons(town: Town, client: Client) -> None:
    assert client.get("/demo/persons").status_code == 404
    assert client.post("/demo/persons/1").status_code == 404
    assert queries.sample_persons(NOW.date()) == []


def test_the_page_of_sample_persons_says_what_each_can_do(town: Town, client: Client) -> None:
    town.appoint("张三", "东风社区居委会", Role.COMMUNITY_CLERK)
    account_id = town.account("张三", COMMUNITY, username="clerk")
    assert client.post(f"/demo/persons/{account_id}").status_code == 404  # no sample yet
    Account.objects.update(sample=1)
    page = client.get("/demo/persons").content.decode()
    assert "受理报事，自行处置，或吹哨请部门到场。" in page
    assert "东风社区居委会" in page
    assert client.get(f"/demo/persons/{account_id}").status_code == 405
    assert client.post(f"/demo/persons/{account_id}").status_code == 302


def test_a_session_begins_for_a_resident_without_an_appointment(town: Town) -> None:
    account_id = town.account("李四", "340104001001", phone="15400139000")
    session = SessionStore()
    actor = begin_session(
        session=session, account=Account.objects.get(pk=account_id), now=utc_now(), agent="x"
    )
    assert actor == Actor(role=Role.RESIDENT, account_id=account_id, person_id=town.persons["李四"])
