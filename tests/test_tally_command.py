"""`hemei tally`: from two files to a result, without database, from any directory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from hemei.community.voting.rules.standards import MATTER_CODES
from hemei.project.commands.tally import tally

KEYS = [
    "matter", "clause", "total_area_dm2", "total_heads", "part_area_dm2", "part_heads", "for_area_dm2", "for_heads",
    "quorum", "passed", "reasons",
]  # fmt: skip
HEMEI = Path(sys.executable).parent / "hemei"


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    """The test vector: 60 owners of 100 m2, X with 3 x 120, the shop of 800, the developer with 12 x 100."""
    roll = write(
        tmp_path / "roll.csv",
        "unit,building,area_m2,owners,delivered",
        *(f"s{n},{n // 30 + 1},100,owner {n},yes" for n in range(60)),
        *(f"x{n},3,120,X,yes" for n in range(3)),
        "shop,3,800.00,S,yes",
        *(f"d{n},4,100,@developer,yes" for n in range(10)),
        *(f"u{n},4,100,buyer {n},no" for n in range(2)),
    )

    def ballots(against, *agreeing):
        rows = [
            f"{code},{choice},paper,2026-11-20T10:00:00,yes"
            for codes, choice in [(against, "against"), (agreeing, "for")]
            for code in codes
        ]
        return write(tmp_path / "ballots.csv", "unit,choice,channel,received_at,valid", *rows)

    return roll, ballots


SMALL = [f"s{n}" for n in range(60)]
DEVELOPER = [*(f"d{n}" for n in range(10)), "u0", "u1"]


def run(roll, ballots, *more, code="hire_company", on="2026-11-25"):
    arguments = ["--roll", str(roll), "--ballots", str(ballots), "--matter", code]
    return CliRunner().invoke(tally, [*arguments, *(["--on", on] if on else []), *more])


def test_the_result_of_the_test_vector(files) -> None:
    roll, ballots = files
    result = run(roll, ballots([*SMALL[22:42], "shop"], *SMALL[:22], *DEVELOPER), "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == KEYS
    assert found["clause"] == "中华人民共和国民法典第二百七十八条第一款第四项、第二款"
    assert [found[key] for key in KEYS[2:10]] == [836_000, 63, 620_000, 44, 340_000, 23, True, True]
    assert all(isinstance(reason, str) and "{" not in reason for reason in found["reasons"])


def test_not_passed_is_exit_0_and_says_what_is_missing(files) -> None:
    roll, ballots = files
    cast = ballots([*SMALL[:42], "shop", "x0", "x1", "x2"])
    result = run(roll, cast)
    assert result.exit_code == 0
    assert "距参与表决的2/3还差0人、213.34平方米" in result.stdout
    assert "楼栋“2”未投票：18个专有部分，1,800平方米" in result.stdout
    assert result.stdout.count("SHA-256") == 2
    english = run(roll, cast, "--language", "en").stdout
    assert "Of the ballots counted, Paper ballot: " in english
    assert "0 heads and 213.34 m² short of the 2/3 that must take part" in english
    assert "Matter: hire or dismiss a property company or another manager (hire_company)" in english


@pytest.mark.parametrize("code", MATTER_CODES)
def test_every_matter_is_counted_by_the_law_of_its_day(files, code) -> None:
    roll, ballots = files
    cast = ballots([], *SMALL, "shop", "x0", "x1", "x2", *DEVELOPER)
    clauses = []
    for on in ("2020-12-31", "2021-01-01", None):
        result = run(roll, cast, "--json", code=code, on=on)
        found = json.loads(result.stdout)
        assert (found["matter"], found["quorum"], found["passed"]) == (code, True, True)
        clauses.append(found["clause"])
    assert clauses[0] != clauses[1] == clauses[2]
    assert "民法典" in clauses[1]


def test_the_last_or_the_first_ballot_of_a_unit_counts_or_none(files, tmp_path) -> None:
    roll, _ = files
    cast = write(
        tmp_path / "b.csv",
        "unit,choice,channel,received_at,valid",
        "s0,for,phone,2026-11-20T10:00:00.001,yes",
        "s0,against,paper,2026-11-20T10:00:00.001,yes",
    )
    for more, agreeing in [((), 0), (("--doubles", "last"), 0), (("--doubles", "first"), 1)]:
        found = json.loads(run(roll, cast, "--json", *more).stdout)
        assert (found["part_heads"], found["for_heads"]) == (1, agreeing)
        (told,) = [reason for reason in found["reasons"] if reason.startswith("s0")]
        assert "第2行" in told
        assert "第3行" in told
    refused = run(roll, cast, "--doubles", "refuse", "--json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"{cast} 第3行 unit 列: 专有部分“s0”已有一张有效选票，在第2行。" in refused.stderr


def test_a_bad_value_is_named_and_nothing_is_counted(files, tmp_path) -> None:
    roll, _ = files
    cast = write(
        tmp_path / "b.csv",
        "unit,choice,channel,received_at,valid",
        "s0,for,phone,2026-11-20,yes",
        "s99,?,,x,",
    )
    result = run(roll, cast, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    for column in ("unit", "choice", "received_at", "valid"):
        assert f"{cast} 第3行 {column} 列" in result.stderr
    assert result.stderr.endswith("没有计票。\n")
    english = run(roll, cast, "--language", "en").stderr
    assert f"{cast}, line 3, column unit: Unit “s99” is not on the roll." in english


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--on", "2026-02-30"), "--on"),
        (("--on", "yesterday"), "--on"),
        (("--on", "2009-09-30"), 'No document "owner-matters" was in force'),
        (("--matter", "paint_the_gate"), "paint_the_gate"),
        (("--doubles", "both"), "both"),
        (("--roll", "nowhere.csv"), "nowhere.csv"),
        (("--ballots", "/"), "directory"),
    ],
)
def test_what_is_asked_wrongly_is_exit_2(files, more, said) -> None:
    roll, ballots = files
    result = run(roll, ballots([]), *more)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_it_starts_without_django_and_counts_20_000_units_in_a_second(tmp_path) -> None:
    roll = write(
        tmp_path / "roll.csv",
        "unit,building,area_m2,owners,delivered",
        *(
            f"{n // 100}-{n},{n // 100},{60 + n % 90}.{n % 100:02},业主{n % 15000};配偶{n % 15000},yes"
            for n in range(20_000)
        ),
    )
    cast = write(
        tmp_path / "ballots.csv",
        "unit,choice,channel,received_at,valid",
        *(
            f"{n // 100}-{n},{'for' if n % 3 else 'against'},phone,2026-11-20T10:00:00.{n % 1000:03},yes"
            for n in range(19_000)
        ),
    )
    program = (
        "import sys, time; from hemei.project.commands.tally import tally; begin = time.process_time()\n"
        "try: tally()\n"
        "finally:\n"
        "  print(time.process_time() - begin, [name for name in ('django', 'psycopg') if name in sys.modules],"
        " file=sys.stderr)"
    )
    arguments = ["--roll", str(roll), "--ballots", str(cast), "--matter", "rebuild", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    seconds, loaded = done.stderr.strip().split(" ", 1)
    assert loaded == "[]"
    assert float(seconds) < 1
    assert json.loads(done.stdout)["part_heads"] == 15_000
    # The installed command, from another directory, with relative names.
    begin = time.monotonic()
    relative = ["--roll", "roll.csv", "--ballots", "ballots.csv", "--matter", "rebuild", "--json"]
    again = subprocess.run(
        [str(HEMEI), "tally", *relative], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert time.monotonic() - begin < 20
    assert again.stdout == done.stdout
