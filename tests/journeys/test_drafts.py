"""A form's draft survives a lost network, a reload and a server out of order, and goes out once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Open

pytestmark = [pytest.mark.journey, pytest.mark.prove]


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "red.jpg", tmp_path / "blue.jpg"]
    for file in files:
        Image.new("RGB", (30, 20), file.stem).save(file)
    return files


def _write(page: Page, photos: list[Path]) -> None:
    page.locator("form[data-draft-ready]").wait_for()
    page.fill("[data-draft] [name=place]", "金星家园")
    page.fill("[data-draft] [name=text]", "消防通道被占")
    page.check("[data-draft] [name=kind][value=c]")
    for photo in photos:  # a phone offers one at a time
        page.set_input_files("[data-draft] [name=photos]", [photo])


def _state(page: Page):
    return page.locator("[data-draft-state]")


def _submit(page: Page) -> None:
    page.locator("[data-draft] button.main").click()


def test_a_draft_comes_back_after_a_reload_with_its_photos(open_page: Open, photos: list[Path]) -> None:
    page = open_page("/ui/gallery")
    _write(page, photos)
    expect(_state(page)).to_have_text("草稿已存在本机")
    page.reload()
    expect(_state(page)).to_have_text("已恢复上次没有提交的草稿")
    assert page.input_value("[data-draft] [name=text]") == "消防通道被占"
    assert page.is_checked("[data-draft] [name=kind][value=c]")
    assert page.evaluate("document.querySelector('[data-draft] [name=photos]').files.length") == 2


def test_without_a_network_it_waits_and_goes_out_once(open_page: Open, photos: list[Path]) -> None:
    page = open_page("/ui/gallery")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    _write(page, photos)
    key = page.input_value("[name=submission_key]")
    page.context.set_offline(True)
    _submit(page)
    expect(_state(page)).to_contain_text("还有 1 件待提交")
    assert page.input_value("[data-draft] [name=text]") == ""
    assert page.input_value("[name=submission_key]") != key
    sent.clear()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(_state(page)).to_contain_text("先前存下的已经提交")
    assert len(sent) == 1


def test_a_server_out_of_order_loses_nothing(open_page: Open, photos: list[Path]) -> None:
    page = open_page("/ui/gallery")
    page.route(
        "**/ui/gallery",
        lambda route: route.fulfill(status=503) if route.request.method == "POST" else route.fallback(),
    )
    _write(page, photos)
    _submit(page)
    expect(_state(page)).to_contain_text("稍后自动再试")
    page.unroute("**/ui/gallery")
    page.reload()
    expect(_state(page)).to_contain_text("先前存下的已经提交")


def test_what_came_too_often_waits_as_long_as_the_answer_says(open_page: Open, photos: list[Path]) -> None:
    page = open_page("/ui/gallery")
    page.clock.install()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route(
        "**/ui/gallery",
        lambda route: (
            route.fulfill(status=429, headers={"Retry-After": "600"})
            if route.request.method == "POST"
            else route.fallback()
        ),
    )
    page.reload()
    _write(page, photos)
    _submit(page)
    expect(_state(page)).to_contain_text("以后自动提交")
    page.unroute("**/ui/gallery")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.clock.run_for(540_000)
    expect(_state(page)).to_contain_text("以后自动提交")
    assert len(sent) == 1
    page.clock.run_for(61_000)
    expect(_state(page)).to_contain_text("先前存下的已经提交")
    assert len(sent) == 2


def test_a_form_that_went_through_leaves_no_draft(open_page: Open, photos: list[Path]) -> None:
    page = open_page("/ui/gallery")
    _write(page, photos)
    with page.expect_navigation():
        _submit(page)
    page.locator("form[data-draft-ready]").wait_for()
    assert page.input_value("[data-draft] [name=text]") == ""


def test_a_form_goes_out_while_an_earlier_one_is_still_under_way(open_page: Open, photos: list[Path]) -> None:
    page = open_page("/ui/gallery")
    _write(page, photos)
    page.context.set_offline(True)
    _submit(page)
    expect(_state(page)).to_contain_text("还有 1 件待提交")

    posts: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.method == "POST":
            posts.append(route)
        if route.request.method != "POST" or len(posts) > 1:
            route.fallback()

    page.route("**/ui/gallery", hold_the_first)
    with page.expect_request(lambda request: request.method == "POST"):
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
    _write(page, photos)
    with page.expect_navigation():
        _submit(page)
    assert len(posts) == 2
