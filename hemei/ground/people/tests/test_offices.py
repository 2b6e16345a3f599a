"""System administration in the browser: bodies, staff, appointments; and who else may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.ground.people import queries, services
from hemei.ground.people.models import Account, Appointment, Body
from hemei.ground.people.pages import gate
from hemei.ground.people.rules import bodies as tables
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, TODAY, Town
from hemei.ground.people.tests.test_doors import signed_in
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.ui.tests.reading import cells

COMMUNITY = "340102001001"
PASSWORD = "Ein-gutes-Wort-7"  # noqa: S105 - of this test only


@pytest.fixture
def admin(town: Town) -> Client:
    return signed_in(town, Role.SYSTEM_ADMIN, "市房产局")


def day(days: int = 0) -> str:
    return (gate.today() + timedelta(days=days)).isoformat()


def founded(admin: Client, **changed: str) -> str:
    form = {
        "kind": "department", "place": "340102", "name": "瑶海区城管局", "short_name": "", "department": "UM",
        "valid_from": "2024-01-01",
    }  # fmt: skip
    answer = admin.post("/office/bodies/new", form | changed)
    return answer.url if answer.status_code == 302 else answer.content.decode()


def test_the_whole_way_from_a_new_body_to_its_clerk_at_work(town: Town, admin: Client) -> None:
    address = founded(admin)
    body_id = int(address.rsplit("/", 1)[1])
    assert queries.body(body_id).level is Level.COUNTY
    staff = {"name": "王五", "phone": "13912345678", "username": "wangwu", "public_office": ""}
    onward = admin.post(f"{address}/staff", staff).url
    assert onward == f"{address}/appoint?username=wangwu"
    assert 'value="wangwu"' in admin.get(onward).content.decode()
    post = {
        "username": "wangwu",
        "role": "department_clerk",
        "place": "",
        "valid_from": day(),
        "valid_until": "",
    }
    assert admin.post(f"{address}/appoint", post).url == address
    page = admin.get(address).content.decode()
    assert "wangwu" in page
    person = queries.appointments(body_id=body_id)[0].person_id
    shown = admin.get(f"/office/staff/{person}").content.decode()
    assert "王*" in shown
    assert "王五" not in shown
    assert "13912345678" not in shown
    with records.acting(SYSTEM):
        assert queries.persons_by_phone("13912345678") == [person]

    security = signed_in(town, Role.SECURITY_ADMIN, "市应急局", "李四")
    account = Account.objects.get(username="wangwu")
    said = security.post(f"/office/accounts/{account.pk}/password").content.decode()
    password = re.search(r'<p class="num"><strong>(.+?)</strong>', said)[1]
    assert password not in security.get("/office/staff").content.decode()

    clerk = Client()
    page = clerk.post("/sign-in", {"username": "wangwu", "password": password})
    assert "设置自己的密码" in page.content.decode()
    assert clerk.get("/account").status_code == 302  # nothing is open yet
    assert clerk.post("/sign-in/password", {"new": "short"}).status_code == 422
    assert clerk.post("/sign-in/password", {"new": PASSWORD}).status_code == 302
    assert "部门工作人员" in clerk.get("/account").content.decode()
    assert Client().post("/sign-in", {"username": "wangwu", "password": password}).status_code == 422
    assert Client().post("/sign-in", {"username": "wangwu", "password": PASSWORD}).status_code == 302


def test_without_a_password_handed_over_nobody_chooses_one(town: Town) -> None:
    assert Client().post("/sign-in/password", {"new": PASSWORD}).status_code == 422


def test_only_staff_accounts_get_a_password(town: Town) -> None:
    account = town.account("李四", "340104001001", phone="15400139000")
    with pytest.raises(Refused, match="没有这个工作账号"):
        services.issue_password(actor=town.actor(Role.SECURITY_ADMIN, "340100"), now=NOW, account_id=account)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"kind": ""}, "kind", "没有选机构种类"),
        ({"kind": "company"}, "kind", "没有选机构种类"),
        ({"place": "没有这里"}, "place", "没有找到“没有这里”这个地点"),
        ({"place": "街道"}, "place", "340103001 庐阳区逍遥津街道"),
        ({"place": "340102001"}, "place", "不能设在“街道”一级"),
        ({"place": "340102", "valid_from": "1999-12-31"}, "place", "1999-12-31不存在"),
        ({"name": "局"}, "name", "2 到 60 个字"),
        ({"name": "瑶海区住建局"}, "name", "这里已有“瑶海区住建局”"),
        ({"department": ""}, "department", "没有选部门代码"),
        ({"department": "ZZ"}, "department", "没有“ZZ”这个部门代码"),
        ({"valid_from": ""}, "valid_from", "没有填日期"),
        ({"valid_from": "2026-02-30"}, "valid_from", "看不懂"),
        ({"valid_from": "2062-01-01"}, "valid_from", "太远"),
    ],
)
def test_a_body_that_cannot_be_is_refused_beside_its_field_and_the_form_kept(
    town: Town, admin: Client, changed: dict[str, str], field: str, said: str
) -> None:
    page = founded(admin, **changed)
    assert f'href="#field-{field}"' in page
    assert said in page
    assert changed.get("name", "瑶海区城管局") in page
    assert not Body.objects.filter(name="瑶海区城管局").exists()


def test_a_renamed_body_stays_the_same_and_keeps_its_former_names(town: Town, admin: Client) -> None:
    body = town.bodies["瑶海区住建局"]
    address = f"/office/bodies/{body}"
    form = {"name": "瑶海区住房局", "short_name": "", "valid_from": day(-10)}
    assert admin.post(f"{address}/rename", form).url == address
    names = queries.names_of_body(queries.body(body))
    assert [(row.name, row.valid_from) for row in names] == [
        ("瑶海区住房局", gate.today() - timedelta(days=10)),
        ("瑶海区住建局", SINCE),
    ]
    assert "瑶海区住建局" in admin.get(address).content.decode()
    assert "瑶海区住房局" in admin.get("/office/bodies?q=瑶海区住建").content.decode()
    for changed, said in (
        ({"valid_from": day(1)}, "还没有到"),
        ({"valid_from": day(-20)}, "上次更名"),
        ({"name": "瑶海区住房局"}, "它现在就叫"),
        ({"name": ""}, "2 到 60 个字"),
    ):
        answer = admin.post(f"{address}/rename", {"name": "再改", "valid_from": day(-1)} | changed)
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_a_dissolved_body_leads_to_its_successor_and_back(town: Town, admin: Client) -> None:
    town.person("王五", COMMUNITY)
    town.appoint("王五", "瑶海区住建局", Role.DEPARTMENT_CLERK)
    body, heir = town.bodies["瑶海区住建局"], town.bodies["市房产局"]
    address = f"/office/bodies/{body}"
    before = admin.get(f"{address}/dissolve").content.decode()
    assert "未办结或者等待复查的案件 0 件" in before
    assert "在任人员 1 人" in before
    for form, said in (
        ({"valid_until": "", "successor": ""}, "没有填日期"),
        ({"valid_until": day(1), "successor": ""}, "还没有到"),
        ({"valid_until": "2021-12-31", "successor": ""}, "不晚于设立"),
        ({"valid_until": day(), "successor": "没有的局"}, "没有叫“没有的局”的机构"),
        ({"valid_until": day(), "successor": "东风社区居委会"}, "种类不同"),
        ({"valid_until": day(), "successor": "瑶海区住建局"}, "它就是本机构"),
        ({"valid_until": day(), "successor": "999999999"}, "没有这个机构"),
    ):
        answer = admin.post(f"{address}/dissolve", form)
        assert answer.status_code == 422, form
        assert said in answer.content.decode()
    assert admin.post(f"{address}/dissolve", {"valid_until": day(), "successor": "市房产局"}).url == address
    page = admin.get(address).content.decode()
    assert f'href="/office/bodies/{heir}"' in page
    assert "这一天没有人在任" in page
    assert "王五" not in page
    assert "部门工作人员" in admin.get(f"{address}?on={day(-1)}").content.decode()
    assert f'href="{address}"' in admin.get(f"/office/bodies/{heir}").content.decode()
    again = admin.post(f"{address}/dissolve", {"valid_until": day(), "successor": ""})
    assert "已经撤销" in again.content.decode()


def test_companies_and_committees_are_not_dissolved_here(town: Town) -> None:
    with pytest.raises(Refused, match="不在这里"):
        services.dissolve_body(actor=SYSTEM, now=NOW, body_id=town.bodies["大地物业公司"], valid_until=TODAY)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"username": "nobody"}, "没有“nobody”这个用户名"),
        ({"username": ""}, "这个用户名"),
        ({"role": ""}, "没有选职务"),
        ({"role": "department_clerk"}, "没有“部门工作人员”这个职务"),
        ({"place": "三里庵社区居民委员会X"}, "没有找到"),
        ({"place": "340104001001"}, "不在“东风社区居委会”的范围内"),
        ({"valid_from": ""}, "没有填日期"),
        ({"valid_from": "2021-12-31"}, "到2022-01-01才设立"),
        ({"valid_from": "0206-01-01"}, "不存在"),
        ({"valid_from": "2062-01-01"}, "太远"),
        ({"valid_from": "2025-01-01", "valid_until": "2024-01-01"}, "结束日早于开始日"),
        ({"valid_from": "2023-01-01"}, "时间重叠"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused_and_the_form_kept(
    town: Town, admin: Client, changed: dict[str, str], said: str
) -> None:
    services.register_staff(
        actor=SYSTEM,
        now=NOW,
        body_id=town.bodies["东风社区居委会"],
        draft=services.StaffDraft("王五", "wangwu"),
    )
    person = Account.objects.get(username="wangwu").person_id
    services.appoint(
        actor=SYSTEM, now=NOW, person_id=person, body_id=town.bodies["东风社区居委会"],
        role=Role.COMMUNITY_CLERK, valid_from=date(2023, 6, 1),
    )  # fmt: skip
    form = {
        "username": "wangwu",
        "role": "community_clerk",
        "place": "",
        "valid_from": "2022-06-01",
        "valid_until": "",
    }
    answer = admin.post(f"/office/bodies/{town.bodies['东风社区居委会']}/appoint", form | changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{(form | changed)["valid_from"]}"' in page
    assert Appointment.objects.filter(person_id=person).count() == 1


def test_nobody_is_appointed_to_a_dissolved_body_or_beyond_its_end(town: Town, admin: Client) -> None:
    body = town.bodies["瑶海区住建局"]
    services.register_staff(actor=SYSTEM, now=NOW, body_id=body, draft=services.StaffDraft("王五", "wangwu"))
    services.dissolve_body(actor=SYSTEM, now=NOW, body_id=body, valid_until=TODAY)
    form = {
        "username": "wangwu",
        "role": "department_clerk",
        "place": "",
        "valid_from": day(),
        "valid_until": "",
    }
    assert "已经撤销，不能再任命" in admin.post(f"/office/bodies/{body}/appoint", form).content.decode()
    earlier = form | {"valid_from": "2024-01-01"}
    assert "任期请到那一天为止" in admin.post(f"/office/bodies/{body}/appoint", earlier).content.decode()


def test_an_appointment_ends_on_a_day_and_is_then_history(town: Town, admin: Client) -> None:
    row = queries.appointments_on(TODAY, body_id=town.bodies["市房产局"])[0]
    address = f"/office/appointments/{row.id}/end"
    assert "市房产局" in admin.get(address).content.decode()
    for typed, said in ((day(-10_000), "结束日早于开始日"), ("", "没有填日期"), ("x", "看不懂")):
        answer = admin.post(address, {"valid_until": typed})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert admin.post(address, {"valid_until": day(3)}).status_code == 302
    assert "已经结束" in admin.post(address, {"valid_until": day(3)}).content.decode()
    assert queries.appointments(body_id=row.body_id, on=gate.today() + timedelta(days=3)) == []
    assert admin.get("/office/appointments/999999999/end").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "王"}, "2 到 40 个字"),
        ({"username": "王五"}, "用户名“王五”不能用"),
        ({"username": "system_admin"}, "已有账号"),
        ({"phone": "123"}, "这不是手机号码"),
    ],
)
def test_a_person_that_cannot_be_registered_leaves_nothing_behind(
    town: Town, admin: Client, changed: dict[str, str], said: str
) -> None:
    form = {"name": "王五", "phone": "", "username": "wangwu", "public_office": "1"}
    before = Account.objects.count()
    with records.acting(SYSTEM):
        persons = len(queries.person_list(actor=SYSTEM, now=NOW))
    answer = admin.post(f"/office/bodies/{town.bodies['市房产局']}/staff", form | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with records.acting(SYSTEM):
        assert len(queries.person_list(actor=SYSTEM, now=NOW)) == persons
    assert Account.objects.count() == before


def test_a_resident_is_nobody_to_system_administration(town: Town, admin: Client) -> None:
    town.account("李四", "340104001001", phone="15400139000")
    assert admin.get(f"/office/staff/{town.persons['李四']}").status_code == 404
    assert str(town.persons["李四"]) not in admin.get("/office/staff").content.decode()


# Which role reaches which page and act; everybody else is refused.
ACTS = {
    "/office/bodies/{body}": {Role.SYSTEM_ADMIN, Role.AUDITOR},
    "/office/bodies/{body}/rename": {Role.SYSTEM_ADMIN},
    "/office/bodies/{body}/dissolve": {Role.SYSTEM_ADMIN},
    "/office/bodies/{body}/staff": {Role.SYSTEM_ADMIN},
    "/office/bodies/{body}/appoint": {Role.SYSTEM_ADMIN},
    "/office/appointments/{post}/end": {Role.SYSTEM_ADMIN},
    "/office/staff/{person}": {Role.SYSTEM_ADMIN},
    "/office/bodies.xlsx": {Role.SYSTEM_ADMIN, Role.AUDITOR},
    "/office/staff.xlsx": {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN},
}
APPOINTABLE = {role: kind for kind, roles in tables.ROLES_OF.items() for role in roles}


@pytest.mark.parametrize("role", sorted(APPOINTABLE))
def test_each_act_is_for_its_role_alone(town: Town, role: Role) -> None:
    kind = APPOINTABLE[role]
    desk = next((name for name, key in town.bodies.items() if queries.body(key).kind is kind), None)
    if desk is None:
        code = {BodyKind.COUNTY_GOVERNMENT: "340102", BodyKind.UTILITY: "340102"}.get(kind, "340100")
        level = Level.COUNTY if len(code.rstrip("0")) > 4 else Level.CITY
        desk = "新设的机构"
        town.found(desk, kind, code, level, "UT" if kind is BodyKind.UTILITY else "")
    client = signed_in(town, role, desk)
    post = queries.appointments(person_id=town.persons["张三"])[0].id
    names = {"body": town.bodies["瑶海区住建局"], "person": town.persons["张三"], "post": post}
    for address, roles in ACTS.items():
        answer = client.get(address.format(**names))
        assert answer.status_code == (200 if role in roles else 403), address
        assert not answer.streaming or list(answer.streaming_content)  # a sheet left unread stays open
    account = Account.objects.get(username=str(role)).pk
    issued = client.post(f"/office/accounts/{account}/password").status_code
    assert issued == (200 if role is Role.SECURITY_ADMIN else 403)


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as spent:
        yield spent


@pytest.mark.parametrize(
    "address", ["/office/bodies?on=2026-11-02&place=340102", "/office/staff", "/office/bodies/{body}"]
)
def test_a_list_takes_the_same_statements_however_long_it_is(town: Town, admin: Client, address: str) -> None:
    body = town.bodies["东风社区居委会"]
    address = address.format(body=body)
    drafts = [services.StaffDraft("王五", f"user{number}") for number in range(60)]
    admin.get(address)
    with counted() as few:
        admin.get(address)
    for number, draft in enumerate(drafts):
        person = services.register_staff(actor=SYSTEM, now=NOW, body_id=body, draft=draft)
        services.appoint(
            actor=SYSTEM, now=NOW, person_id=person, body_id=body, role=Role.COMMUNITY_CLERK, valid_from=SINCE
        )
        town.found(f"瑶海区第{number}局", BodyKind.DEPARTMENT, "340102", Level.COUNTY, "UM")
    with counted() as many:
        page = admin.get(address).content.decode()
    assert "下一页" in page
    assert abs(len(many) - len(few)) <= 1  # a name or a post to look up, or none


def test_the_register_is_filtered_paged_and_given_as_a_sheet(town: Town, admin: Client) -> None:
    page = admin.get("/office/bodies?kind=street&place=340102").content.decode()
    assert "明光路街道办" in page
    assert "三里庵街道办" not in page
    assert "没有找到机构" in admin.get("/office/bodies?on=2021-01-01").content.decode()
    assert admin.get("/office/bodies?place=没有这里&q=%00").status_code == 422
    found = cells(admin, "/office/bodies.xlsx?kind=street")
    assert [name for name in found if name.endswith("街道办")][::2] == [
        "明光路街道办",
        "三里庵街道办",
        "逍遥津街道办",
    ]
    assert "市房产局" not in found
    assert cells(admin, "/office/staff.xlsx")[5:9] == ["system_admin", "市房产局", "系统管理员", "否"]


def test_acts_of_administration_are_events(town: Town, admin: Client) -> None:
    body = town.bodies["瑶海区住建局"]
    services.rename_body(
        actor=town.actor(Role.SYSTEM_ADMIN, "340100"),
        now=NOW,
        body_id=body,
        name="瑶海区住房局",
        valid_from=TODAY,
    )
    with records.acting(SYSTEM):
        events = record.history(stream=f"people.body:{body}")
    assert events[-1].type == "people.body_renamed"
    assert events[-1].data["formerly"] == "瑶海区住建局"
