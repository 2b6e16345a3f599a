"""Trust files: the verifier recounts them, and finds every ballot, unit, number and row that was changed."""

from __future__ import annotations

import ast
import copy
import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.voting import verify
from hemei.community.voting.rules.roll import CHOICES, DEVELOPER, Ballot, Unit
from hemei.community.voting.rules.standards import MATTER_CODES
from hemei.community.voting.rules.trust import (
    ballot_code,
    building_groups,
    look_up,
    receipt_commitment,
    receipt_of,
    roll_commitment,
)
from hemei.community.voting.tests.factories import SALT, START, ballots, published, sealed, unit, vector_roll
from hemei.kernel.proofs import MerkleTree, canonical

VERIFIER = Path(verify.__file__)


def small_vote(code="hire_company", keep="last"):
    """Five units in two buildings; one has two ballots, one an invalid ballot."""
    roll = [
        unit("1-1", 90, "a"), unit("1-2", 110, "a", "b"), unit("2-1", 80, "b", "a", building="2"),
        unit("2-2", 70, DEVELOPER, building="2"), unit("2-3", 60, "c", building="2", delivered=False),
    ]  # fmt: skip
    cast = [
        *ballots({"1-1": "for", "1-2": "against", "2-1": "for", "2-2": "abstain"}),
        Ballot("1-2", "for", START + timedelta(days=1), 6, "phone"),
        Ballot("2-3", "for", START, 7, "paper", valid=False),
    ]
    return roll, sealed(cast), *published(roll, sealed(cast), code, keep)


def found(full, public) -> list[str]:
    return list(verify.differences(*json.loads(json.dumps([full, public]))))


def test_the_verifier_is_short_and_needs_nothing() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    assert text.count("\n") <= 150
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else [getattr(node, "module", "")]
        )
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    assert imported <= sys.stdlib_module_names


def test_it_runs_alone(tmp_path) -> None:
    _, _, full, public = small_vote()
    program = tmp_path / "verify.py"
    program.write_bytes(VERIFIER.read_bytes())
    (tmp_path / "full.json").write_text(json.dumps(full), encoding="utf-8")
    (tmp_path / "public.json").write_text(json.dumps(public), encoding="utf-8")
    (tmp_path / "changed.json").write_text(json.dumps(public | {"root": "00"}), encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")

    def run(*names):
        return subprocess.run(
            [sys.executable, "-I", "-S", program, *names],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    good = run("full.json", "public.json")
    assert (good.returncode, good.stdout.splitlines()[-1]) == (0, public["root"])
    assert '"take_part":[">=",2,3]' in good.stdout
    assert run("public.json", "full.json").stdout == good.stdout
    bad = run("full.json", "changed.json")
    assert (bad.returncode, bad.stdout) == (
        1,
        "the list of ballots, or what the root covers, does not agree\n",
    )
    (tmp_path / "files.zip").write_bytes(b"PK\x9f" * 9_999)
    for name, changed in (("empty.json", {"ballots": [[]]}), ("later.json", {"format": 4})):
        (tmp_path / name).write_text(json.dumps(public | changed), encoding="utf-8")
    for names in (
        ("files.zip", "public.json"),
        ("full.json", "broken.json"),
        ("full.json", "nowhere.json"),
        ("full.json", "empty.json"),
        ("full.json", "later.json"),
        ("public.json", "public.json"),
        (),
    ):
        wrong = run(*names)
        assert (wrong.returncode, "verify.py full.json public.json" in wrong.stderr) == (2, True)
        assert len(wrong.stderr) < 300


@pytest.mark.parametrize("code", MATTER_CODES)
@pytest.mark.parametrize("keep", ["last", "first"])
def test_an_honest_vote_agrees(code, keep) -> None:
    roll, cast, full, public = small_vote(code, keep)
    assert found(full, public) == []
    assert public["roll"] == roll_commitment("r1", SALT, roll)
    assert [row[0] for row in public["ballots"]] == sorted(one.code for one in cast)


def test_the_test_vector_is_recounted() -> None:
    roll = vector_roll()
    choices = {one.code: "for" if number % 3 else "against" for number, one in enumerate(roll)}
    full, public = published(roll, sealed(ballots(choices)), "rebuild")
    assert found(full, public) == []
    assert public["result"]["area"][:2] == [836_000, 836_000]
    assert public["result"]["heads"][:2] == [63, 63]


def test_codes_and_commitments_are_what_anybody_can_compute() -> None:
    assert ballot_code(bytes(10)) == "AAAA-AAAA-AAAA-AAAA"
    assert ballot_code(b"\xff" * 10) == "7777-7777-7777-7777"
    with pytest.raises(ValueError, match="10 random bytes"):
        ballot_code(b"short")
    _, cast, _, public = small_vote()
    receipt = receipt_of("v1", cast[0])
    text = f'["{receipt["salt"]}","ballot","v1","{receipt["code"]}","1-1","for"]'
    assert receipt_commitment(receipt) == hashlib.sha256(text.encode()).hexdigest()
    assert receipt_commitment(receipt) in {row[1] for row in public["ballots"]}
    tree = MerkleTree()
    said = {key: value for key, value in public.items() if key not in {"ballots", "root"}}
    tree.extend(canonical(row) for row in [said, *public["ballots"]])
    assert public["root"] == tree.root().hex()


@given(st.lists(st.text(max_size=3), max_size=33))
def test_the_root_is_that_of_the_record(rows) -> None:
    tree = MerkleTree()
    tree.extend(canonical([row]) for row in rows)
    assert verify.root_of([[row] for row in rows]) == tree.root().hex()


def test_a_voter_finds_his_own_ballot() -> None:
    _, cast, _, public = small_vote()
    by_line = {one.ballot.line: one for one in cast}
    assert look_up(receipt_of("v1", by_line[2]), public) == "counted"
    assert look_up(receipt_of("v1", by_line[3]), public) == "not_counted"  # the later one of 1-2 counts
    assert look_up(receipt_of("v1", by_line[6]), public) == "counted"
    assert look_up(receipt_of("v1", by_line[7]), public) == "not_counted"  # invalid
    other = replace(by_line[2], ballot=replace(by_line[2].ballot, choice="against"))
    assert look_up(receipt_of("v1", other), public) == "differs"
    assert look_up(receipt_of("v2", by_line[2]), public) == "differs"
    assert look_up(receipt_of("v1", by_line[2]) | {"code": "X"}, public) == "missing"


def test_the_public_file_tells_nobody_how_a_unit_voted() -> None:
    _, cast, _, public = small_vote()
    text = json.dumps(public)
    assert "choices" not in public
    for one in cast:
        assert one.salt not in text
        assert one.ballot.unit not in text


@pytest.mark.parametrize(
    ("cast", "groups"),
    [
        ({"1": 5, "2": 6}, [["1"], ["2"]]),
        ({"1": 5, "2": 3, "3": 2}, [["1"], ["2", "3"]]),
        ({"1": 9, "2": 6, "3": 2}, [["1"], ["2", "3"]]),
        ({"1": 1, "2": 1}, [["1", "2"]]),
        ({"1": 0}, [["1"]]),
        ({"1": 7, "2": 0}, [["1", "2"]]),
    ],
)
def test_small_buildings_are_published_together(cast, groups) -> None:
    assert building_groups(cast, 5) == groups


# Whatever is changed is found

FULL_CHANGES = {
    "code": lambda one: one["code"][::-1] + "x",
    "salt": lambda one: "00" * 32,
    "number": lambda one: one["number"] + 100,
    "unit": lambda one: "1-1" if one["unit"] != "1-1" else "1-2",
    "choice": lambda one: "for" if one["choice"] != "for" else "against",
    "channel": lambda one: one["channel"] + "x",
    "received_at": lambda one: "2026-11-30T00:00:00.000000+00:00",
    "valid": lambda one: not one["valid"],
}


@pytest.mark.parametrize("field", FULL_CHANGES)
@pytest.mark.parametrize("at", range(6))
def test_a_changed_ballot_is_found_by_its_code(field, at) -> None:
    _, cast, full, public = small_vote()
    full["ballots"][at][field] = FULL_CHANGES[field](full["ballots"][at])
    said = found(full, public)
    assert any(cast[at].code in line for line in said), said


@pytest.mark.parametrize("at", range(6))
def test_a_ballot_lost_doubled_or_added_is_found(at) -> None:
    _, _, full, public = small_vote()
    for change in (
        lambda all_, one: all_.remove(one),
        lambda all_, one: all_.append(dict(one)),
        lambda all_, one: all_.append(one | {"code": "NEW", "number": 99}),
    ):
        changed = copy.deepcopy(full)
        change(changed["ballots"], changed["ballots"][at])
        assert found(changed, public)


@pytest.mark.parametrize("field", ["unit", "building", "area_dm2", "owners", "delivered"])
def test_a_changed_roll_is_found(field) -> None:
    _, _, full, public = small_vote()
    for one in full["roll"]["units"]:
        changed = copy.deepcopy(full)
        row = next(row for row in changed["roll"]["units"] if row["unit"] == one["unit"])
        row[field] = {"area_dm2": 1, "owners": ["z"], "delivered": not one["delivered"]}.get(field, "z")
        assert "the roll is not the one that was published" in found(changed, public)


def paths_of(value, path=()):
    """Every place of the public file that holds a single value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from paths_of(part, (*path, key))
    if not isinstance(value, (dict, list)):
        yield path


def test_every_single_value_of_the_public_file_is_held_against_the_full_one() -> None:
    _, _, full, public = small_vote()
    unseen = []
    for path in set(paths_of(public)):
        changed = copy.deepcopy(public)
        holder = changed
        for key in path[:-1]:
            holder = holder[key]
        value = holder[path[-1]]
        holder[path[-1]] = (
            not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else value + "x"
        )
        try:
            if not found(full, changed):
                unseen.append(path)
        except (KeyError, ValueError):
            pass
    assert unseen == []


def test_a_public_row_cannot_go_come_or_move() -> None:
    _, _, full, public = small_vote()
    rows = public["ballots"]
    for changed in (rows[1:], [*rows, ["ZZZZ", "00", "00", True]], rows[::-1], [rows[0], *rows]):
        root = verify.root_of(changed)
        assert found(full, public | {"ballots": changed, "root": root})


def test_choices_by_unit_are_published_only_where_the_rules_say_so_and_are_checked_too() -> None:
    from hemei.community.voting.rules.trust import Counted, public_file
    from hemei.community.voting.tests.factories import counted, counting, matter, trust

    roll, cast, full, _ = small_vote()
    measured, outcome = counted(roll, [one.ballot for one in cast], "hire_company")
    open_ = replace(trust(), choices_by_unit=replace(trust().choices_by_unit, published=True))
    done = Counted(
        "v1", matter("hire_company"), counting(), open_, "last", measured, outcome, item=(1, ""), roll_of="r1"
    )
    public = public_file(done, roll, cast, SALT)
    assert public["choices"] == {"1-1": "for", "1-2": "for", "2-1": "for", "2-2": "abstain"}
    assert found(full, public) == []
    assert found(full, public | {"choices": public["choices"] | {"1-1": "against"}})


OWNERS = st.sets(st.sampled_from(["a", "b", DEVELOPER]), min_size=1, max_size=2)
ROLLS = st.lists(
    st.tuples(st.integers(1, 20_000), OWNERS, st.booleans(), st.sampled_from("123")), min_size=1, max_size=8
)
VOTES = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from(CHOICES), st.integers(0, 2), st.booleans()),
    min_size=1,
    max_size=9,
)


@given(ROLLS, VOTES, st.sampled_from(MATTER_CODES), st.sampled_from(["last", "first"]), st.data())
def test_any_vote_is_recounted_and_any_changed_ballot_found(units, votes, code, keep, data) -> None:
    roll = [
        Unit(f"u{n}", building, area, frozenset(owners), done)
        for n, (area, owners, done, building) in enumerate(units)
    ]
    cast = sealed(
        Ballot(f"u{at % len(roll)}", choice, START + timedelta(seconds=second), line, valid=valid)
        for line, (at, choice, second, valid) in enumerate(votes, start=2)
    )
    full, public = published(roll, cast, code, keep)
    assert found(full, public) == []
    at = data.draw(st.integers(0, len(cast) - 1))
    other = data.draw(st.sampled_from([choice for choice in CHOICES if choice != cast[at].ballot.choice]))
    forged = [*cast[:at], replace(cast[at], ballot=replace(cast[at].ballot, choice=other)), *cast[at + 1 :]]
    # One file alone: the verifier finds it. Both made anew, and consistent: the voter's own receipt finds it.
    forged_full, forged_public = published(roll, forged, code, keep)
    assert found(forged_full, public)
    assert found(full, forged_public)
    assert found(forged_full, forged_public) == []
    assert look_up(receipt_of("v1", cast[at]), forged_public) == "differs"
