"""A grid worker on a phone: an urgent find ahead, a round without a network, killed twice; each arrives once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.journeys.conftest import City
from tests.journeys.people import Person
from tests.journeys.test_assessor import phone, posts_of, shots

pytestmark = [pytest.mark.journey, pytest.mark.prove]
_COUNTS = (
    "select r.state, (select count(*) from patrols_visit v where v.round_id = r.id and v.result <> ''),"
    " (select count(*) from patrols_shot s join patrols_visit v on v.id = s.visit_id where v.round_id = r.id),"
    " (select count(*) from cases_case c join patrols_visit v on v.case_number = c.number where v.round_id = r.id),"
    " (select count(*) from cases_case)"
    " from patrols_round r where r.id = %s"
)


def counted(city: City, number: str) -> tuple[str, int, int, int, int]:
    """Return state, points, photos and finds of a round, and all cases, as the database has them."""
    [row] = city._ask(_COUNTS, number)
    return str(row[0]), int(row[1]), int(row[2]), int(row[3]), int(row[4])


def mark(page: Page, place: int, value: str) -> None:
    choice = page.locator("[data-item]").nth(place).locator(f"input[type=radio][value='{value}']")
    choice.evaluate(
        "(field) => field.scrollIntoView({block: 'center'})"
    )  # the bar at the foot covers the last point
    choice.check(force=True)


def opens_the_day(context: BrowserContext) -> str:
    """Open the day once with a network, and the first round without one; returns the round's address."""
    page = context.new_page()
    worker = Person(page, "网格员")
    page.goto("/patrols")
    worker.looks()
    address = str(page.locator("ul.rows a.title[data-kept-page]").first.get_attribute("href"))
    page.wait_for_function(
        "async (path) => (await caches.match(path, { ignoreVary: true })) !== undefined", arg=address
    )  # the list has laid it in store
    page.wait_for_function("async () => (await caches.match('/patrols', { ignoreVary: true })) !== undefined")
    context.set_offline(True)
    page.goto(address)
    page.locator("form[data-draft-ready]").wait_for()
    return address


def walks_half(page: Page, picture: Path) -> int:
    """Find something at the first point, and see half of them; returns how many there are."""
    points = page.locator("[data-item]").count()
    assert points >= 2
    mark(page, 0, "found")
    page.locator("[data-item]").first.locator("select").select_option("other")
    page.locator("[data-item]").first.locator("input[type=file]").set_input_files(picture)
    for place in range(1, points // 2):
        mark(page, place, "1")
    expect(page.locator("[data-draft-state]")).to_have_text("草稿已存在本机")
    return points


def walks_on(page: Page, points: int) -> None:
    """Find what was kept, be told what is missing, see the rest and hand it in without a network."""
    expect(page.locator("[data-draft-state]")).to_have_text("已恢复上次没有提交的草稿")
    half = points // 2
    assert page.locator("[data-item] input[type=radio]:checked").count() == half
    page.get_by_role("button", name="提交这一轮").click()
    expect(page.locator("[data-visit-gaps] li")).to_have_count(points - half)
    for place in range(half, points - 1):
        mark(page, place, "1")
    mark(page, points - 1, "blocked")
    page.get_by_role("button", name="提交这一轮").click()
    expect(page.locator("[data-visit-gaps] li")).to_have_count(1)  # he has to say why
    page.locator("[data-item]").last.locator("input[type=text]").fill("正在施工，封闭了")
    Person(page).looks()
    page.get_by_role("button", name="提交这一轮").click()
    expect(page.locator("[data-draft-state]")).to_contain_text("还有 1 件待提交")


def sends_one_ahead(context: BrowserContext, page: Page, picture: Path) -> None:
    """Press for the urgent find of the first point without a network, twice, and see it go when there is one again."""
    section = page.locator("[data-item]").first
    code = section.get_attribute("data-item")
    mark(page, 0, "found")
    section.get_by_role("button", name="马上单独上报").click()
    expect(page.locator("[data-visit-gaps] li")).to_have_count(1)  # neither photo nor words
    section.locator("input[type=file]").set_input_files(picture)
    section.get_by_role("button", name="马上单独上报").click()
    expect(page.locator("[data-visit-gaps] li")).to_have_count(1)  # no kind: none is chosen for him
    section.locator("select").select_option("gas_leak")
    for _ in range(2):
        section.get_by_role("button", name="马上单独上报").click()
        expect(section.locator("[data-alone-state]")).to_contain_text("先打电话")
    expect(section.get_by_role("link", name="119")).to_be_visible()
    Person(page).looks()
    posts = posts_of(page)
    context.set_offline(False)
    expect(page.locator(f"#item-{code}")).to_contain_text("已单独上报")
    assert len(posts) == 1
    context.set_offline(True)


def test_a_round_without_a_network_outlives_the_phone_and_arrives_once(
    playwright: Playwright, city: City, tmp_path: Path
) -> None:
    folder, pictures = tmp_path / "walker's phone", shots(tmp_path)
    context = phone(playwright, city, folder)
    address = opens_the_day(context)
    number = address.rsplit("/", 1)[1]
    before = counted(city, number)
    sends_one_ahead(context, context.pages[-1], pictures[1])
    ahead = counted(city, number)
    assert ahead == ("planned", 1, 1, 1, before[4] + 1)
    points = walks_half(context.pages[-1], pictures[0])
    context.close()  # the phone dies in the middle

    context = phone(playwright, city, folder)
    context.set_offline(True)
    page = context.new_page()
    page.goto("/patrols")  # he has no other way back to the round he had begun
    page.locator(f"ul.rows a.title[href='{address}']").click()
    page.locator("form[data-draft-ready]").wait_for()
    walks_on(page, points)
    assert counted(city, number) == ahead
    context.close()  # and dies again, with the round in its outbox

    context = phone(playwright, city, folder)
    page = context.new_page()
    posts = posts_of(page)
    page.goto(address)
    expect(page.locator("[data-draft-state]")).to_contain_text("先前存下的已经提交")
    assert len(posts) == 1
    after = counted(city, number)
    assert after == ("done", points + 1, 2, 2, before[4] + 2)
    page.goto(address)
    Person(page).looks()
    assert page.locator("form[data-draft]").count() == 0
    page.reload()
    page.wait_for_load_state("networkidle")
    assert counted(city, number) == after
    page.locator("main a[href^='/cases/']").first.click()
    expect(page.locator("#patrol")).to_contain_text("来自网格巡查")
    page.locator("#patrol a").click()
    expect(page).to_have_url(f"{city.address}{address}")
    context.close()
