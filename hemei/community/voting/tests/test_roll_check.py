"""The short check value of the roll stands on every paper and on the ballot of the phone, as it was published."""

from __future__ import annotations

from datetime import date

import pypdfium2

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, LetterRun, PrintRun, Roll, RollUnit
from hemei.community.voting.pages import mine
from hemei.community.voting.paper.letters import LetterSheet, LetterWords, pdf_of_letters
from hemei.community.voting.rules.trust import short_check
from hemei.community.voting.tests.test_assemblies import FIRST_BALLOT, noticed
from hemei.community.voting.tests.test_pages import owner_of
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC


def test_the_short_form_is_the_beginning_in_groups() -> None:
    assert short_check("0123456789abcdef" * 4) == "0123-4567-89ab-cdef"


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_ballots_letters_and_the_phone_show_the_check_value_published_last(
    quarter, settings, tmp_path
) -> None:
    settings.MEDIA = tmp_path
    found = noticed(quarter)
    roll = Roll.objects.get(assembly=found)
    [[_at, value]] = Assembly.objects.get(pk=found.pk).commitments
    check = short_check(value)
    run = services.start_print_run(actor=quarter.clerk, now=NOW, roll_id=roll.pk, key="r")
    letters = services.start_letter_run(
        actor=quarter.clerk, now=NOW, roll_id=roll.pk, key="l", site="https://localhost/votes/letter"
    )
    with records.acting(PUBLIC):
        services.set_waiting_runs(clock=lambda: NOW)
        services.set_waiting_letters(clock=lambda: NOW)
    assert PrintRun.objects.get(pk=run).wording["check"] == check
    for pdf in (
        queries.printed_pdf(run, actor=quarter.clerk),
        services.take_letters(actor=quarter.clerk, now=NOW, run_id=LetterRun.objects.get(pk=letters).pk),
    ):
        assert check in words_of(pdf)
    owner = owner_of(quarter, "丙")
    unit = RollUnit.objects.get(roll=roll, unit_id=quarter.units["104"])
    with records.acting(owner):
        services.claim_units(actor=owner, now=FIRST_BALLOT)
        [own] = queries.own_units(actor=owner, roll_unit_id=unit.pk)
    assert own.check == check
    assert mine.unit_face(own, FIRST_BALLOT)["check"] == check


def test_a_roll_without_a_notice_shows_none_and_letters_stay_on_their_page() -> None:
    said = LetterWords(
        "翡翠花园小区", "二〇二六年第二次业主大会临时会议", "2026年12月31日18时00分", date(2026, 12, 31),
        "https://governance.example.cn/votes/letter", date(2026, 11, 27), 5, "0123-4567-89ab-cdef",
    )  # fmt: skip
    sheet = LetterSheet("1234 5678 9012", said.site, "1-0001", "1幢", "1幢1单元101", several=True)
    with pypdfium2.PdfDocument(pdf_of_letters(said, [sheet])) as document:
        assert len(document) == 2  # the list of who delivers, and the letter
    assert "名册校验值" not in words_of(
        pdf_of_letters(LetterWords(*[getattr(said, name) for name in LetterWords.__slots__[:-1]]), [sheet])
    )
