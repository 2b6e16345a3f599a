"""Registration, hours, lists and agreements on a real database, with what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.privacy import services as privacy
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.leadership.duties import queries as duties
from hemei.leadership.volunteering import queries, services
from hemei.leadership.volunteering.models import Hours, Volunteer
from hemei.leadership.volunteering.rules.words import HoursState, ItemKind, ItemState, VolunteerKind
from hemei.leadership.volunteering.tests.conftest import PHONE, Service

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.decision.reasons[0].code


def test_a_member_reports_in_and_only_his_community_and_he_see_it(service: Service) -> None:
    assert refused(lambda: service.report_in(consent=False)) == "consent"
    assert refused(lambda: service.report_in(organisation=None)) == "unit"
    assert refused(lambda: service.report_in(community=service.side.town.place("340102001"))) == "community"
    number = service.report_in()
    assert refused(service.report_in) == "twin"
    with records.acting(service.secretary):
        (row,) = queries.volunteers(
            actor=service.secretary, now=NOW, community_id=service.community, year=2026
        )
        assert (row.name, row.unit, row.kind) == ("王**", "区住建局机关党支部", VolunteerKind.MEMBER)
    with records.acting(service.resident):
        (own,) = queries.own_registrations(actor=service.resident, now=NOW, year=2026)
        assert own.name == "王小明"
    for stranger in (service.side.quarter.street, service.side.quarter.city, service.office):
        with records.acting(stranger):
            assert (
                queries.volunteers(actor=stranger, now=NOW, community_id=service.community, year=2026) == []
            )
    with records.acting(service.side.quarter.street):
        (line,) = queries.community_rows(actor=service.side.quarter.street, year=2026)
        assert (line.members, line.volunteers) == (1, 0)  # those above see how many
    with records.acting(SYSTEM):
        (event,) = record.history(stream=f"volunteering.volunteer:{number}")
    assert set(event.data) == {"community", "consent", "valid_from"}  # nothing of whom or as what


def test_who_was_registered_on_paper_takes_it_over_when_he_reports_in(service: Service) -> None:
    paper = service.report_in(service.secretary, phone=PHONE)
    assert refused(lambda: service.report_in(service.secretary, phone=PHONE)) == "twin"
    assert refused(lambda: service.report_in(service.secretary, phone="12")) == "phone"
    assert refused(lambda: service.report_in(service.secretary, community=service.far)) == "place"
    assert service.report_in() == paper
    with records.acting(service.resident):
        assert [row.id for row in queries.own_registrations(actor=service.resident, now=NOW, year=2026)] == [
            paper
        ]


def test_hours_count_once_the_community_has_confirmed_them(service: Service) -> None:
    member = service.report_in()
    project = service.list(ItemKind.PROJECT, "周末大扫除")
    first = service.tell(member, item=project, what="")
    second = service.tell(member, minutes=60)
    assert refused(lambda: service.tell(member, minutes=600)) == "too_long"
    assert refused(lambda: service.tell(member, day=NOW.date() - timedelta(days=1))) == "not_registered"
    assert refused(lambda: service.tell(member, item=999_999)) == "item"
    assert refused(lambda: service.tell(member, service.side.quarter.foreign)) == "not_found"

    def judge(number: int, *, confirm: bool, actor: object = None) -> None:
        who = actor or service.clerk
        with records.acting(who):  # type: ignore[arg-type]
            services.judge_hours(actor=who, now=NOW, hours_id=number, confirm=confirm)  # type: ignore[arg-type]

    judge(first, confirm=True)
    judge(second, confirm=False)
    assert refused(lambda: judge(first, confirm=True)) == "state"
    assert refused(lambda: judge(second, confirm=True, actor=service.side.quarter.foreign)) == "not_found"
    with records.acting(service.clerk):
        (row,) = queries.volunteers(actor=service.clerk, now=NOW, community_id=service.community, year=2026)
        assert (row.minutes, row.waiting) == (90, 0)
        (line,) = queries.community_rows(actor=service.clerk, year=2026)
        assert line.minutes == 90
    with records.acting(SYSTEM):
        assert {found.state for found in Hours.objects.all()} == {HoursState.CONFIRMED, HoursState.DECLINED}


def test_a_resource_serves_a_need_until_there_is_a_result(service: Service) -> None:
    need = service.list(ItemKind.NEED, "楼道灯坏了没人修", text="三幢到五幢")
    resource = service.list(ItemKind.RESOURCE, "电工两名", service.office)
    other = service.list(ItemKind.PROJECT, "暖灯行动", service.office)
    assert refused(lambda: service.list(ItemKind.NEED, "要什么", service.office)) == "role"
    assert refused(lambda: service.list(ItemKind.NEED, until=NOW.date())) == "until"

    def match(offer: int) -> int:
        with records.acting(service.clerk):
            return services.match_offer(actor=service.clerk, now=NOW, need_id=need, offer_id=offer)

    first, second = match(resource), match(other)
    assert refused(lambda: match(resource)) == "twin"
    with records.acting(service.office):  # the office sees what it serves, and says how it goes
        services.note_progress(actor=service.office, now=NOW, match_id=first, text="已换三盏")
        assert [row.title for row in queries.items(actor=service.office, kind=ItemKind.RESOURCE)] == [
            "电工两名"
        ]
    with records.acting(service.clerk):
        assert (
            refused(lambda: services.withdraw_item(actor=service.clerk, now=NOW, item_id=need)) == "matched"
        )
        (row,) = queries.items(actor=service.clerk, kind=ItemKind.NEED, community_id=service.community)
        assert [note.text for found in row.served for note in found.notes] == ["已换三盏"]
        services.finish_match(actor=service.clerk, now=NOW, match_id=first, text="灯都亮了", done=True)
        (row,) = queries.items(actor=service.clerk, kind=ItemKind.NEED, community_id=service.community)
        assert row.state is ItemState.MATCHED  # another still serves it
        services.finish_match(
            actor=service.clerk, now=NOW, match_id=second, text="灯亮了就不用了", done=False
        )
        rows = queries.items(
            actor=service.clerk, kind=ItemKind.NEED, community_id=service.community, ended=True
        )
        assert [found.result for found in rows[0].served] == ["灯亮了就不用了", "灯都亮了"]
        again = queries.items(actor=service.clerk, kind=ItemKind.RESOURCE, community_id=service.community)
        assert [found.state for found in again] == [ItemState.OPEN]  # a resource serves again


def test_an_agreement_is_yearly_and_its_items_are_duties_of_the_office(service: Service) -> None:
    number = service.pair()
    assert refused(service.pair) == "twin"
    assert refused(lambda: service.pair(service.clerk, year=2027)) == "role"
    assert refused(lambda: service.pair(community=service.far)) == "place"

    def agree(code: str, title: str = "每月一次法律咨询") -> int:
        with records.acting(service.secretary):
            return services.agree_item(
                actor=service.secretary, now=NOW, pairing_id=number, code=code, title=title
            )

    assert refused(lambda: agree("organisations")) == "item"  # a link is no fix
    duty = agree("projects")
    assert refused(lambda: agree("projects")) == "twin"
    with records.acting(service.office):
        page = queries.pairing_page(actor=service.office, pairing_id=number)
        assert page is not None
        assert (page.persons, [row.id for row in page.duties]) == ("甲方李四，乙方王五", [duty])
        assert [row.title for row in duties.inbox(actor=service.office)] == ["每月一次法律咨询"]
    with records.acting(service.secretary):
        row = duties.duty_page(actor=service.secretary, duty_id=duty)
        assert row is not None
        assert row.state.setter == service.secretary.body_id  # the community accepts
        again = services.renew(actor=service.secretary, now=NOW, pairing_id=number, signed_on=NOW.date())
        page = queries.pairing_page(actor=service.secretary, pairing_id=again)
        assert page is not None
        assert [found.year for found in page.years] == [2027, 2026]
        assert (
            refused(
                lambda: services.agree_item(
                    actor=service.secretary, now=NOW, pairing_id=again, code="times", title="周六上门"
                )
            )
            == "period"
        )
        assert queries.community_rows(actor=service.secretary, year=2026, gaps=True) == []
        until = date(2026, 11, 2)
        assert (
            refused(
                lambda: services.end_pairing(actor=service.secretary, now=NOW, pairing_id=number, until=until)
            )
            == "period"
        )  # not on its first day
    with records.acting(service.side.quarter.foreign):
        assert queries.pairings(actor=service.side.quarter.foreign) == []
    with records.acting(service.side.quarter.city):
        gaps = queries.community_rows(actor=service.side.quarter.city, year=2026, gaps=True)
    assert [row.name for row in gaps] == ["四古巷社区", "三里庵社区"]


def test_what_is_kept_of_a_person_goes_a_year_after_he_left(service: Service) -> None:
    member = service.report_in()
    hours = service.tell(member)
    with records.acting(service.clerk):
        services.judge_hours(actor=service.clerk, now=NOW, hours_id=hours, confirm=True)
    with records.acting(service.resident):
        services.end_registration(actor=service.resident, now=NOW, volunteer_id=member)
        with pytest.raises(Refused):
            services.end_registration(actor=service.resident, now=NOW, volunteer_id=member)
    assert "volunteer" not in privacy.erase_expired(actor=SYSTEM, now=NOW + timedelta(days=300))
    assert (
        privacy.erase_expired(actor=SYSTEM, now=NOW + timedelta(days=400))["volunteer"] == 3
    )  # name, phone, what
    with records.acting(SYSTEM):
        row = Volunteer.objects.get(pk=member)
        assert (row.person_id, row.organisation_id, row.name_id, row.phone_id) == (None, None, None, None)
        (line,) = queries.community_rows(actor=service.secretary, year=2026)
    assert line.minutes == 90  # the sum stays, without a name
