"""A community names who walks its cells: of its own staff, for its own cells, and no other role."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.coordination.patrols.tests.conftest import CELLS, NOW, TODAY, Beat
from hemei.coordination.patrols.tests.test_nobody import EMPTY, leave, naming, told
from hemei.coordination.patrols.tests.test_services import code_of
from hemei.ground.people import queries
from hemei.ground.people import services as people
from hemei.ground.people.models import Appointment
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.tests.conftest import DONGFENG, MINGGUANG

COMMUNITY = "东风社区居委会"


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("gate", "lists", "one", "naming"):
        monkeypatch.setattr(f"hemei.coordination.patrols.pages.{part}.utc_now", lambda: NOW)


def staff(beat: Beat, name: str, body: str = COMMUNITY) -> int:
    """Register somebody who is to work for a body; system administration does."""
    draft = people.StaffDraft(
        name=name, username=f"u{name.encode().hex()[:12]}", phone="", public_office=False
    )
    return people.register_staff(actor=SYSTEM, now=NOW, body_id=beat.quarter.body(body), draft=draft)


def named(beat: Beat, person: int, actor: Actor | None = None, cell: int = 0) -> int:
    actor = actor or beat.clerk
    with records.acting(actor):
        return people.name_grid_worker(
            actor=actor, now=NOW, person_id=person, cell_id=cell or beat.cells[EMPTY], valid_from=TODAY
        )


def test_it_names_of_its_own_staff_and_the_duty_ends(beat: Beat) -> None:
    leave(beat)
    beat.plan()
    person, foreign = staff(beat, "钱七"), staff(beat, "孙八", "三里庵社区居委会")
    with records.acting(beat.clerk):
        offered = queries.nameable(actor=beat.clerk, on=TODAY)
    assert "钱七" in offered[person]
    assert foreign not in offered
    assert code_of(lambda: named(beat, foreign)) == ("not_staff", "person")
    office = named(beat, person)
    told(beat)
    assert beat.row(beat.round(EMPTY)).walker_id == office
    assert naming(beat)[0].ended_at is not None
    with records.acting(SYSTEM):
        row = Appointment.objects.get(pk=office)
        assert (row.role, row.place_id, row.body_id) == ("grid_worker", beat.cells[EMPTY], beat.clerk.body_id)


def test_only_for_cells_of_its_own(beat: Beat) -> None:
    person = staff(beat, "钱七")
    [other] = places.add_grid_cells(
        actor=SYSTEM, now=NOW, cells=[(beat.quarter.town.place("340104001001"), "三里庵第一网格")], source="test",
        since=date(2026, 1, 1),
    )  # fmt: skip
    community = beat.quarter.town.place(DONGFENG)
    for cell in (other, community, 999_999_999):
        assert code_of(lambda cell=cell: named(beat, person, cell=cell)) == ("not_found", "cell")
    assert code_of(lambda: named(beat, person, beat.quarter.street))[0] == "role"


def test_it_ends_no_other_office(beat: Beat) -> None:
    town, body = beat.quarter.town, beat.quarter.body(COMMUNITY)
    clerk = people.appoint(
        actor=SYSTEM, now=NOW, person_id=town.person("周九", DONGFENG), body_id=body, role=Role.COMMUNITY_CLERK,
        valid_from=TODAY,
    )  # fmt: skip

    def release(office: int) -> None:
        with records.acting(beat.clerk):
            people.release_grid_worker(
                actor=beat.clerk, now=NOW, appointment_id=office, valid_until=TODAY + timedelta(days=1)
            )

    assert code_of(lambda: release(clerk))[0] == "not_found"
    own = beat.walkers[CELLS[0]].appointment_id or 0
    release(own)
    with records.acting(SYSTEM):
        assert Appointment.objects.get(pk=own).valid_until == TODAY + timedelta(days=1)


def test_the_database_takes_no_other_appointment_of_a_community(beat: Beat) -> None:
    town, body = beat.quarter.town, beat.quarter.body(COMMUNITY)
    with records.acting(SYSTEM):
        office = Appointment.objects.create(
            person_id=town.person("周九", DONGFENG), body_id=body, role=Role.COMMUNITY_SECRETARY,
            place_id=town.place(DONGFENG), scope=town.path(DONGFENG), stream="people.person:1", valid_from=TODAY,
        )  # fmt: skip
    for kind in ("people.appointed", "people.appointment_ended"):
        with (
            records.acting(beat.clerk),
            pytest.raises(IntegrityError, match="people_named_by_community"),
            transaction.atomic(),
        ):
            records.record_event(
                stream=f"people.body:{body}", type=kind, actor=beat.clerk, at=NOW, scope=town.path(DONGFENG),
                data={"appointment": office.pk},
            )  # fmt: skip


def test_the_duty_leads_to_the_page_where_it_is_done(beat: Beat) -> None:
    leave(beat)
    beat.plan()
    person, cell = staff(beat, "钱七"), beat.cells[EMPTY]
    clerk = beat.quarter.browser(Role.COMMUNITY_CLERK, COMMUNITY, DONGFENG)
    address = clerk.get(f"/patrols/cells/{cell}?item=name").url
    assert address == f"/patrols/cells/{cell}/worker"
    assert f'href="{address}"' in clerk.get("/patrols/rounds").content.decode()
    page = clerk.get(address).content.decode()
    assert "没有网格员。" in page
    assert "钱七" in page
    answer = clerk.post(address, {"person": "", "valid_from": TODAY.isoformat()})
    assert answer.status_code == 422
    assert "没有选本社区的工作人员" in answer.content.decode()
    done = clerk.post(address, {"person": str(person), "valid_from": TODAY.isoformat()}, follow=True)
    page = done.content.decode()
    assert "已经确定，接下来的巡查归他" in page
    assert "不再担任" in page
    street = beat.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    assert street.get(address).status_code == 403
    foreign = beat.quarter.browser(Role.COMMUNITY_CLERK, "三里庵社区居委会", "340104001001")
    assert foreign.get(address).status_code == 404
