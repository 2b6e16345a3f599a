"""The standards in force for everybody, and a version of the city's own by the city's bureau."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records import standards as reading
from hemei.ground.records.models import Event, IssuedDocument
from hemei.kernel.actor import Role
from hemei.kernel.standards import changed_items, changed_lines, valued_items
from hemei.kernel.standards.value_words import VALUE_WORDS
from hemei.kernel.standards.words import FIELD_WORDS, keys_of
from hemei.leadership.duties.tests.conftest import Quarter, quarter  # noqa: F401 - the fixture
from hemei.leadership.policy.pages.spoken import Spoken
from hemei.ui.words import speaking

pytestmark = pytest.mark.django_db
NATION = "/standards/national/intake-limits/2022-01-01"
TEXT = (Path(settings.STANDARDS_FOLDER) / "national/intake-limits/2022-01-01.toml").read_text("utf-8")
MORE = TEXT.replace("most = 20\n", "most = 30\n")


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    yield
    reading.forget()


@pytest.fixture
def bureau(quarter: Quarter) -> Client:  # noqa: F811
    return quarter.browser(Role.CITY_BUREAU, "市房产局", "340100")


def typed(day: date, **other: str) -> dict[str, str]:
    return {"day": day.isoformat(), "reason": "本市来电多，另定上限。", "toml": MORE, **other}


def seal(page: Any) -> str:
    return re.search(r'name="shown" value="([0-9a-f]*)"', page.text)[1]


def most(day: date) -> int:
    limits: Any = record.standards().find("intake-limits", object, on=day)
    return int(limits.reports_per_hour.most)


def test_a_visitor_reads_documents_and_items_with_what_they_rest_on(quarter: Quarter) -> None:  # noqa: F811
    visitor = Client()
    with CaptureQueriesContext(
        connection,
    ) as first:
        page = visitor.get("/standards")
    assert page.status_code == 200
    assert page.text.count("<tr>") - 1 == len({found.head.name for found in record.standards().documents})
    assert "住宅小区综合治理职责清单" in page.text
    with CaptureQueriesContext(connection) as again:
        visitor.get("/standards")
    assert len(again) <= len(first) <= 8
    item = visitor.get(NATION)
    assert "设计值" in item.text
    assert "由谁决定" in item.text
    assert "/policy/rules/" in item.text
    assert "发布新版本" not in item.text
    assert b"".join(visitor.get("/standards.xlsx").streaming_content)


@pytest.mark.parametrize(
    "address", ["/standards/national/no-such/2022-01-01", "/standards/hefei/intake-limits/2022-01-01"]
)
def test_what_is_not_there_is_not_found(quarter: Quarter, address: str) -> None:  # noqa: F811
    assert Client().get(address).status_code == 404


def test_what_is_still_to_be_checked_is_for_administrators(bureau: Client) -> None:
    for address in (
        "/standards/hefei/responsibility-list/2022-01-01",
        "/policy/rules/housing-rental-regulation",
    ):
        public, kept = Client().get(address).text, bureau.get(address).text
        assert "条号待核" not in public
        assert "待核对原文" not in public
        assert "条号待核" in kept
        assert "待核对原文" in kept
    assert "条号待核" not in Client().get("/responsibilities").text


def test_items_and_sources_lead_to_each_other(bureau: Client) -> None:
    address = re.search(r'href="(/policy/rules/[^"]+)"', bureau.get(NATION).text)[1]
    assert f'href="{NATION}#' in bureau.get(address).text


def test_a_version_is_shown_before_it_is_issued_and_counts_from_its_day(bureau: Client) -> None:
    day = localdate() + timedelta(days=3)
    form = bureau.get(f"{NATION}/issue")
    assert "reports_per_hour" in form.text
    preview = bureau.post(f"{NATION}/issue", typed(day))
    assert preview.status_code == 200
    assert "原来：上限：20" in preview.text
    assert "现在：上限：30" in preview.text
    assert "每小时上报次数" in preview.text
    assert "+most = 30" in preview.text
    assert not IssuedDocument.objects.exists()
    done = bureau.post(f"{NATION}/issue", typed(day, shown=seal(preview)))
    assert done["Location"] == f"/standards/hefei/intake-limits/{day}"
    assert [most(day), most(day - timedelta(days=1))] == [30, 20]
    page = Client().get(done["Location"]).text
    assert "本市来电多，另定上限。" in page
    assert "市房产局" in page
    assert "尚未施行" in page
    with records.acting(SYSTEM):
        assert Event.objects.filter(payload__type="records.document_issued").count() == 1


@pytest.mark.parametrize(
    "changed", [{"reason": "别的理由，另写一遍。"}, {"toml": MORE + "\n"}, {"again": "1"}]
)
def test_what_was_changed_after_the_preview_is_shown_again(bureau: Client, changed: dict[str, str]) -> None:
    shown = seal(bureau.post(f"{NATION}/issue", typed(localdate())))
    again = bureau.post(f"{NATION}/issue", typed(localdate(), shown=shown, **changed))
    assert again.status_code == 200
    assert 'id="preview"' in again.text
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": ""}, "没有写从哪一天起施行"),
        ({"day": "2026-02-30"}, "看不懂"),
        ({"day": "2022-01-01"}, "已经过去"),
        ({"reason": ""}, "没有写明发布的理由"),
        ({"toml": MORE.replace('basis = "design"', 'basis = "habit"', 1)}, "请写其中一个：sourced"),
        ({"toml": "most = = 3"}, "第1行读不通，不合 TOML 的写法"),
        ({"toml": "\x00"}, "读不通"),
    ],
)
def test_a_refusal_names_the_place_and_keeps_what_was_typed(
    bureau: Client, changes: dict[str, str], said: str
) -> None:
    page = bureau.post(f"{NATION}/issue", {**typed(localdate()), **changes})
    assert page.status_code == 422
    assert said in page.text
    kept = unescape(re.search(r"<textarea id=.field-toml.*?>(.*?)</textarea>", page.text, re.DOTALL)[1])
    assert kept == changes.get("toml", MORE)
    assert not IssuedDocument.objects.exists()


def test_the_line_is_the_one_of_the_mistake(bureau: Client) -> None:
    wrong = MORE.replace('basis = "design"', 'basis = "habit"', 1)
    line = next(number for number, words in enumerate(wrong.splitlines(), 1) if "habit" in words)
    page = bureau.post(f"{NATION}/issue", typed(localdate(), toml=wrong))
    assert f"第{line}行：" in page.text


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.SYSTEM_ADMIN])
def test_no_other_role_finds_or_opens_the_form(quarter: Quarter, role: Role) -> None:  # noqa: F811
    place = {Role.STREET_CLERK: ("逍遥津街道办", "340103001")}.get(role, ("市房产局", "340100"))
    clerk = quarter.browser(role, *place)
    assert "发布新版本" not in clerk.get(NATION).text
    assert clerk.get(f"{NATION}/issue").status_code == 403
    assert clerk.post(f"{NATION}/issue", typed(localdate())).status_code == 403


def test_a_visitor_is_asked_to_sign_in_first(quarter: Quarter) -> None:  # noqa: F811
    assert "/sign-in" in Client().get(f"{NATION}/issue")["Location"]


# --- the words -------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(reading.shapes()))
def test_no_key_and_no_fixed_value_of_a_standard_is_without_a_word(name: str) -> None:
    keys = keys_of(reading.shapes()[name])
    assert set(keys) - set(FIELD_WORDS) == set()
    values = {(key, value) for key, fixed in keys.items() for value in fixed}
    assert {one for one in values if ".".join(one) not in VALUE_WORDS and one[1] not in VALUE_WORDS} == set()


def test_codes_and_values_are_said_in_words_of_the_document_itself() -> None:
    contents = {found.head.name: found.content for found in record.standards().documents}
    spoken = Spoken(contents["committee-evaluation"])
    said = {warrant.reference.item: spoken.says(values) for values, warrant in valued_items(spoken.content)}
    assert said["lead_training"] == (
        "评价维度：组织引领；参加任职培训；权重：6；评分方式：比例，取自记录；佐证：培训记录；"
        "取自记录：committees.trained；一票否决：否"
    )
    assert spoken.item("lead_training") == "参加任职培训"
    repair = Spoken(contents["credit-repair"])
    assert (repair.item("decision_extension"), repair.item("serious")) == ("复核决定的延长", "严重")
    with speaking("en"):
        english = Spoken(contents["credit-catalogue"])
        assert english.item("base") == "base points"
        assert ("holders", "holders", "company property company, manager project manager") in english.legend()


# --- the comparison --------------------------------------------------------------------------------
def test_items_that_came_and_went_are_named() -> None:
    documents = {found.head.name: found for found in record.standards().documents}
    content = documents["intake-limits"].content
    assert changed_items(content, content) == ()
    added = changed_items(None, content)
    assert {change.kind for change in added} == {"added"}
    other = documents["masking"].content
    kinds = [change.kind for change in changed_items(content, other)]
    assert set(kinds) == {"added", "removed"}
    assert kinds.count("removed") == len(added)


def test_lines_show_what_belongs_to_no_item() -> None:
    assert changed_lines("a\nb\n", "a\nc\n")[-2:] == ("-b", "+c")
    assert changed_lines("a\n", "a\n") == ()
