"""An assessor on a phone: a whole visit without a network, killed in the middle, and it arrives once."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from hemei.project.demonstration.drawings import SCENES, draw
from tests import browser as system
from tests.journeys.conftest import PHONE, City
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
PHOTOS = 6


def phone(playwright: Playwright, city: City, folder: Path) -> BrowserContext:
    """Open the browser of a phone whose storage outlives it."""
    return playwright.chromium.launch_persistent_context(
        str(folder), **system.launch_arguments(), base_url=city.address, locale="zh-CN", viewport=PHONE,
        timezone_id="Asia/Shanghai", permissions=["geolocation"],
        geolocation={"longitude": 117.283, "latitude": 31.861}, bypass_csp=True,
    )  # fmt: skip


def shots(folder: Path) -> list[Path]:
    """Draw photos with the time a camera writes; scenes that no other journey shows."""
    found = []
    for number, scene in enumerate(list(SCENES)[-PHOTOS:]):
        with Image.open(io.BytesIO(draw(scene, after=False, view=number % 3))) as image:
            exif = Image.Exif()
            local = datetime.now(UTC) + timedelta(hours=8)
            exif.get_ifd(0x8769)[0x9003] = f"{local:%Y:%m:%d %H:%M:%S}"
            found.append(folder / f"现场{number}.jpg")
            image.convert("RGB").save(found[-1], "JPEG", exif=exif)
    return found


def visits_in(city: City, visit: str) -> tuple[str, int, int]:
    """Return state, marks and photos of a visit as the database has them."""
    statement = (
        "select v.state, (select count(*) from assessment_visitmark m where m.visit_id = v.id),"
        " (select count(*) from assessment_visitphoto p where p.visit_id = v.id)"
        " from assessment_visit v where v.id = %s"
    )
    [row] = city._ask(statement, visit)
    return str(row[0]), int(row[1]), int(row[2])


def marked(page: Page) -> int:
    return page.locator("[data-item] input[type=radio]:checked").count()


def posts_of(page: Page) -> list[str]:
    """Return a list that grows by the address of each form the page sends."""
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    return posts


def fill(page: Page, pictures: list[Path], start: int, end: int) -> None:
    """Give the items from one to another their best mark, the first of them a photo each."""
    for number in range(start, end):
        section = page.locator("[data-item]").nth(number)
        section.locator("input[type=radio]").first.check(force=True)
        if number - start < len(pictures):
            section.locator("input[type=file]").set_input_files(pictures[number - start])


def test_a_visit_without_a_network_outlives_the_phone_and_arrives_once(
    playwright: Playwright, city: City, tmp_path: Path
) -> None:
    folder, pictures = tmp_path / "phone", shots(tmp_path)
    context = phone(playwright, city, folder)
    page = context.new_page()
    assessor = Person(page, "第三方评估员")
    page.goto("/visits")
    assessor.looks()
    link = page.locator("ul.rows a.title").first
    address = str(link.get_attribute("href"))
    visit = address.rsplit("/", 1)[1]
    page.wait_for_function(
        "async (path) => (await caches.match(path, { ignoreVary: true })) !== undefined", arg=address
    )  # the list has laid it in store
    context.set_offline(True)
    page.goto(address)
    page.locator("form[data-draft-ready]").wait_for()
    items = page.locator("[data-item]").count()
    half = items // 2
    fill(page, pictures[: PHOTOS // 2], 0, half)
    expect(page.locator("[data-draft-state]")).to_have_text("草稿已存在本机")
    context.close()  # the phone dies in the middle

    context = phone(playwright, city, folder)
    context.set_offline(True)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("[data-draft-state]")).to_have_text("已恢复上次没有提交的草稿")
    assert marked(page) == half
    page.get_by_role("button", name="提交这次检查").click()
    expect(page.locator("[data-visit-gaps] li")).to_have_count(items - half)
    fill(page, pictures[PHOTOS // 2 :], half, items)
    Person(page).looks()
    page.get_by_role("button", name="提交这次检查").click()
    expect(page.locator("[data-draft-state]")).to_contain_text("还有 1 件待提交")
    assert visits_in(city, visit)[0] == "planned"
    context.close()  # and dies again, with the visit in its outbox

    context = phone(playwright, city, folder)
    page = context.new_page()
    posts = posts_of(page)
    page.goto(address)
    expect(page.locator("[data-draft-state]")).to_contain_text("先前存下的已经提交")
    assert len(posts) == 1
    assert visits_in(city, visit) == ("ended", items, PHOTOS)
    page.goto(address)
    expect(page.locator("main")).to_contain_text("已经提交")
    assert page.locator("form[data-draft]").count() == 0
    context.close()


def test_an_ended_session_loses_nothing(playwright: Playwright, city: City, tmp_path: Path) -> None:
    context = phone(playwright, city, tmp_path / "other phone")
    page = context.new_page()
    Person(page, "第三方评估员")
    page.goto("/visits")
    address = str(page.locator("ul.rows a.title").last.get_attribute("href"))
    page.goto(address)
    page.locator("form[data-draft-ready]").wait_for()
    for section in page.locator("[data-item]").all():
        section.locator("input[type=radio]").first.check(force=True)
    context.clear_cookies()
    page.get_by_role("button", name="提交这次检查").click()
    expect(page.locator("[data-draft-state]")).to_contain_text("登录已经过期")
    assert visits_in(city, address.rsplit("/", 1)[1])[0] == "planned"
    Person(page, "第三方评估员")
    page.goto(address)
    expect(page.locator("[data-draft-state]")).to_contain_text("先前存下的已经提交")
    assert visits_in(city, address.rsplit("/", 1)[1])[0] == "ended"
    context.close()
