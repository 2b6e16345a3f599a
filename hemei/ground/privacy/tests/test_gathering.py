"""Owners at the desk: recognised, given everything that is held of them, and forgotten in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction

from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.places import services as places
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.tests.factories import HOUSE, City, draft
from hemei.ground.privacy import queries, services
from hemei.ground.privacy.models import Run
from hemei.ground.privacy.rules import Right
from hemei.ground.privacy.tests.conftest import HOME, Office
from hemei.ground.privacy.tests.test_pages import enter
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import SHANGHAI

ONE = "11010519491231002X"


def owns(office: Office, *, phone: str = "13800138000", until: str = "") -> int:
    """Enter an estate and let 张三 own a unit of it, from a file: a person of his own, known by his papers."""
    from hemei.ground.records.tests import importing

    bureau = Actor(Role.CITY_BUREAU, places=(PlaceRange(office.town.path("340100")),))
    town = City(bureau, office.town.path("340100"))
    with records.acting(SYSTEM):
        places.add_estates(actor=SYSTEM, now=NOW, drafts=[draft(town, buildings=[HOUSE])], source="test")
    header = ["小区", "楼栋", "单元", "房号", "姓名", "证件号码", "电话", "共有份额", "起始日期", "终止日期"]
    row = ["翡翠花园", "1幢", "1单元", "101", "张三", ONE, phone, "1/2", "2020-06-30", until]
    importing.take_in(bureau, NOW, importing.comma(header, row), "people.owners")
    with records.acting(SYSTEM):
        _, (person,) = people.persons_by_number(ONE)
    return person


def recognise(office: Office, name: str = "张三", identity: str = ONE) -> None:
    with records.acting(office.resident):
        people_services.recognise_owner(actor=office.resident, now=NOW, name=name, identity=identity)


def matters_of(office: Office) -> dict[str, queries.Matter]:
    with records.acting(office.resident):
        return {row.held.matter: row for row in queries.own_matters(actor=office.resident, now=NOW)}


def test_an_owner_is_given_everything_once_he_is_recognised(office: Office) -> None:
    person = owns(office)
    assert "拥有的房屋" not in matters_of(office)
    recognise(office, identity=ONE.lower())
    unit = matters_of(office)["拥有的房屋"].held
    assert (unit.name, unit.runs) == ("翡翠花园 1幢1单元101", True)
    assert ("份额", "1/2") in unit.facts
    assert ("专有面积（平方米）", "89.50") in unit.facts
    with records.acting(office.resident):
        assert people.own_persons(office.resident) == (office.town.persons["张三"], person)
        texts = [text for row in queries.own_matters(actor=office.resident, now=NOW) for _, text in row.texts]
    assert ONE in texts
    with records.acting(office.other):
        assert people.own_persons(office.other) == (office.town.persons["李四"],)


@pytest.mark.parametrize(
    ("name", "identity", "phone"),
    [
        ("李四", ONE, "13800138000"),
        ("张三", "110105194912310011", "13800138000"),
        ("张三", ONE, "13900139000"),
    ],
)
def test_name_number_and_phone_must_agree_and_nobody_guesses(
    office: Office, name: str, identity: str, phone: str
) -> None:
    owns(office, phone=phone)
    client = enter(office, "张三")
    for _ in range(5):
        answer = client.post("/privacy/mine/owner", {"name": name, "identity": identity})
        assert "都一致" in answer.content.decode()
    answer = client.post("/privacy/mine/owner", {"name": "张三", "identity": ONE})
    assert (answer.status_code, "次数太多" in answer.content.decode()) == (422, True)
    assert "拥有的房屋" not in matters_of(office)


def test_an_owner_corrects_the_register_and_cannot_be_deleted_while_he_owns(office: Office) -> None:
    person = owns(office)
    recognise(office)
    with records.acting(office.resident):
        wrong = services.ask(
            actor=office.resident, now=NOW, right=Right.CORRECT, text="名字错了", person_id=person
        )
        gone = services.ask(
            actor=office.resident, now=NOW, right=Right.DELETE, text="请删除", person_id=person
        )
        other = office.town.persons["李四"]
        with pytest.raises(Refused, match="本人的信息"):
            services.ask(actor=office.resident, now=NOW, right=Right.COPY, text="他的", person_id=other)
    with records.acting(office.officer):
        right = services.Correction("name", "章三")
        services.answer_request(actor=office.officer, now=NOW, number=wrong, text="已更正", correction=right)
        with pytest.raises(Refused, match="还有1项在册登记"), transaction.atomic():
            services.answer_request(actor=office.officer, now=NOW, number=gone, text="已删除")
        services.refuse_request(actor=office.officer, now=NOW, number=gone, ground="needed", text="仍是业主")
    with records.acting(SYSTEM):
        assert people.persons([person], now=NOW)[person].name == "章**"


def test_a_former_owner_is_forgotten_three_years_on_with_a_count_of_the_run(office: Office) -> None:
    person = owns(office, until="2021-06-30")
    later = datetime(2024, 7, 2, 12, tzinfo=SHANGHAI)
    early = services.erase_expired(actor=SYSTEM, now=later - timedelta(days=10))
    assert "owner" not in early
    notice = queries.personal_data(date(2026, 11, 2))
    assert notice.version == "national/2026-10-01"
    assert services.erase_expired(actor=SYSTEM, now=later.replace(year=2027)) == {"owner": 3}
    run = Run.objects.filter(activity="owner").latest("id")
    assert (run.waiting, run.subjects, run.erased, run.ended_at is not None) == (1, 1, 3, True)
    with records.acting(SYSTEM):
        assert people.persons_by_number(ONE) == ("identity", [])
        assert people.persons([person], now=NOW)[person].name == ""
        assert PropertyUnit.objects.filter(room="101").exists()
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(*) from people_ownership where person_id = %s", [person])
        assert cursor.fetchone() == (1,)


def test_who_holds_an_account_or_still_owns_is_not_forgotten(office: Office) -> None:
    owns(office)
    assert "owner" not in services.erase_expired(actor=SYSTEM, now=NOW + timedelta(days=3650))


def test_the_owner_in_the_browser(office: Office) -> None:
    owns(office)
    client = enter(office, "张三")
    assert "我已看过" in client.get("/privacy").content.decode()
    assert client.post("/privacy/seen").status_code == 302
    assert "我已看过" not in client.get("/privacy").content.decode()
    wrong = client.post("/privacy/mine/owner", {"name": "张三", "identity": "1"})
    assert wrong.status_code == 422
    assert client.post("/privacy/mine/owner", {"name": "张三", "identity": ONE}).status_code == 302
    for page in ("/privacy/mine", "/privacy/mine/paper"):
        said = client.get(page).content.decode()
        assert "翡翠花园 1幢1单元101" in said
        assert ONE in said
    assert ONE in client.get("/privacy/mine/copy").content.decode()
    desk = enter(office, "赵七")
    assert "在网页 1 人" in desk.get("/privacy/notices").content.decode()
    services.erase_expired(actor=SYSTEM, now=NOW)
    assert "业主和房屋" in desk.get("/privacy/retention").content.decode()
    for page in ("/privacy/notices", "/privacy/retention"):
        assert client.get(page).status_code == 403
    assert HOME
