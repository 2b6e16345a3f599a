"""A list reads in the reader's language: no page joins words with a mark of one language alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hemei.ui.words import between, listing, say, series, speaking

ROOT = Path(__file__).resolve().parents[1]
MARKS = "、；，"
# In a template: joined by a filter, or written between the rounds of a loop.
JOINED = re.compile(
    rf"""join\(\s*["'][{MARKS}]|loop\.(?:last|first)\s*-?%}}[{MARKS}]|["'][{MARKS}]["']\s*if\s+not\s+loop"""
)
# In a page: a mark that is not asked of the language.
RAW = re.compile(rf"""["'][{MARKS}]["']\)?\.join\(""")
OF_CHINESE_ALONE = re.compile(r'_\("[，]"\)\.join')
"""Between parts of one fact: the catalogue translates the mark."""


def wrong_lines(paths: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and not OF_CHINESE_ALONE.search(line)
    ]


def test_no_template_joins_words_by_a_chinese_mark() -> None:
    wrong = wrong_lines(sorted((ROOT / "hemei").rglob("templates/**/*.html")), JOINED)
    assert not wrong, f"use the filters listing or series, or between() in a loop: {wrong}"


def test_no_page_joins_words_by_a_chinese_mark() -> None:
    pages = [
        path
        for path in sorted((ROOT / "hemei").rglob("*.py"))
        if "pages" in path.parts or path.stem == "pages"
    ]
    wrong = wrong_lines(pages, RAW)
    assert not wrong, f"use listing or series of hemei.ui.words: {wrong}"


@pytest.mark.parametrize(
    ("line", "pattern", "found"),
    [
        ('{{ names|join("、") }}', JOINED, "wrong"),
        ("{% if not loop.last %}、{% endif %}", JOINED, "wrong"),
        ('{{ "、" if not loop.last }}', JOINED, "wrong"),
        ("{% if not loop.last %}{{ between() }}{% endif %}", JOINED, "right"),
        ("{{ names|listing }}", JOINED, "right"),
        ('return "、".join(names)', RAW, "wrong"),
        ('return ("; " if is_english() else "；").join(names)', RAW, "wrong"),
        ("return listing(names)", RAW, "right"),
    ],
)
def test_the_scan_finds_what_it_is_for(line: str, pattern: re.Pattern[str], found: str) -> None:
    assert bool(pattern.search(line)) is (found == "wrong")


def test_lists_read_in_the_language_of_the_reader() -> None:
    names = ["发票", "合同"]
    with speaking("zh-hans"):
        assert (listing(names), series(names), between()) == ("发票、合同", "发票；合同", "、")
        assert say("{what}", {"what": "发票、合同"}) == "发票、合同"
    with speaking("en"):
        assert (listing(names), series(names), between()) == ("发票, 合同", "发票; 合同", ", ")
        assert say("{what}", {"what": "发票、合同、3号楼"}) == "Invoice, Contract, 3号楼"
