"""Printed ballots are filled in, photographed and read: read right or left to persons, never misread."""

from __future__ import annotations

import io
from base64 import b32encode
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import cv2
import numpy as np
import pypdf
import pytest

from hemei.community.voting.paper.measuring import DOTS, darkness, found_page, measured
from hemei.community.voting.paper.pictures import UnreadableFile, as_jpeg, as_picture, pictures_of
from hemei.community.voting.paper.printing import PATTERNS, Run, Sheet, pdf_of_run, reference_of
from hemei.community.voting.rules.marks import read_row
from hemei.community.voting.rules.roll import CHOICES
from hemei.community.voting.rules.sheets import pages_of
from hemei.community.voting.tests.factories import paper_ballots
from hemei.community.voting.tests.pens import (
    CLEAR,
    UNCLEAR,
    as_pdf,
    drawn_pages,
    filled_in,
    photographed,
    scanned,
    seeded,
)

ITEMS = [
    (1, "选聘物业服务企业，合同期三年，服务费每平方米每月一元八角，由业主委员会签订合同"),
    (2, "使用维修资金更换 3 幢电梯"),
    (3, "制定管理规约"),
    (4, "选举甲为业主委员会委员"),
    (5, "调整停车位"),
]
PAGES = pages_of(ITEMS)
RUN = Run("业主大会表决票", "试验小区", "试验社区居委会", date(2026, 11, 25), ("请打 √ 或 ×。",), PAGES)


def sheets(number: int) -> list[Sheet]:
    chance = seeded(4)
    return [
        Sheet(
            b32encode(chance.randbytes(10)).decode(),
            f"1-{n:04}",
            f"{n // 50 + 1}幢",
            f"1幢1单元{n}",
            "85.20 平方米",
        )
        for n in range(1, number + 1)
    ]


@cache
def printed():
    return darkness(as_picture(reference_of(PAGES[0], DOTS)))


@dataclass
class Trial:
    """Ballots sent through pen, camera and reader."""

    seed: int
    read: int = 0
    left: Counter[str] = field(default_factory=Counter)
    misread: list[object] = field(default_factory=list)
    sheets_left: int = 0

    def send(self, pens, pictures) -> None:
        chance = seeded(self.seed)
        given = sheets(len(pens))
        blank = drawn_pages(pdf_of_run(RUN, given), -len(given))
        for sheet, clean, names in zip(given, blank, pens, strict=True):
            canvas, marked = filled_in(clean, PAGES[0], names, chance)
            found = found_page(as_picture(pictures(canvas, chance)))
            if found.problem is not None:
                self.left[found.problem] += 1
                self.sheets_left += 1
                continue
            assert (found.token, found.page) == (sheet.token, 1)
            rows = [read_row(row, paper_ballots()) for row in measured(found.flat, PAGES[0], printed())]
            self.sheets_left += any(row.choice is None for row in rows)
            for row, mark in zip(rows, marked, strict=True):
                self._judge(row, mark)

    def _judge(self, row, mark) -> None:
        if row.choice is None:
            self.left[mark.pen] += 1
        elif mark.pen in CLEAR and row.choice == mark.meant:
            self.read += 1
        else:
            self.misread.append((row, mark))


def trial(number: int, seed: int, pens, pictures) -> Trial:
    chance = seeded(seed)
    made = Trial(seed)
    made.send([[chance.choice(pens) for _ in PAGES[0].rows] for _ in range(number)], pictures)
    return made


def test_photographed_ballots_are_read_or_left_to_persons_and_never_misread():
    made = trial(3, 11, CLEAR + UNCLEAR, photographed)
    assert made.misread == []
    assert set(made.left) <= set(UNCLEAR)
    assert made.read + sum(made.left.values()) == 15


def test_a_scanned_stack_comes_as_one_file_and_is_read_page_by_page():
    chance = seeded(3)
    given = sheets(2)
    canvases = [
        filled_in(clean, PAGES[0], ["tick"] * 5, chance) for clean in drawn_pages(pdf_of_run(RUN, given), -2)
    ]
    stack = as_pdf([scanned(canvas, chance) for canvas, _ in canvases])
    for picture, sheet, (_, marked) in zip(pictures_of(stack), given, canvases, strict=True):
        found = found_page(picture)
        assert found.token == sheet.token
        rows = [read_row(row, paper_ballots()) for row in measured(found.flat, PAGES[0], printed())]
        assert [row.choice for row in rows] == [mark.meant for mark in marked]


def test_what_is_no_whole_ballot_is_named():
    clean, second = drawn_pages(pdf_of_run(RUN, sheets(2)), -2)
    two = np.concatenate([clean, second], axis=1)
    cut = clean.copy()
    cut[:, : 23 * 8] = 255  # both marks on the left are gone
    pasted = clean.copy()
    pasted[200 * 8 : 230 * 8, 20 * 8 : 50 * 8] = clean[26 * 8 : 56 * 8, 159 * 8 : 189 * 8]
    pasted[20 * 8 : 58 * 8, 155 * 8 : 186 * 8] = 255
    blurred = cv2.GaussianBlur(clean, (0, 0), 18)
    empty = np.full_like(clean, 250)
    wrong = {"several_codes": two, "no_corners": cut, "code_moved": pasted, "no_code": blurred}
    for problem, picture in wrong.items():
        small = as_picture(as_jpeg(cv2.resize(picture, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)))
        assert found_page(small).problem == problem
    assert found_page(empty).problem == "blank"


@pytest.mark.parametrize(
    "raw",
    [b"", b"GIF89a....", b"\xff\xd8\xff\xe0 no picture", b"\x89PNG\r\n\x1a\nno picture", b"%PDF-1.7 nothing"],
)
def test_a_file_that_cannot_be_opened_is_refused(raw):
    with pytest.raises(UnreadableFile):
        list(pictures_of(raw))


def test_a_picture_of_more_dots_than_a_camera_has_is_not_opened():
    from PIL import Image

    kept = io.BytesIO()
    Image.new("L", (9_000, 9_000)).save(kept, "PNG")
    with pytest.raises(UnreadableFile):
        list(pictures_of(kept.getvalue()))


def test_a_run_is_one_file_with_a_list_for_each_building_and_no_unit_in_its_codes():
    given = sheets(60)
    told: list[int] = []
    content = pdf_of_run(RUN, given, moved=told.append)
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 3 + 60  # buildings of 49 and of 11: two pages of list, and one
    assert "送达清单" in pages[0].extract_text()
    assert told == [60]
    assert pdf_of_run(RUN, given) == content
    [drawn] = drawn_pages(content, -1)
    assert found_page(drawn).token == given[-1].token


def test_the_corner_marks_are_those_of_the_dictionary_the_reader_knows():
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for number, pattern in enumerate(PATTERNS):
        drawn = cv2.aruco.generateImageMarker(dictionary, number, 6, borderBits=1)[1:5, 1:5] > 0
        assert [[bool(bits >> (3 - column) & 1) for column in range(4)] for bits in pattern] == drawn.tolist()
    assert len(CHOICES) == 3
