"""What the reader accepts, and one small broken file for every mistake it must refuse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal

import pytest

from hemei.kernel.decision import Reference
from hemei.kernel.limits import Limit
from hemei.kernel.standards import (
    DocumentText,
    Head,
    Misfit,
    Share,
    StandardError,
    Warrant,
    read_document,
    read_sources,
)
from hemei.kernel.standards.spoken import spoken

BROKEN = sorted((Path(__file__).parent / "broken_standards").glob("*.toml"))

SOURCES = """
[[source]]
code = "civil-code"
title = "中华人民共和国民法典"
title_en = "Civil Code"
issuer = "全国人民代表大会"
level = "law"
where_read = "articles"
in_force = 2021-01-01

[[source]]
code = "unread-law"
title = "没有读到的法"
title_en = "A law nobody read"
issuer = "某机关"
level = "law"
where_read = "unread"

[[source]]
code = "platform-defaults"
title = "平台默认"
title_en = "Platform defaults"
issuer = "平台"
level = "design"
where_read = "whole"
"""

GOOD = """
[source]
document = "civil-code"
title = "表决"

[[matter]]
code = "use_fund"
agree = "1/2"
within = "5 working_days"
owners = 2
basis = "law"
clause = "第二百七十八条"
legal = [
    { basis = "law", clause = "第二百七十八条" },
    { basis = "design", owner = "市里", reason = "没有规定" },
]

[matter.notice]
limit = "15 days"
basis = "law"
document = "unread-law"
clause = "第十五条"
verify = true

[weights]
site = 60
owners = 40
"""


@dataclass(frozen=True, slots=True)
class Notice:
    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Citation:
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Matter:
    code: str
    agree: Share
    within: Limit
    owners: int
    warrant: Warrant
    counted_by: Literal["area", "heads"] = "area"
    since: date | None = None
    steps: tuple[int, ...] = ()
    legal: tuple[Citation, ...] = ()
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    site: int
    owners: int

    def __post_init__(self) -> None:
        if self.site + self.owners != 100:
            raise ValueError(f"the weights add up to {self.site + self.owners}, not to 100")


@dataclass(frozen=True, slots=True)
class Votes:
    head: Head
    matter: tuple[Matter, ...]
    weights: Weights | None = None

    def __post_init__(self) -> None:
        for position, matter in enumerate(self.matter):
            if matter.owners < 1:
                raise Misfit("a vote needs an owner", "matter", position, "owners")


def read(text: str, label: str = "votes.toml") -> Votes:
    document = DocumentText("national", "votes", date(2021, 1, 1), text, label)
    return read_document(document, Votes, read_sources("sources.toml", SOURCES))


def test_a_good_document_becomes_its_shape() -> None:
    votes = read(GOOD)
    (matter,) = votes.matter
    assert matter.agree == Share(Fraction(1, 2))
    assert matter.within == Limit(5, "working_days")
    assert matter.counted_by == "area"
    assert votes.weights == Weights(60, 40)
    assert votes.head.name == "votes"
    assert votes.head.source.title == "中华人民共和国民法典"


def test_every_item_gives_the_reference_a_decision_stores() -> None:
    (matter,) = read(GOOD).matter
    day = date(2021, 1, 1)
    assert matter.warrant.reference == Reference("votes", day, "use_fund", "第二百七十八条", "law")
    assert matter.notice is not None
    assert matter.notice.warrant.reference.item == "use_fund.notice"
    assert matter.notice.warrant.source.code == "unread-law"
    assert [citation.warrant.reference.item for citation in matter.legal] == ["use_fund", "use_fund"]


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_file_is_refused_with_file_line_and_remedy(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    expected = re.match(r"# line (\d+): (.+)", text)
    assert expected, "the first line of a broken file says which line is wrong, and what about it"
    with pytest.raises(StandardError) as refusal:
        read(text, file.name)
    error = refusal.value
    assert (error.file, error.line) == (file.name, int(expected[1])), str(error)
    assert expected[2] in error.problem
    assert error.remedy
    assert str(error).startswith(f"{file.name}:{expected[1]}: ")


# What a shape of its own finds wrong is said as the shape says it.
OF_A_SHAPE = {"table_value_error", "values_that_do_not_fit"}


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_whoever_issues_a_document_reads_in_chinese_what_is_wrong(file: Path) -> None:
    with pytest.raises(StandardError) as refusal:
        read(file.read_text(encoding="utf-8"), file.name)
    reason = spoken(refusal.value)
    said = reason.text.format(**reason.values) + reason.remedy.format(**reason.values)
    assert f"第{refusal.value.line}行" in said
    assert (refusal.value.problem in said) is (file.stem in OF_A_SHAPE)
    assert (reason.remedy == "改法：{advice}") is (file.stem in OF_A_SHAPE)


def test_every_mistake_of_the_house_has_its_file() -> None:
    assert len(BROKEN) >= 38


@pytest.mark.parametrize(
    ("text", "value"), [("2/3", Fraction(2, 3)), ("50%", Fraction(1, 2)), ("100%", Fraction(1)), ("0/5", 0)]
)
def test_a_share_is_exact(text: str, value: Fraction) -> None:
    assert Share.parse(text).value == value


@pytest.mark.parametrize("text", ["0.5", "1/0", "-1/2", "half", "", "2 / 3", "50 %"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        Share.parse(text)


def test_a_source_counts_from_its_day_of_force_and_not_after_its_end() -> None:
    text = SOURCES.replace("in_force = 2021-01-01", "in_force = 2021-01-01\nuntil = 2026-01-01")
    source = read_sources("sources.toml", text)["civil-code"]
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [source.covers(day) for day in days] == [False, True, True, False]


def test_a_source_that_stands_twice_is_refused() -> None:
    with pytest.raises(StandardError, match='The code "civil-code" stands here twice'):
        read_sources("sources.toml", SOURCES + SOURCES)
