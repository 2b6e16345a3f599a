from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from hemei.ui import pages
from hemei.ui.jinja import STATIC, static
from hemei.ui.render import is_fragment

PACKAGE = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db


def test_chinese_without_a_choice_whatever_the_browser_claims(client: Client) -> None:
    page = client.get("/ui/gallery", headers={"Accept-Language": "en-US"})
    assert '<html lang="zh-CN"' in page.text
    assert "组件一览" in page.text


def test_english_is_one_tap_away_and_stays(client: Client) -> None:
    answer = client.get("/ui/language/en?next=/ui/gallery")
    assert answer.headers["Location"] == "/ui/gallery"
    page = client.get("/ui/gallery")
    assert '<html lang="en"' in page.text
    assert "组件一览" not in page.text


def test_large_type_is_one_tap_away_and_back(client: Client) -> None:
    assert 'href="/ui/large-type/on?next=/ui/gallery"' in client.get("/ui/gallery").text
    client.get("/ui/large-type/on?next=/ui/gallery")
    page = client.get("/ui/gallery").text
    assert 'class="large"' in page
    client.get("/ui/large-type/off")
    assert 'class="large"' not in client.get("/ui/gallery").text


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_the_way_back_never_leaves_the_site(client: Client, address: str) -> None:
    assert client.get("/ui/language/en", {"next": address}).headers["Location"] == "/"


def test_an_unknown_language_is_not_found(client: Client) -> None:
    assert client.get("/ui/language/xx").status_code == 404


def test_demonstration_data_is_labelled_on_every_page(client: Client) -> None:
    assert "示范数据" in client.get("/ui/gallery").text


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (pages.bad_request, 400, "无法处理"),
        (pages.forbidden, 403, "没有权限"),
        (pages.form_expired, 403, "没有提交成功"),
        (pages.not_found, 404, "没有找到"),
        (pages.too_large, 413, "内容太大"),
        (pages.server_error, 500, "系统出错"),
        (pages.unavailable, 503, "暂时不能使用"),
    ],
)
def test_every_error_page_says_what_happened_and_what_to_do(view, status, words, client: Client) -> None:
    request = RequestFactory().get("/somewhere")
    request.session = client.session
    page = view(request)
    assert page.status_code == status
    assert words in page.content.decode().split("<h1>")[1].split("</h1>")[0]
    assert "请" in page.content.decode()


def test_errors_of_the_server_ask_no_database(django_db_blocker) -> None:
    request = RequestFactory().get("/somewhere")
    with django_db_blocker.block():
        assert pages.server_error(request).status_code == 500
        assert pages.unavailable(request).headers["Retry-After"]


def test_a_database_that_is_away_is_a_pause_not_an_error() -> None:
    try:
        raise OperationalError("connection refused")  # noqa: TRY301 - the page looks at what is being handled
    except OperationalError:
        assert pages.server_error(RequestFactory().get("/")).status_code == 503


def test_a_restored_page_of_the_history_is_whole() -> None:
    request = RequestFactory().get("/", headers={"HX-Request": "true"})
    assert is_fragment(request)
    restored = RequestFactory().get("/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert not is_fragment(restored)


def test_a_static_address_changes_with_its_content() -> None:
    assert re.fullmatch(r"/static/ui/hemei\.css\?v=[0-9a-f]{10}", static("ui/hemei.css"))


def test_the_style_sheet_stays_small() -> None:
    assert (STATIC / "ui/hemei.css").stat().st_size < 30_000


@pytest.mark.parametrize(
    "template", sorted(PACKAGE.glob("**/templates/**/*.html")), ids=lambda path: path.name
)
def test_templates_hold_neither_inline_script_nor_inline_style(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|hx-on|https?://", text), (
        template
    )
