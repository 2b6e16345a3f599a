"""Papers: the same bytes each time, real footnotes in both forms, and numbers without a gap."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pypdf
import pytest
from django.conf import settings
from django.db import transaction

from hemei.ground.records import services as records
from hemei.ground.records.paper import (
    Heading,
    Note,
    Paper,
    Paragraph,
    Table,
    Words,
    docx_of,
    fonts_kept,
    pdf,
    pdf_of,
    set_apart,
)
from hemei.ground.records.rules import PaperTemplate
from hemei.kernel.decision import Reference
from hemei.kernel.standards import Source, Warrant

ADDRESS = "https://hemei.example/cockpit/1/figures/F10?on=2026-10-31&verdict=no"
PAPER = Paper(
    title="月度简报",
    lines=("2026年第10期",),
    parts=(
        Heading("一、指标"),
        Table(
            ("指标", "数值"), ((Words("覆盖率", Note("名单 <4> & 依据", ADDRESS)), Words("91.2%")),), (3, 1)
        ),
        Paragraph((Words('#panic("说明")'), Words("二", Note("第二条")))),
        Paragraph((Words("案件甲"),), item=True),
    ),
    author="合肥市",
    day=date(2026, 10, 31),
    foot="月度简报　第10期",
)


def test_a_pdf_holds_the_words_as_words_and_opens_its_footnotes() -> None:
    made = pdf_of(PAPER)
    assert made == pdf_of(PAPER)
    page = pypdf.PdfReader(io.BytesIO(made)).pages[0]
    text = page.extract_text().replace(" ", "").replace("\u200b", "")
    for words in (
        "月度简报",
        "2026年第10期",
        "一、指标",
        "91.2%",
        '#panic("说明")',
        "名单<4>&依据",
        ADDRESS,
        "第二条",
    ):
        assert words in text, words
    links = [one.get_object().get("/A", {}).get("/URI") for one in page["/Annots"]]
    assert ADDRESS in links


def test_fonts_that_are_kept_change_no_byte() -> None:
    fresh = pdf._fonts.set(None)  # the run of the tests keeps its own
    try:
        alone = pdf_of(PAPER)
    finally:
        pdf._fonts.reset(fresh)
    with fonts_kept():
        assert [pdf_of(PAPER), pdf_of(PAPER)] == [alone, alone]


def test_a_process_forked_after_a_page_was_set_says_so_instead_of_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pdf_of(PAPER)
    monkeypatch.setattr("hemei.ground.records.paper.pdf.os.getpid", lambda: 0)
    with pytest.raises(RuntimeError, match="forked"):
        pdf_of(PAPER)


def test_a_docx_has_real_footnotes_and_repeated_heads() -> None:
    made = docx_of(PAPER)
    assert made == docx_of(PAPER)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        body, notes = (parts.read(f"word/{name}.xml").decode() for name in ("document", "footnotes"))
        links = parts.read("word/_rels/footnotes.xml.rels").decode()
        types = parts.read("[Content_Types].xml").decode()
    assert body.count("<w:footnoteReference") == 2
    assert "<w:tblHeader/>" in body
    assert "名单 &lt;4&gt; &amp; 依据" in notes
    assert notes.count("<w:footnoteRef/>") == 2
    assert ADDRESS.replace("&", "&amp;") in links
    assert "footnotes+xml" in types


def test_a_table_with_a_short_row_is_refused() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        Table(("甲", "乙"), ((Words("一"),),), (1, 1))


@pytest.mark.parametrize("text", ["{place.path}", "{0}", "{place!r}", "{place:>9}", "{}"])
def test_a_template_reaches_into_no_value(text: str) -> None:
    reference = Reference("paper-templates", date(2019, 1, 1), "x", "", "design")
    warrant = Warrant("design", Source("hemei-design", "", "", "", "report", "whole"), reference)
    with pytest.raises(ValueError, match="no name in braces"):
        PaperTemplate("x", warrant, "题", "{number}", {"line": text})


@pytest.mark.django_db
def test_a_series_has_no_gap_and_begins_anew_each_year() -> None:
    take = records.next_number
    assert [take(series="a", year=2026), take(series="a", year=2026), take(series="b", year=2026)] == [
        1,
        2,
        1,
    ]
    with transaction.atomic():
        assert take(series="a", year=2026) == 3
        transaction.set_rollback(True)
    assert take(series="a", year=2026) == 3
    assert take(series="a", year=2027) == 1


def test_pages_set_apart_read_their_values_as_data_and_a_refusal_says_why(tmp_path: Path) -> None:
    layout = tmp_path / "one.typ"
    layout.write_text("#let run = json(bytes(sys.inputs.run))\n#run.words", "utf-8")
    moment = datetime(2026, 11, 2, tzinfo=UTC)
    made = set_apart(layout, {"words": '#panic("翠园小区")'}, moment)
    assert made == set_apart(layout, {"words": '#panic("翠园小区")'}, moment)
    assert '#panic("翠园小区")' in pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
    layout.write_text('#panic("不能排版")', "utf-8")
    with pytest.raises(RuntimeError, match="不能排版"):
        set_apart(layout, {}, moment)


def test_a_portion_is_made_once_for_what_was_asked_and_lies_encrypted() -> None:
    made: list[bytes] = []

    def make() -> bytes:
        made.append(b"portion")
        return b"portion"

    try:
        for asked in (b"a", b"a", b"b"):
            assert records.kept_portion("work", asked, make) == b"portion"
        assert len(made) == 2
        kept = [path for path in (settings.MEDIA / "portions").rglob("*") if path.is_file()]
        assert len(kept) == 2
        assert not any(b"portion" in path.read_bytes() for path in kept)
        kept[0].write_bytes(kept[1].read_bytes())  # what lies in another's place opens nothing
        assert {records.kept_portion("work", asked, make) for asked in (b"a", b"b")} == {b"portion"}
        assert len(made) == 3
    finally:
        records.forget_portions("work")
    assert not [path for path in (settings.MEDIA / "portions").rglob("*") if path.is_file()]
