"""The doors of GeoReport v2: what anyone reads, what a program with a key sends, what is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.tests.conftest import Quarter, picture, quarter  # noqa: F401 - the fixture
from hemei.faces.open311 import queries, rules
from hemei.ground.people import services as people
from hemei.ground.people.models import Account, ProgramKey
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.scopes import Scope
from hemei.kernel.workdays import shanghai_day

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
V2 = "/open311/v2"
SECURITY = Actor(role=Role.SECURITY_ADMIN, account_id=1, person_id=1)


@pytest.fixture
def door(quarter: Quarter, monkeypatch: pytest.MonkeyPatch) -> Quarter:  # noqa: F811
    monkeypatch.setattr("hemei.faces.open311.api.utc_now", lambda: NOW)
    return quarter


def key(quarter: Quarter, per_minute: int = 60) -> str:  # noqa: F811
    body = quarter.town.bodies.get("12345热线") or quarter.town.found(
        "12345热线", BodyKind.HOTLINE, "340100", Level.CITY
    )
    return people.issue_program_key(actor=SECURITY, now=NOW, draft=draft(body, per_minute=per_minute)).secret


def draft(body: int, **changes: Any) -> people.KeyDraft:
    usual: dict[str, Any] = {
        "name": "热线工单平台",
        "role": Role.HOTLINE_CLERK,
        "scopes": {Scope.REPORT},
        "per_minute": 60,
        "last_day": date(2027, 11, 1),
    }
    return people.KeyDraft(body_id=body, **usual | changes)


def get(address: str) -> Any:
    return json.loads(Client().get(f"{V2}/{address}").content)


def post(quarter: Quarter, form: str = "json", once: str = "", **params: Any) -> Any:  # noqa: F811
    sent = {"service_code": "littering", "address_id": quarter.token, "description": "垃圾没人收", **params}
    headers = {"Idempotency-Key": once} if once else {}
    return Client().post(
        f"{V2}/requests.{form}", {k: v for k, v in sent.items() if v is not None}, headers=headers
    )


def test_services_are_the_lines_of_the_list(door: Quarter) -> None:
    rows = get("services.json")
    assert len(rows) == 52
    assert rows[-1]["service_code"] == "other"
    assert set(rows[0]) == {
        "service_code",
        "service_name",
        "description",
        "metadata",
        "type",
        "keywords",
        "group",
    }
    top = fromstring(Client().get(f"{V2}/services.xml").content)
    assert [one.findtext("service_code") for one in top] == [row["service_code"] for row in rows]
    assert top[0].findtext("metadata") == "true"


def test_a_service_is_defined_and_an_unknown_one_is_not(door: Quarter) -> None:
    told = get("services/littering.json")
    assert told["service_code"] == "littering"
    assert told["attributes"][0]["code"] == "spot"
    top = fromstring(Client().get(f"{V2}/services/littering.xml").content)
    assert top.find("attributes/attribute/code") is not None
    wrong = Client().get(f"{V2}/services/nosuch.xml")
    assert wrong.status_code == 404
    assert fromstring(wrong.content).findtext("error/code") == "404"


def test_discovery_names_the_endpoint_and_where_keys_come_from(door: Quarter) -> None:
    told = get("discovery.json")
    assert told["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert told["endpoints"][0]["formats"] == ["application/json; charset=utf-8", "text/xml; charset=utf-8"]
    assert "security administration" in told["key_service"]


def test_media_that_is_not_taken_in_is_told_and_nothing_is_reported_without_it(
    door: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hemei.ui.uploads.MOST_OF_FILE", 10)
    answer = post(door, api_key=key(door), media=picture())
    assert answer.status_code == 400
    [error] = json.loads(answer.content)
    assert "没有收下" in error["description"]
    with records.acting(EVERYONE):
        assert not Case.objects.exists()


def test_a_program_reports_and_anyone_follows_without_words_or_reporter(door: Quarter) -> None:
    answer = post(door, api_key=key(door), phone="15400139000", **{"attribute[spot]": "3幢"}, media=picture())
    assert answer.status_code == 201, answer.content
    number = json.loads(answer.content)[0]["service_request_id"]
    row = door.row(number)
    assert (row.channel, row.kind, row.reporter_id) == ("hotline", "littering", None)
    [told] = get(f"requests/{number}.json")
    assert told["status"] == "open"
    assert told["service_code"] == "littering"
    assert told["requested_datetime"].endswith("Z")
    assert told["address_id"] == door.token
    text = json.dumps(told, ensure_ascii=False)
    for hidden in ("垃圾没人收", "15400139000", "3幢"):
        assert hidden not in text
    assert get(f"tokens/{number}.json") == [{"service_request_id": number, "token": number}]
    xml = fromstring(Client().get(f"{V2}/requests/{number}.xml").content)
    assert xml.findtext("request/service_request_id") == number


def test_a_lost_answer_makes_no_second_case(door: Quarter) -> None:
    secret = key(door)
    first, again = (post(door, once="abc", api_key=secret) for _ in range(2))
    assert json.loads(first.content) == json.loads(again.content)
    with records.acting(SYSTEM):
        assert Case.objects.count() == 1
    other = post(door, once="abc", api_key=key(door))
    assert json.loads(other.content) != json.loads(first.content), "another program's key is its own"


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"api_key": None}, 403, "api_key was not given"),
        ({"api_key": "hemei_wrong"}, 403, "unknown, stopped"),
        ({"service_code": ""}, 400, "service_code was not given"),
        ({"service_code": "nosuch"}, 404, "no service 'nosuch'"),
        ({"address_id": None}, 400, "No place was given"),
        ({"address_id": "zzzz"}, 400, "no estate 'zzzz'"),
        ({"address_id": None, "lat": "31.8", "long": "x"}, 400, "'x' is no number"),
        ({"address_id": None, "lat": "10", "long": "10"}, 400, "outside the city"),
        ({"address_id": None, "address_string": "没有这样的小区"}, 400, "no estate is called so"),
        ({"description": ""}, 400, ""),
        ({"phone": "123"}, 400, ""),
        ({"jurisdiction_id": "999999"}, 404, "is not 340100"),
    ],
)
def test_what_is_refused_and_how(door: Quarter, changes: dict[str, Any], status: int, said: str) -> None:
    for form in ("json", "xml"):
        answer = post(door, form, **{"api_key": key(door), **changes})
        assert answer.status_code == status
        if form == "json":
            [error] = json.loads(answer.content)
            assert error["code"] == status
            assert said in error["description"]
        else:
            assert fromstring(answer.content).findtext("error/code") == str(status)
    with records.acting(SYSTEM):
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("requests.json?end_date=0001-01-01T00:00:00Z", 400),
        ("requests.json?start_date=9999-12-31T20:00:00Z", 400),
        ("requests.json?start_date=2999-12-31T23:59:59Z", 200),
        ("requests.json?start_date=1900-01-01T00:00:00Z", 200),
        ("requests.json?service_request_id=%00&service_code=%00&status=%00", 200),
        ("requests/%00.json", 404),
        ("requests/26%00.xml", 404),
        ("tokens/%00.json", 404),
        ("tokens/%00.xml", 404),
        ("services/%00.xml", 404),
        ("services.json?jurisdiction_id=%00", 404),
    ],
)
def test_what_no_request_can_be_is_answered_in_the_error_body(
    door: Quarter, address: str, status: int
) -> None:
    answer = Client().get(f"{V2}/{address}")
    assert answer.status_code == status
    if status >= 400:
        read = json.loads if ".json" in address else fromstring
        assert len(read(answer.content)) == 1


def test_the_city_is_asked_in_the_body_too(door: Quarter) -> None:
    sent = {
        "service_code": "littering",
        "address_id": door.token,
        "description": "垃圾",
        "api_key": key(door),
    }
    for query in ("", "?lang=en", "?jurisdiction_id=340100"):
        wrong = Client().post(f"{V2}/requests.json{query}", {**sent, "jurisdiction_id": "elsewhere.example"})
        assert (wrong.status_code, "elsewhere.example" in wrong.content.decode()) == (404, True)
    assert (
        Client().post(f"{V2}/requests.json?lang=en", {**sent, "jurisdiction_id": "340100"}).status_code == 201
    )


def test_what_is_not_kept_of_a_reporter_is_said(door: Quarter) -> None:
    said = {"email": "someone@example.org", "first_name": "三", "last_name": "张", "phone": "15400139000"}
    [made] = json.loads(post(door, api_key=key(door), **said).content)
    assert "email、first_name、last_name" in made["service_notice"]
    assert door.row(made["service_request_id"]).contact_id is not None
    asked = {"attribute[spot]": "3幢门口", "attribute[WHISPAWN]": "123", "attribute[empty]": " "}
    [unasked] = json.loads(post(door, api_key=key(door), once="unasked", **asked).content)
    assert "attribute[WHISPAWN]" in unasked["service_notice"]
    assert "spot" not in unasked["service_notice"]
    assert "empty" not in unasked["service_notice"]
    [plain] = json.loads(post(door, api_key=key(door), phone="15400139000", once="other").content)
    assert plain["service_notice"] == ""


def test_a_place_is_found_by_its_name_and_by_a_position(door: Quarter) -> None:
    with records.acting(SYSTEM):
        estate = Estate.objects.get(token=door.token)
        Estate.objects.filter(pk=estate.pk).update(lon=117_300_000, lat=31_860_000)
    secret = key(door)
    for place in (
        {"address_string": estate.name},
        {"lat": "31.8601", "long": "117.3001"},
    ):
        assert post(door, api_key=secret, address_id=None, **place).status_code == 201
    far = post(door, api_key=secret, address_id=None, lat="31.90", long="117.30")
    assert "no estate within 300 metres" in far.content.decode()


def test_requests_are_filtered_as_the_specification_says(door: Quarter) -> None:
    secret = key(door)
    first = json.loads(post(door, api_key=secret).content)[0]["service_request_id"]
    second = json.loads(post(door, api_key=secret, service_code="dogs").content)[0]["service_request_id"]

    def numbers(query: str) -> list[str]:
        return [row["service_request_id"] for row in get(f"requests.json?{query}")]

    assert numbers("") == [second, first]
    assert numbers("service_code=dogs") == [second]
    assert numbers("service_code=dogs,littering") == [second, first]
    assert numbers("status=open") == [second, first]
    assert numbers("status=closed") == []
    assert numbers("status=open,closed") == [second, first]
    assert numbers(f"service_request_id={first},nosuch") == [first]
    assert numbers("start_date=2026-10-01T00:00:00Z&end_date=2026-11-01T00:00:00Z") == []
    assert numbers("start_date=2026-11-02T00:00:00Z&end_date=2026-11-02T03:00:00Z") == [second, first]
    with CaptureQueriesContext(connection) as spent:
        get("requests.json")
    assert len(spent) <= 6


def test_the_newest_are_shown_and_no_more_than_the_limit(
    door: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (queries.MOST, rules.MOST) == (1_000, 1_000)
    secret = key(door)
    numbers = [json.loads(post(door, api_key=secret).content)[0]["service_request_id"] for _ in range(4)]
    monkeypatch.setattr(queries, "MOST", 3)
    for query in ("", "service_code=littering", f"service_request_id={','.join(numbers)}"):
        shown = [row["service_request_id"] for row in get(f"requests.json?{query}")]
        assert shown == numbers[:0:-1], query
    monkeypatch.setattr(rules, "MOST", 3)
    many = Client().get(f"{V2}/requests.json?service_request_id={','.join(numbers)}")
    assert (many.status_code, "4 ids, at most 3" in many.content.decode()) == (400, True)


def test_the_view_of_anyone_holds_no_words_and_nobody(door: Quarter) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_viewdef('public_request')")
        view = cursor.fetchone()[0]
    for hidden in ("text_id", "contact_id", "reporter_id", "snapshot", "spot"):
        assert hidden not in view


def test_a_key_is_asked_how_often_and_can_be_stopped(door: Quarter) -> None:
    secret = key(door, per_minute=2)
    assert [post(door, api_key=secret).status_code for _ in range(3)] == [201, 201, 429]
    assert post(door, api_key=secret).headers["Retry-After"] == "60"
    actor = people.admitted(secret=secret, scope=Scope.REPORT, now=NOW + timedelta(minutes=1)).actor
    assert (actor.role, actor.account_id, actor.person_id) == (Role.HOTLINE_CLERK, None, None)
    row = ProgramKey.objects.get()
    assert secret.encode() not in bytes(row.digest)
    people.stop_program_key(actor=SECURITY, now=NOW, key_id=row.pk)
    assert post(door, api_key=secret).status_code == 403
    assert people.forget_program_uses(now=NOW + timedelta(days=2)) == 2


def test_a_key_ends_with_its_last_day_and_opens_what_it_is_for(door: Quarter) -> None:
    key(door)
    body = door.town.bodies["12345热线"]
    ending = draft(body, last_day=date(2026, 11, 2), scopes={Scope.CASES})
    secret = people.issue_program_key(actor=SECURITY, now=NOW, draft=ending).secret
    assert people.admitted(secret=secret, now=NOW).scopes == {"cases"}
    for scope, now, code in ((Scope.REPORT, NOW, "scope"), (None, NOW + timedelta(hours=14), "key")):
        with pytest.raises(Refused) as refused:
            people.admitted(secret=secret, scope=scope, now=now)
        assert [reason.code for reason in refused.value.decision.reasons] == [code]


def test_keys_are_issued_by_security_administration_to_bodies_in_their_own_roles(door: Quarter) -> None:
    with pytest.raises(Refused):
        people.issue_program_key(actor=SYSTEM, now=NOW, draft=draft(1))
    wrong = {"name": "x", "scopes": set(), "per_minute": 0, "last_day": date(2026, 11, 1)}
    for body, role, code in (
        (0, Role.HOTLINE_CLERK, "body"),
        (door.town.bodies["市房产局"], Role.SECURITY_ADMIN, "role_of_body"),
        (door.town.bodies["瑶海区住建局"], Role.CITY_BUREAU, "role_of_body"),
    ):
        with pytest.raises(Refused) as refused:
            people.issue_program_key(actor=SECURITY, now=NOW, draft=draft(body, role=role, **wrong))
        codes = [reason.code for reason in refused.value.decision.reasons]
        assert codes == ["name", code, "rate", "scopes", "last_day"]


def test_a_form_there_is_not(door: Quarter) -> None:
    assert Client().get(f"{V2}/requests.yaml").status_code == 404
    assert Client().delete(f"{V2}/requests.json").status_code == 405


def test_a_key_is_shown_once_and_stopped_on_its_page(door: Quarter) -> None:
    key(door)
    door.town.person("安全员", "340100")
    door.town.found("平台", BodyKind.PLATFORM, "340100", Level.CITY)
    door.town.appoint("安全员", "平台", Role.SECURITY_ADMIN)
    account = door.town.account("安全员", "340100", username="keys")
    Account.objects.filter(pk=account).update(sample=1)
    browser = Client()
    browser.post(f"/demo/persons/{account}")
    page = browser.get("/office/keys").content.decode()
    assert "热线工单平台" in page
    form = {
        "body": "12345热线",
        "role": "hotline_clerk",
        "scopes": "report",
        "last_day": shanghai_day(utc_now()),
    }
    issued = browser.post("/office/keys", {**form, "name": "第二个程序", "per_minute": 60})
    assert "只显示这一次" in issued.content.decode()
    secret = issued.content.decode().split("hemei_")[1].split("<")[0]
    assert secret not in browser.get("/office/keys").content.decode()
    wrong = browser.post("/office/keys", {**form, "name": "", "per_minute": 0, "last_day": "x"})
    assert wrong.status_code == 422
    assert "日期“x”看不懂" in wrong.content.decode()
    stopped = browser.post(f"/office/keys/{ProgramKey.objects.latest('id').pk}/stop", follow=True)
    assert "已停用" in stopped.content.decode()
    assert post(door, api_key=f"hemei_{secret}").status_code == 403
