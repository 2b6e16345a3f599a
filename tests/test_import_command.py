"""`hemei import`: checks, imports, halts at bad rows, and goes on where a killed import was."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from hemei.ground.places.tests.factories import NOW, build_town
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import comma
from hemei.kernel.actor import system_actor
from hemei.project.commands.imports import import_

HEADER = ("小区名称", "责任社区", "小区类型", "地址", "建筑面积", "户数")
GOOD = ("春天小区", "东风社区", "老旧小区", "春天路1号", "9000", "90")
BAD = ("夏天小区", "东风社区", "别墅", "夏天路1号", "0", "90")


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(import_, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout


def test_a_register_from_the_command_line(own_database: str, tmp_path: Path) -> None:
    file = tmp_path / "estates.csv"
    assert run("places.estates", str(tmp_path / "nothing.csv"))[0] == 2
    file.write_bytes(comma(HEADER, GOOD, BAD, encoding="gb18030"))
    assert run("places.estates", str(file))[0] == 1  # no city yet
    town = build_town()
    assert run("places.nothing", str(file))[0] == 2
    status, said = run("places.estates", str(file), "--check")
    assert status == 1
    assert "1 new, 0 changed, 0 the same, 1 bad" in said
    assert "别墅" in said
    status, said = run("places.estates", str(file), "--good-rows")
    assert status == 1
    assert "written: 1 new" in said
    file.write_bytes(comma(HEADER, GOOD))
    status, said = run("places.estates", str(file))
    assert status == 0
    assert "written: 0 new, 0 changed, 1 the same, 0 bad" in said
    actor = system_actor(town.path)
    file.write_bytes(comma(HEADER, ("秋天小区", *GOOD[1:3], "秋天路1号", *GOOD[4:])))
    (number,) = records.begin_imports(
        actor=actor, now=NOW, upload=[file.read_bytes()], name="x", register="places.estates"
    )
    records.ask_for_check(actor=actor, now=NOW, import_id=number, here=True)
    records.run_import(import_id=number, clock=lambda: NOW)
    records.ask_for_writing(
        actor=actor, now=NOW, import_id=number, good_rows=False, here=True
    )  # and then it died
    status, said = run("places.estates", str(file))
    assert (status, said) == (0, f"Import {number} written: 1 new, 0 changed, 0 the same, 0 bad.\n")
