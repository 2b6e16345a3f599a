"""`hemei ballots`: prints a vote's ballots, brings a folder of scans in, and goes on where a killed one was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Ballot, PrintedSheet, PrintRun
from hemei.community.voting.queries.paper import titles_of
from hemei.community.voting.rules.sheets import pages_from
from hemei.community.voting.tests.conftest import Quarter, made_quarter
from hemei.community.voting.tests.pens import drawn_pages, mark_row, scanned, seeded
from hemei.community.voting.tests.test_assemblies import OPENS, draft_of
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.clock import utc_now
from hemei.project.commands.ballots import ballots


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(ballots, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def noticed(quarter: Quarter) -> Assembly:
    with records.acting(quarter.clerk):
        number = services.call_assembly(actor=quarter.clerk, now=NOW, draft=draft_of(quarter))
        services.notice_assembly(
            actor=quarter.clerk, now=NOW, assembly_id=number, opens_on=OPENS, closes_at=utc_now() + timedelta(days=9)
        )  # fmt: skip
        return Assembly.objects.select_related("roll").get(pk=number)


def test_ballots_are_printed_and_a_folder_of_scans_is_read(
    own_database: str, tmp_path: Path, settings
) -> None:
    settings.MEDIA = tmp_path / "media"
    found = noticed(made_quarter())
    paper, folder = tmp_path / "ballots.pdf", tmp_path / "scans"
    assert "no meeting 4711" in run("print", "4711", str(paper))[1]
    with records.acting(EVERYONE):  # asked for, and then it died before a page was set
        services.start_print_run(
            actor=EVERYONE, now=NOW, roll_id=found.roll_id, key="dead", buildings=["1幢"]
        )
    status, said = run("print", str(found.pk), str(paper))
    assert (status, "run 2, 4 ballots" in said) == (0, True)
    with records.acting(EVERYONE):
        assert PrintedSheet.objects.count() == 8
        assert not PrintRun.objects.filter(printed_at=None).exists()
        print_run = PrintRun.objects.get(number=2)
        [page] = pages_from(print_run.pages, dict(titles_of(found.roll)))
    assert run("print", str(found.pk), str(paper))[0] == 0  # every unit has its ballot
    folder.mkdir()
    chance = seeded(5)
    for number, canvas in enumerate(drawn_pages(paper.read_bytes(), -4)[:2]):
        for row, (pen, choice) in zip(page.rows, (("tick", "for"), ("cross", "against")), strict=True):
            mark_row(canvas, row, pen, choice, chance)
        (folder / f"{number}.png").write_bytes(scanned(canvas, chance))
    (folder / "notes.txt").write_text("no ballot", encoding="utf-8")
    moment = utc_now().isoformat()
    asked = (str(found.pk), str(folder), "--handed-from", moment, "--received-at", moment)
    status, said = run("scan", *asked)
    assert (status, "2 ready" in said, "notes.txt" in said) == (1, True, True)
    assert "2 ready" in run("scan", *asked)[1]  # the same batch again, no file twice
    with records.acting(EVERYONE):
        [batch] = queries.batches(found.roll_id, actor=EVERYONE)
        assert (batch.files, batch.read, batch.confirmed_at) == (2, 2, None)
        assert not Ballot.objects.exists()
    moment = (utc_now() + timedelta(days=20)).isoformat()
    late = (str(found.pk), str(folder), "--handed-from", moment, "--received-at", moment)
    assert "不在表决期间" in run("scan", *late)[1]
