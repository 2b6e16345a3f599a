"""Persons in the vault, unmasking with a reason, and who looked."""

from __future__ import annotations

import pytest
from django.db import connection

from hemei.ground.people import queries, services
from hemei.ground.people.models import Person
from hemei.ground.people.tests.factories import NOW, SYSTEM, Town
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

COMMUNITY = "340102001001"


def test_a_name_and_a_phone_number_lie_in_the_vault_only(town: Town) -> None:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select (select string_agg(p::text, '') from people_person p)")
        assert "张三" not in cursor.fetchone()[0]
        cursor.execute("select string_agg(payload::text, '') from records_event where stream like 'people.%'")
        events = cursor.fetchone()[0]
    assert "张三" not in events
    assert "13800138000" not in events


def test_a_person_in_public_office_is_shown_by_name(town: Town) -> None:
    person_id = services.create_person(
        actor=SYSTEM, now=NOW, name="赵六", scope=town.path("340102"), public_office=True
    )
    with records.acting(SYSTEM):
        rows = queries.persons([person_id, town.persons["张三"]], now=NOW)
    assert rows[person_id].name == "赵六"
    assert rows[town.persons["张三"]].name == "张**"


def test_a_phone_number_finds_its_person_exactly(town: Town) -> None:
    with records.acting(SYSTEM):
        assert queries.persons_by_phone("+86 138 0013 8000") == [town.persons["张三"]]
        assert queries.persons_by_phone("13800138001") == []
        assert queries.persons_by_phone("1380013800") == []
    foreign = town.actor(Role.STREET_CLERK, "340104001")
    with records.acting(foreign):
        assert queries.persons_by_phone("13800138000") == []


def test_who_unmasks_says_why_and_the_person_sees_it(town: Town) -> None:
    clerk = town.actor(Role.COMMUNITY_CLERK, COMMUNITY, "东风社区居委会")
    owner = town.actor(Role.RESIDENT, COMMUNITY, person="张三")
    with records.acting(SYSTEM):
        phone_id = Person.objects.get(pk=town.persons["张三"]).phone_id or 0
    with records.acting(clerk):
        assert (
            services.unmask(actor=clerk, now=NOW, vault_id=phone_id, reason="核实报事地址") == "13800138000"
        )
    with records.acting(owner):
        look = record.history(stream=services.stream_of(town.persons["张三"]))[-1]
        (reason,) = record.open_sealed([look.data["about"]["texts"]["text"]["vault"]]).values()
    assert (look.type, look.data["field"], reason) == ("people.unmasked", "phone", "核实报事地址")
    assert (look.actor["role"], look.actor["body"]) == ("community_clerk", town.bodies["东风社区居委会"])


@pytest.mark.parametrize("reason", ["", "   ", "看看"])
def test_without_a_reason_nothing_is_unmasked(town: Town, reason: str) -> None:
    clerk = town.actor(Role.COMMUNITY_CLERK, COMMUNITY)
    with records.acting(clerk):
        phone_id = Person.objects.get(pk=town.persons["张三"]).phone_id or 0
        with pytest.raises(Refused, match="理由"):
            services.unmask(actor=clerk, now=NOW, vault_id=phone_id, reason=reason)


def test_what_is_not_yours_and_what_is_not_there_look_alike(town: Town) -> None:
    foreign = town.actor(Role.COMMUNITY_CLERK, "340104001001")
    with records.acting(SYSTEM):
        phone_id = Person.objects.get(pk=town.persons["张三"]).phone_id or 0
    said = []
    with records.acting(foreign):
        for vault_id in (phone_id, 999_999_999):
            with pytest.raises(Refused) as refused:
                services.unmask(actor=foreign, now=NOW, vault_id=vault_id, reason="核实报事地址")
            said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_department_that_was_let_in_may_unmask_what_it_sees(town: Town) -> None:
    department = town.actor(Role.DEPARTMENT_CLERK, "340102", "瑶海区住建局")
    with records.acting(SYSTEM):
        sealed = records.seal(
            stream="cases.case:1", scope=town.path(COMMUNITY), field="phone", text="13800138000",
            person_id=town.persons["张三"],
        )  # fmt: skip
        records.grant_access(stream="cases.case:1", bodies=(town.bodies["瑶海区住建局"],))
    with records.acting(department):
        text = services.unmask(actor=department, now=NOW, vault_id=sealed.vault_id, reason="上门前联系报事人")
        assert text == "13800138000"
    with records.acting(SYSTEM):
        assert record.history(stream=f"people.person:{town.persons['张三']}")[-1].type == "people.unmasked"


@pytest.mark.parametrize(
    "role", [Role.CITY_BUREAU, Role.COMPANY_MANAGER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.RESIDENT]
)
def test_roles_without_the_need_unmask_nothing(town: Town, role: Role) -> None:
    actor = town.actor(role, "340100")
    with records.acting(actor), pytest.raises(Refused, match="不能"):
        services.unmask(actor=actor, now=NOW, vault_id=1, reason="核实报事地址")


def test_an_erased_person_leaves_the_chain_whole_and_no_field(town: Town) -> None:
    with records.acting(SYSTEM):
        records.erase_person(person_id=town.persons["张三"], now=NOW)
        assert queries.persons_by_phone("13800138000") == []
        assert queries.persons([town.persons["张三"]], now=NOW)[town.persons["张三"]].name == ""
