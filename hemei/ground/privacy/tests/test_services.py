"""A request from the asking to its answer, and what a granted one does to the rows and to the chain."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from hemei.ground.clocks import queries as clocks
from hemei.ground.clocks import services as clock_services
from hemei.ground.people import queries as people
from hemei.ground.people.models import Account
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.privacy import queries, services
from hemei.ground.privacy.models import Assessment
from hemei.ground.privacy.rules import Right, State
from hemei.ground.privacy.tests.conftest import Office
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.limits import Limit


def ask(office: Office, right: Right = Right.DELETE, actor: Actor | None = None) -> str:
    actor = actor or office.resident
    with records.acting(actor):
        return services.ask(actor=actor, now=NOW, right=right, text="请办理")


def texts_of(person: int) -> dict[str, str]:
    """What the vault holds of a person, by field."""
    matters = queries.everything_of(actor=SYSTEM, persons=(person,), now=NOW)
    return {field: text for matter in matters for field, text in matter.texts}


def row_of(office: Office, number: str) -> queries.RequestRow:
    with records.acting(office.officer):
        found = queries.request_by_number(number, actor=office.officer)
    assert found is not None
    return found


def answer(office: Office, number: str, **more: object) -> None:
    with records.acting(office.officer):
        services.answer_request(actor=office.officer, now=NOW, number=number, text="已办理", **more)  # type: ignore[arg-type]


def test_a_request_starts_a_clock_at_the_data_officers_desk(office: Office) -> None:
    row = row_of(office, ask(office))
    assert row.desk_id == office.town.bodies["数据资源局"]
    assert row.state is State.OPEN
    with records.acting(office.officer):
        (deadline,) = clocks.deadlines_of(stream=row.stream)
        assert deadline.due_at == row.due_at == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
        (event, *_rest) = [
            event for event in record.history(stream=row.stream) if event.type == "privacy.request_made"
        ]
    assert "请办理" not in str(event)
    assert event.standards[0]["clause"] == "第四十七条"


def test_without_a_data_officer_the_citys_bureau_answers(office: Office) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from people_appointment where role = 'data_officer'")
    office.town.person("钱八", "340102001001")
    office.town.appoint("钱八", "市房产局", Role.CITY_BUREAU)
    number = ask(office)
    with records.acting(SYSTEM):
        assert (
            queries.requests(
                actor=Actor(Role.CITY_BUREAU, body_id=office.town.bodies["市房产局"]), state="open"
            )[0].number
            == number
        )


def test_the_same_is_asked_once_at_a_time(office: Office) -> None:
    ask(office)
    with pytest.raises(Refused, match="已有一件同类申请"):
        ask(office)
    ask(office, Right.COPY)


def test_a_stranger_neither_sees_nor_withdraws_a_request(office: Office) -> None:
    number = ask(office)
    with records.acting(office.other):
        assert queries.request_by_number(number, actor=office.other) is None
        with pytest.raises(Refused, match="没有这件申请"):
            services.withdraw_request(actor=office.other, now=NOW, number=number)
    with records.acting(office.resident):
        services.withdraw_request(actor=office.resident, now=NOW, number=number)
        assert queries.own_requests(actor=office.resident)[0].state is State.WITHDRAWN
    with pytest.raises(Refused, match="已撤回"):
        answer(office, number)


def test_the_desk_sees_who_asks_only_while_it_must_answer(office: Office) -> None:
    number = ask(office)
    person = office.town.persons["张三"]
    with records.acting(office.officer):
        assert people.persons([person], now=NOW)[person].name == "张**"
    answer(office, number)
    with records.acting(office.officer):
        assert people.persons([person], now=NOW) == {}


def test_a_correction_puts_the_right_number_and_forgets_the_wrong_one(office: Office) -> None:
    number = ask(office, Right.CORRECT)
    answer(office, number, correction=services.Correction("phone", "13900139001"))
    person = office.town.persons["张三"]
    with records.acting(SYSTEM):
        assert people.persons_by_phone("13900139001") == [person]
        assert people.persons_by_phone("13800138000") == []
        assert texts_of(person)["phone"] == "13900139001"
        event = record.history(stream=f"people.person:{person}")[-1]
    assert event.type == "people.person_corrected"
    assert Account.objects.get(person_id=person).phone_index == record.blind_index("phone", "13900139001")


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("phone", "123", "手机号"),
        ("name", " ", "请填写"),
        ("identity", "x", "只能更正"),
        ("phone", "15400139000", "另一个账号"),
    ],
)
def test_a_correction_that_cannot_be_leaves_the_request_open(
    office: Office, field: str, text: str, says: str
) -> None:
    number = ask(office, Right.CORRECT)
    with pytest.raises(Refused, match=says), transaction.atomic():
        answer(office, number, correction=services.Correction(field, text))
    assert row_of(office, number).state is State.OPEN


def test_deleting_waits_while_a_matter_of_the_person_runs(office: Office) -> None:
    number = ask(office)
    stream = f"people.person:{office.town.persons['张三']}"
    subject = clock_services.Subject(stream, office.town.path("340102001001"), "k", "matter", 1)
    with records.acting(SYSTEM):
        clock_services.start_deadline(
            actor=SYSTEM, now=NOW, subject=subject, limit=Limit(3, "working_days"),
            working_time=clocks.working_time(now=NOW),
        )  # fmt: skip
    with pytest.raises(Refused, match="还有1个时限没有办完"), transaction.atomic():
        answer(office, number)
    with records.acting(SYSTEM):
        clock_services.settle_deadline(actor=SYSTEM, now=NOW, stream=stream, key="k")
    answer(office, number)
    assert row_of(office, number).state is State.ANSWERED


def test_deleting_erases_every_text_closes_the_account_and_keeps_the_chain(office: Office) -> None:
    number = ask(office)
    person = office.town.persons["张三"]
    with records.acting(office.resident):
        assert set(texts_of(person)) >= {"name", "phone"}
    answer(office, number)
    with records.acting(SYSTEM):
        assert texts_of(person) == {}
        assert record.history(stream=f"people.person:{person}")[-1].type == "people.person_forgotten"
    account = Account.objects.get(person_id=person)
    assert not account.is_active
    assert account.phone_index is None
    assert not account.sessions.exists()


def test_a_refusal_names_its_ground(office: Office) -> None:
    number = ask(office)
    with records.acting(office.officer):
        with pytest.raises(Refused, match="请选择不同意的依据"), transaction.atomic():
            services.refuse_request(
                actor=office.officer, now=NOW, number=number, ground="accurate", text="不行"
            )
        with pytest.raises(Refused, match="请写明内容"), transaction.atomic():
            services.refuse_request(
                actor=office.officer, now=NOW, number=number, ground="kept_by_law", text=" "
            )
        services.refuse_request(
            actor=office.officer, now=NOW, number=number, ground="kept_by_law", text="合同档案须保存三年"
        )
        event = record.history(stream=row_of(office, number).stream)[-1]
    assert row_of(office, number).ground == "kept_by_law"
    assert (event.type, event.standards[0]["clause"]) == ("privacy.request_refused", "第四十七条")


@pytest.mark.parametrize("role", [Role.COMMUNITY_CLERK, Role.SYSTEM_ADMIN, Role.AUDITOR, Role.RESIDENT])
def test_nobody_else_answers(office: Office, role: Role) -> None:
    number = ask(office)
    actor = Actor(role, 9, 9, office.town.bodies["数据资源局"])
    with records.acting(actor), pytest.raises(Refused, match="不能答复个人信息申请"):
        services.answer_request(actor=actor, now=NOW, number=number, text="好")


def assess(office: Office, done_on: date = date(2026, 10, 30)) -> int:
    with records.acting(office.officer):
        return services.add_assessment(
            actor=office.officer, now=NOW, activity="capture", title="照片位置的影响评估", outcome="with_measures",
            text="仅用于核对现场，最短保存", done_on=done_on,
        )  # fmt: skip


def test_an_assessment_is_kept_three_years_by_the_database(office: Office) -> None:
    identity = assess(office)
    with records.acting(office.officer):
        (row,) = queries.assessments(actor=office.officer)
        assert (row.id, row.kept_until) == (identity, date(2029, 10, 30))
        assert queries.assessment_text(row) == "仅用于核对现场，最短保存"
        for act in (
            lambda: Assessment.objects.all().delete(),
            lambda: Assessment.objects.update(title="别的"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()
    with pytest.raises(Refused, match="还没有到"):
        assess(office, date(2026, 11, 3))


def test_reasons_for_looking_go_after_five_years(office: Office) -> None:
    from hemei.ground.people import services as people_services

    clerk = office.town.actor(Role.COMMUNITY_CLERK, "340102001001", "东风社区居委会", "赵七", 1)
    person = office.town.persons["张三"]
    with records.acting(clerk):
        number = people.persons([person], now=NOW)[person].phone_id
        people_services.unmask(actor=clerk, now=NOW, vault_id=number or 0, reason="联系报事人")
    assert services.erase_expired(actor=SYSTEM, now=NOW + timedelta(days=365 * 5 - 10)) == {}
    assert services.erase_expired(actor=SYSTEM, now=NOW + timedelta(days=365 * 5 + 10)) == {"access_log": 1}
    assert services.erase_expired(actor=SYSTEM, now=NOW + timedelta(days=365 * 5 + 10)) == {}
    resident = Actor(Role.RESIDENT, person_id=person)
    with records.acting(SYSTEM):
        (look,) = queries.looks_at(actor=resident, persons=(person,))
        event = record.history(stream="privacy.retention:access_log")[-1]
    assert look.reason is None
    assert event.data["subjects"] == 1
