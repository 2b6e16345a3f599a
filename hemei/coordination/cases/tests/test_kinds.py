"""Kinds are learnt in the worker, kept as versions, and offered to choose from; who accepts decides."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from django.test import Client

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.models import Case, KindModel
from hemei.coordination.cases.queries import kinds as reading
from hemei.coordination.cases.rules.kinds.fitting import fit
from hemei.coordination.cases.rules.kinds.measuring import Hits
from hemei.coordination.cases.rules.kinds.showing import Taught
from hemei.coordination.cases.rules.words import OTHER_KIND
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.workdays import shanghai_day
from hemei.ui.words import percent

DAY = shanghai_day(NOW)
SAID = "那个铁笼子里的大公鸡吵死得之"


@pytest.fixture
def _eager(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small town: what a city learns from a hundred cases it learns from three."""
    rules = queries.suggestions_on(DAY)
    loose = type(rules)(
        rules.head,
        type(rules.gram)(2, 1, rules.gram.warrant),
        rules.kind,
        type(rules.held)(2, 1, rules.held.warrant),
        type(rules.learning)(3, rules.learning.warrant),
        rules.shown,
    )
    monkeypatch.setattr(reading, "suggestions_on", lambda _day: loose)


def confirmed(quarter: Quarter, text: str, kind: str = "poultry") -> str:
    number = quarter.report(text=text, kind=OTHER_KIND)
    quarter.act(quarter.community, number, acts.Accept(kind=kind))
    return number


def learn(quarter: Quarter, *, anyway: bool = False) -> int | None:
    return services.train_kinds(actor=quarter.system, now=NOW, anyway=anyway)


@pytest.mark.usefixtures("_eager")
def test_a_version_is_learnt_from_confirmed_cases_and_offered(quarter: Quarter) -> None:
    assert learn(quarter) is None
    for _ in range(4):
        confirmed(quarter, f"{SAID} 打我电话13955512345")
    unsure = quarter.report(text="大公鸡也没人确认", kind=OTHER_KIND)
    first = learn(quarter)
    assert first is not None
    assert learn(quarter) is None, "nothing new was confirmed"
    row = KindModel.objects.get()
    assert (row.used, row.measured["asked"], row.measured["kinds"]["poultry"]["learnt"]) == (True, 2, 2)
    assert "大公鸡" in row.learnt["grams"]
    assert not [gram for gram in row.learnt["grams"] if any(letter.isdigit() for letter in gram)]
    assert "也没" not in row.learnt["grams"], "what nobody confirmed teaches nothing"
    part = Client().post("/report/kinds", {"text": "铁笼子大公鸡"}).text
    assert "饲养家禽" in part
    assert "案件还少" in part
    page = (
        browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
        .get(f"/cases/{unsure}")
        .text
    )
    assert "本市这几类的案件还少，推荐未必准：饲养家禽家畜" in page
    assert page.index("饲养家禽家畜（按所报内容推荐）") < page.index("群租")
    assert 'value="other" selected' in page, "the clerk chooses, nothing is chosen for him"


def test_a_kind_that_enough_cases_teach_is_suggested_without_a_caution(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = fit((), queries.listed_on(DAY), queries.suggestions_on(DAY).gram)
    monkeypatch.setattr(reading, "taught_in_use", lambda: Taught(model, dict.fromkeys(model.kinds, 20)))
    number = quarter.report(text="楼下消防通道被堵，电梯停运", kind=OTHER_KIND)
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
    page = clerk.get(f"/cases/{number}").text
    assert "（按所报内容推荐）" in page
    assert "未必准" not in page
    monkeypatch.setattr(reading, "taught_in_use", lambda: Taught(model, dict.fromkeys(model.kinds, 19)))
    page = clerk.get(f"/cases/{number}").text
    assert re.search("推荐未必准：[^。]*占用堵塞消防通道；|；占用堵塞消防通道", page), (
        "a kind's name may hold a comma"
    )


@pytest.mark.usefixtures("_eager")
def test_what_is_kept_of_a_version_is_how_often_it_is_right_where_it_is_shown(quarter: Quarter) -> None:
    for _ in range(4):
        confirmed(quarter, SAID)
    learn(quarter)
    listed, hits = queries.listed_on(DAY), Hits()
    for one in reading.written(listed):
        shown = [found.problem.code for found in queries.suggested_kinds(one.text, listed, day=DAY)]
        hits = hits.plus(shown, one.kind)
    (version,) = queries.kind_versions(limit=2)
    assert version.measured.written is not None
    assert version.measured.written.model == hits


@pytest.mark.usefixtures("_eager")
def test_a_version_that_was_measured_by_its_bare_order_says_so_and_is_learnt_anew(quarter: Quarter) -> None:
    for _ in range(4):
        confirmed(quarter, SAID)
    learn(quarter)
    bureau = browser_of(quarter, Role.CITY_BUREAU, "市房产局", "340100")
    page = bureau.get("/responsibilities/kinds").text
    assert "可能性不到4.0%的不提示" in page
    assert "以前的办法" not in page
    row = KindModel.objects.get()
    KindModel.objects.update(measured={**row.measured, "as_shown": False})
    page = bureau.get("/responsibilities/kinds").text
    assert "不是实际看到的提示" in page
    assert "按以前的办法检验" in page
    assert learn(quarter) is not None
    assert learn(quarter) is None
    assert bureau.get("/responsibilities/kinds").text.count("以前的办法") == 1


@pytest.mark.usefixtures("_eager")
def test_what_was_erased_and_what_names_no_kind_teaches_nothing(quarter: Quarter) -> None:
    confirmed(quarter, "说不清的事", OTHER_KIND)
    erased = confirmed(quarter, SAID)
    with records.acting(quarter.system):
        case = Case.objects.get(number=erased)
        records.erase_texts(streams=[case.stream], now=NOW)
    assert learn(quarter, anyway=True) is None


def test_without_a_version_in_use_the_words_of_the_list_speak(quarter: Quarter) -> None:
    for _ in range(2):
        confirmed(quarter, SAID)
    assert learn(quarter, anyway=True) is not None
    assert KindModel.objects.get().used is False, "two cases prove nothing"
    listed = queries.listed_on(DAY)
    (found, *_) = queries.suggested_kinds("楼下消防通道被堵", listed, day=DAY)
    assert (found.problem.code, found.few) == ("blocked_fire_lane", False)
    assert queries.suggested_kinds(" ", listed, day=DAY) == ()


@pytest.mark.usefixtures("_eager")
def test_an_older_version_stays_where_the_new_one_is_worse(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        confirmed(quarter, SAID)
    first = learn(quarter)
    monkeypatch.setattr(type(queries.suggestions_on(DAY).held), "may_use", lambda *_a, **_b: False)
    learn(quarter, anyway=True)
    assert [(row.id, row.used) for row in queries.kind_versions(limit=5)][1] == (first, True)
    with records.as_public():
        assert queries.taught_in_use() is not None


def test_a_line_that_came_after_the_learning_is_found_by_its_words(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = queries.listed_on(DAY)
    rows = tuple(row for row in listed.problem if row.code != "gas_leak")
    model = fit((), replace(listed, problem=rows), queries.suggestions_on(DAY).gram)
    older = Taught(model, dict.fromkeys(model.kinds, 20))
    monkeypatch.setattr(reading, "taught_in_use", lambda: older)
    found = queries.suggested_kinds("煤气味好大 是不是煤气泄漏", listed, day=DAY)
    codes = [one.problem.code for one in found]
    assert codes[0] == "gas_leak"
    assert len(codes) == len(set(codes)) <= 3
    assert [one.few for one in found] == [True, *[False] * (len(found) - 1)], "nobody taught the new line"


def test_the_bureau_reads_how_well_and_nobody_else(quarter: Quarter) -> None:
    bureau = browser_of(quarter, Role.CITY_BUREAU, "市房产局", "340100")
    assert "还没有学习过" in bureau.get("/responsibilities/kinds").text
    for _ in range(2):  # of two that follow each other at most one is held back
        confirmed(quarter, SAID)
    learn(quarter, anyway=True)
    page = bureau.get("/responsibilities/kinds").text
    for words in ("三个里有", "按清单用词", "案件太少，未必准", "没有启用"):
        assert words in page
    assert "类别提示准不准" in bureau.get("/responsibilities").text
    for role, body, code in (
        (Role.STREET_CLERK, "明光路街道办", "340102001"),
        (Role.COUNTY_COORDINATOR, "瑶海区政府", "340102"),
        (Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001"),
    ):
        other = browser_of(quarter, role, body, code)
        assert other.get("/responsibilities/kinds").status_code == 403
        assert "类别提示准不准" not in other.get("/responsibilities").text
    assert "/sign-in" in Client().get("/responsibilities/kinds")["Location"]


@pytest.mark.usefixtures("_eager")
def test_the_page_says_which_texts_were_generated_and_asks_sentences_written_by_hand(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        confirmed(quarter, SAID)
    bureau = browser_of(quarter, Role.CITY_BUREAU, "市房产局", "340100")
    learn(quarter)
    page = bureau.get("/responsibilities/kinds").text
    assert "示范系统生成" not in page, "all came through a form"
    written = KindModel.objects.get().measured["written"]
    assert written["asked"] >= 300
    assert 0 < written["words"]["three"] < written["model"]["three"] < written["asked"]
    shown = percent(Fraction(written["model"]["three"], written["asked"]))
    assert page.index("<h3>用手写的句子检验") < page.index(shown) < page.index("<h3>用没有学过的案件检验")
    for by_form, words in (
        (0, "检验用的2件都是示范系统生成的文字"),
        (1, "1件是示范系统生成的文字，其余1件从报事页面报上来"),
    ):
        monkeypatch.setattr(reading, "sent_by_form", lambda _ids, told=by_form: told)
        learn(quarter, anyway=True)
        assert words in bureau.get("/responsibilities/kinds").text


def test_who_has_no_script_looks_first_and_nothing_is_taken(quarter: Quarter) -> None:
    page = Client().post(f"/report/{quarter.token}", {"text": "楼下消防通道被堵", "look": "1"})
    assert page.status_code == 200
    assert "因为您写了：消防通道" in page.text
    assert 'name="look"' in page.text
    with records.acting(quarter.system):
        assert not Case.objects.exists()


def test_what_no_form_brought_is_told_apart(quarter: Quarter) -> None:
    confirmed(quarter, SAID)
    with records.acting(quarter.system):
        (case,) = Case.objects.values_list("pk", flat=True)
        assert reading.sent_by_form([case, case + 1]) == 1
