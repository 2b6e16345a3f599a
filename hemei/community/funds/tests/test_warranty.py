"""Whether the developer's warranty still runs is asked of every use, and proven where the age does not answer it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hemei.community.funds.models import Use
from hemei.community.funds.rules.warranty import Warranty, cover_of, latest_built, warranty_answered
from hemei.community.funds.services import Proof
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_pages import HOME, browser
from hemei.community.funds.tests.test_pages import demo as demo  # noqa: PLC0414 - the fixture
from hemei.community.funds.tests.test_rules import DAY, RULES
from hemei.community.voting.models import Vote
from hemei.ground.people.tests.factories import SYSTEM, TODAY
from hemei.ground.places import queries as places
from hemei.ground.places.models import Building, Estate
from hemei.ground.records import queries as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Refused

PAGE = b"%PDF-1.4\n%%EOF\n"
OVER, OUTSIDE, RUNS = Warranty.OVER, Warranty.OUTSIDE, Warranty.RUNS


def answered(
    said: Warranty | None, part: str = "roof", built: int | None = 2005, *, proven: bool = False
) -> Decision:
    return warranty_answered(said, part=part, built_year=built, proven=proven, on=DAY, rules=RULES)


@pytest.mark.parametrize(
    ("said", "part", "built", "proven", "code"),
    [
        (None, "roof", 2005, True, "unanswered"),
        (RUNS, "roof", 2005, True, "runs"),
        (OVER, "roof", 2020, False, ""),  # until the last day of 2025
        (OVER, "roof", 2021, False, "unproven"),
        (OVER, "roof", 2021, True, ""),
        (OVER, "lift", 2023, False, ""),
        (OVER, "lift", 2024, False, "unproven"),
        (OVER, "roof", None, False, "unproven"),  # the register does not know
        (OVER, "roof", None, True, ""),
        (OVER, "structure", 1985, False, "unproven"),  # as long as it was designed for
        (OVER, "structure", 1985, True, ""),
        (OUTSIDE, "roof", 2005, False, "unproven"),
        (OUTSIDE, "roof", 2024, True, ""),
        (None, "garden", 2005, False, ""),  # refused as no common part
    ],
)
def test_the_answer_is_asked_and_proven_where_the_age_says_that_it_may_run(
    said: Warranty | None, part: str, built: int | None, *, proven: bool, code: str
) -> None:
    found = answered(said, part, built, proven=proven)
    assert [one.code for one in found.reasons] == ([f"warranty_{code}"] if code else [])
    if code == "runs":
        assert "第二十五条第（一）项" in found.reasons[0].values["clause"]
    if code == "unproven" and said is OVER:
        assert "第四十条" in found.reasons[0].values["clause"]


def test_a_part_no_document_gives_a_warranty_is_asked_all_the_same() -> None:
    assert cover_of("roof", 2005, RULES) is not None
    assert cover_of("other", 2005, RULES) is None


def test_of_several_buildings_the_newest_counts_and_none_may_be_unknown() -> None:
    assert [latest_built(years) for years in ([2005, 2019], [2005, None], [])] == [2019, None, None]


def paper() -> Proof:
    return Proof("warranty", "竣工验收备案表.pdf", io.BytesIO(PAGE))


def test_what_the_warranty_may_bear_is_planned_only_with_a_paper(chest: Chest) -> None:
    Estate.objects.filter(pk=chest.quarter.estate).update(built_year=TODAY.year - 2)
    with pytest.raises(Refused, match="可能还没有满"):
        chest.plan()
    with pytest.raises(Refused, match="不能从维修资金列支"):
        chest.plan(warranty=RUNS, proofs=(paper(),))
    assert not Use.objects.exists()
    row = Use.objects.get(pk=chest.plan(proofs=(paper(),)))
    assert (row.warranty, row.built_year, row.warranty_until) == (
        "over", TODAY.year - 2, date(TODAY.year + 3, 12, 31)
    )  # fmt: skip
    assert [one.purpose for one in records.files_of([row.stream])] == ["fund_warranty"]


def test_a_building_with_a_first_day_of_its_own_is_as_old_as_that(chest: Chest) -> None:
    Building.objects.filter(pk=chest.building("2幢")).update(valid_from=date(TODAY.year - 1, 5, 1))
    years = places.built_years(chest.quarter.estate, actor=SYSTEM, on=TODAY)
    assert years == {chest.building("1幢"): 2005, chest.building("2幢"): TODAY.year - 1}
    assert Use.objects.get(pk=chest.plan()).built_year == 2005
    with pytest.raises(Refused, match="可能还没有满"):
        chest.plan(building_id=chest.building("2幢"))


def test_no_use_is_written_without_the_answer(chest: Chest) -> None:
    row = Use.objects.get(pk=chest.plan())
    row.pk, row.stream, row.warranty = row.pk + 1, f"funds.use:{row.pk + 1}", ""
    with pytest.raises(IntegrityError, match="not answered"), transaction.atomic():
        row.save(force_insert=True)
    row.warranty = "runs"
    with pytest.raises(IntegrityError, match="funds_use_warranty"), transaction.atomic():
        row.save(force_insert=True)


def test_who_plans_sees_the_age_and_who_checks_and_who_votes_the_answer_with_its_paper(chest: Chest) -> None:
    estate = Estate.objects.get(pk=chest.quarter.estate)
    Estate.objects.filter(pk=estate.pk).update(built_year=TODAY.year - 3)
    clerk = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    form = f"/funds/estates/{estate.code}/uses/new"
    told = clerk.get(form).text
    assert f"登记的建成年份：{TODAY.year - 3}年" in told
    assert (told.count("须附材料"), "《建设工程质量管理条例》第四十条" in told) == (2, True)
    typed = {
        "path": "ordinary", "title": "1幢屋面防水", "part": "roof", "place": str(chest.building("1幢")),
        "name1": "防水层", "amount1": "1000", "warranty": "outside",
    }  # fmt: skip
    assert "没有上传说明" in clerk.post(form, typed).text
    scan = io.BytesIO(PAGE)
    scan.name = "说明.pdf"
    page = clerk.post(form, {**typed, "warranty_paper": scan})["Location"]
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    shown = county.get(page).text
    assert "有书面说明，不属于保修责任" in shown
    assert "附有材料" in shown, "the register alone would let it run"
    assert "保修期的材料" in shown
    [file] = records.files_of([Use.objects.get().stream])
    answer = county.get(f"{page}/files/{file.id}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    watched = county.get(f"/disclosures/spending/{estate.pk}?of={Use.objects.get().stream}")
    assert "保修期的材料" in watched.text
    assert "有书面说明，不属于保修责任" in watched.text


def test_those_who_vote_read_the_answer_in_the_notice_and_on_the_page_of_the_vote(
    chest: Chest, demo: None
) -> None:
    assembly = chest.carry(chest.plan())
    said = "使用维修资金：1幢屋面防水，预算1,000.00元，建设单位的保修期已满"
    assert Vote.objects.get(roll__assembly=assembly).title == said
    clerk = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    assert said in clerk.get(f"/assemblies/{assembly}").text
