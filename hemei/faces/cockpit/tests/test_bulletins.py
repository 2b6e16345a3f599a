"""Bulletins: their numbers are those of `hemei figures --at`, in both files; made again they are the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from hemei.faces.cockpit import services
from hemei.faces.cockpit.pages import asked
from hemei.faces.cockpit.pages import bulletins as pages
from hemei.faces.cockpit.queries import BulletinRow, bulletins
from hemei.faces.cockpit.queries.month import last_day
from hemei.faces.cockpit.tests.bulletins import COUNTY, MONTH, SITE, ask, file_of, made
from hemei.faces.cockpit.tests.conftest import actor_of, city, id_of, show, text_of
from hemei.ground.companies.services import end_project
from hemei.ground.companies.tests.conftest import Ground, ground
from hemei.ground.places.queries import Level, places_on
from hemei.ground.places.tests.factories import NOW
from hemei.ground.records import queries as kept
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

__all__ = ["city", "ground"]

LAST = last_day(MONTH)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (asked, pages):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)


def test_made_again_it_is_the_same_bytes_and_a_check_finds_a_later_correction(city: Ground) -> None:
    bureau = actor_of(Role.CITY_BUREAU, "340100")
    number = ask(bureau, "340100")
    first = made(bureau, number)
    files = {form: file_of(bureau, first, form) for form in ("docx", "pdf")}
    assert ask(bureau, "340100") == number
    again = made(bureau, number)
    assert {form: file_of(bureau, again, form) for form in files} == files
    assert (again.docx_sha256, again.pdf_sha256, again.number_words) == (
        first.docx_sha256,
        first.pdf_sha256,
        first.number_words,
    )

    def checked() -> BulletinRow:
        with records.acting(bureau):
            services.ask_for_check(actor=bureau, now=NOW, bulletin_id=number)
        return made(bureau, number)

    assert checked().differs == []
    with records.acting(city.town.actor):
        (project,) = _running(city)
        end_project(actor=city.town.actor, now=NOW, project_id=project, day=date(2026, 2, 10))
    assert checked().differs == [
        "物业管理覆盖率（按小区数）",
        "物业管理覆盖率（按面积）",
        "市场化选聘的小区占比",
        "2万平方米以上小区覆盖率（按小区数）",
        "2万平方米以上小区覆盖率（按面积）",
        "2万平方米以上小区中市场化选聘的占比",
    ]
    with records.acting(bureau):
        events = [event.type for event in kept.history(stream=first.stream)]
    assert events == [
        "cockpit.bulletin_asked",
        "cockpit.bulletin_made",
        "cockpit.bulletin_asked",
        "cockpit.bulletin_made",
        "cockpit.bulletin_checked",
        "cockpit.bulletin_checked",
    ]


def _running(city: Ground) -> list[int]:
    from hemei.ground.companies.models import Project

    return list(
        Project.objects.filter(estate_id=city.estates[0], valid_until=None).values_list("id", flat=True)
    )


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_who_coordinates_a_place_makes_and_the_bureau_alone_publishes(
    city: Ground, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form in ("docx_of", "pdf_of"):  # what the files say is not asked here, and setting them takes seconds
        monkeypatch.setattr(
            f"hemei.faces.cockpit.services.bulletins.{form}", lambda paper: paper.title.encode()
        )
    home = {Role.CITY_BUREAU: "340100", Role.COUNTY_COORDINATOR: COUNTY, Role.STREET_CLERK: "340102001"}
    actor = actor_of(role, home.get(role, "340102001001"))
    if role in home:
        row = made(actor, ask(actor, "340102001"))
        assert row.state == "made"
        with pytest.raises(Refused, match="找不到"):
            ask(replace(actor, places=actor_of(Role.STREET_CLERK, "340104001").places), "340102001")
    else:
        with pytest.raises(Refused, match="不能"):
            ask(actor, "340102001")
        row = made(city_bureau := actor_of(Role.CITY_BUREAU, "340100"), ask(city_bureau, "340102001"))
    with records.acting(actor):
        if role is Role.CITY_BUREAU:
            services.publish_bulletin(actor=actor, now=NOW, bulletin_id=row.id)
        else:
            with pytest.raises(Refused, match="不能"):
                services.publish_bulletin(actor=actor, now=NOW, bulletin_id=row.id)


def test_residents_read_what_is_published_until_it_is_withdrawn(city: Ground) -> None:
    bureau = actor_of(Role.CITY_BUREAU, "340100")
    row = made(bureau, ask(bureau))

    def public(view: Callable[..., HttpResponse], **more: object) -> bytes:
        answer = show(PUBLIC, view, **more)
        if not answer.streaming:
            return answer.content
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        answer.file_to_stream.close()  # type: ignore[attr-defined]
        return content

    def do(act: str) -> None:
        assert show(bureau, pages.do, post={}, bulletin_id=row.id, act=act).status_code == 302

    assert "还没有公布的简报" in public(pages.published).decode()
    with pytest.raises(Http404):
        public(pages.published_file, bulletin_id=row.id, form="pdf")
    do("publish")
    assert "瑶海区住宅小区治理月度简报" in public(pages.published).decode()
    assert public(pages.published_file, bulletin_id=row.id, form="pdf") == file_of(bureau, row, "pdf")
    assert public(pages.published_file, bulletin_id=row.id, form="docx") == file_of(bureau, row, "docx")
    with pytest.raises(Refused, match="状态"):
        ask(bureau)
    assert "已经公布的先撤回" in text_of(bureau, pages.do, post={}, bulletin_id=row.id, act="publish")
    do("withdraw")
    with pytest.raises(Http404):
        public(pages.published_file, bulletin_id=row.id, form="docx")


def test_the_pages_show_progress_and_refuse_in_words(city: Ground) -> None:
    street, place = actor_of(Role.STREET_CLERK, "340102001"), id_of("340102001")
    assert "还没有简报" in text_of(street, pages.of_place, place_id=place)
    for month in ("2026-03", "2999-01", "x", ""):
        assert show(street, pages.of_place, post={"month": month}, place_id=place).status_code == 422
    answer = show(street, pages.of_place, post={"month": "2026-02"}, place_id=place)
    number = int(answer["Location"].rsplit("/", 1)[1])
    waiting = text_of(street, pages.one, bulletin_id=number)
    assert "正在生成" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    row = made(street, number)
    page = text_of(street, pages.one, bulletin_id=number)
    assert row.pdf_sha256 in page
    assert "向居民公布" not in page
    assert "2026年第1期" in text_of(street, pages.of_place, place_id=place)
    clerk = actor_of(Role.COMMUNITY_CLERK, "340102001001")
    with pytest.raises(Http404):
        show(clerk, pages.one, bulletin_id=number)
    with pytest.raises(PermissionDenied):
        show(actor_of(Role.RESIDENT, "340102001001"), pages.one, bulletin_id=number)
    with pytest.raises(Http404):
        show(street, pages.kept_file, bulletin_id=number, form="exe")


def test_a_killed_worker_leaves_a_bulletin_that_the_next_one_makes(
    city: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    street = actor_of(Role.STREET_CLERK, "340102001")
    number = ask(street, "340102001")
    monkeypatch.setattr(services.bulletins, "pdf_of", lambda _paper: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.make_waiting(clock=lambda: NOW)
    monkeypatch.undo()
    row = made(street, number)
    assert (row.state, row.work, row.number_words) == ("made", "", "2026年第1期")


def test_lists_take_the_same_statements_however_many_there_are(
    city: Ground, django_assert_num_queries: Callable[[int], object]
) -> None:
    street, place = actor_of(Role.STREET_CLERK, "340102001"), id_of("340102001")
    made(street, ask(street, "340102001"))
    show(street, pages.of_place, place_id=place)
    with django_assert_num_queries(11):  # type: ignore[attr-defined]
        show(street, pages.of_place, place_id=place)
    for back in (40, 80, 120):
        month = (shanghai_day(NOW) - timedelta(days=back)).replace(day=1)
        ask(street, "340102001", month)
    with django_assert_num_queries(11):  # type: ignore[attr-defined]
        show(street, pages.of_place, place_id=place)


def test_on_the_first_days_city_and_counties_get_theirs_once_in_the_systems_name(city: Ground) -> None:
    county = ask(actor_of(Role.COUNTY_COORDINATOR, COUNTY))  # one of them was asked for already
    first = NOW.replace(day=1)
    listed = {place.id for place in (*places_on(Level.CITY, LAST), *places_on(Level.COUNTY, LAST))}
    assert services.ask_for_last_month(now=first, site=SITE) == len(listed) - 1
    assert services.ask_for_last_month(now=first, site=SITE) == 0
    assert services.ask_for_last_month(now=first.replace(month=5, day=6), site=SITE) == 0
    bureau = actor_of(Role.CITY_BUREAU, "340100")
    with records.acting(bureau):
        rows = {row.place_id: row for row in bulletins(actor=bureau)}
        (event,) = kept.history(stream=rows[id_of("340100")].stream)
    assert set(rows) == listed
    assert {row.month for row in rows.values()} == {MONTH}
    assert rows[id_of(COUNTY)].id == county
    assert (event.type, event.actor["role"]) == ("cockpit.bulletin_asked", "system")
    assert made(bureau, rows[id_of("340100")].id).state == "made"
