"""The draw of projects by rule: strata, places, tickets, and the same again by shell; who goes where."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.oversight.assessment.rules.sample import (
    Candidate,
    allocate,
    assign,
    commitment_to,
    draw_projects,
    list_digest,
    may_draw_with,
    second_visits,
    size_band,
    stratum_of,
)
from hemei.oversight.assessment.tests.test_rules_evaluation import rules

SECRET, SEED = "5f0c", "开奖 03 11 27"


@pytest.mark.parametrize(
    ("counts", "size", "given"),
    [
        ({"a": 10, "b": 10}, 4, {"a": 2, "b": 2}),
        ({"a": 90, "b": 9, "c": 1}, 10, {"a": 7, "b": 2, "c": 1}),
        ({"a": 5, "b": 1}, 2, {"a": 1, "b": 1}),
        ({"a": 3, "b": 3}, 3, {"a": 2, "b": 1}),  # equal remainders go by name
        ({"a": 2, "b": 0}, 2, {"a": 2}),
        ({"a": 1, "b": 1}, 2, {"a": 1, "b": 1}),
    ],
)
def test_places_are_shared_out_over_strata(counts: dict[str, int], size: int, given: dict[str, int]) -> None:
    assert allocate(counts, size) == given


@pytest.mark.parametrize("size", [0, 1, 7])
def test_a_sample_smaller_than_its_strata_or_larger_than_the_list_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="cannot be shared out"):
        allocate({"a": 3, "b": 3}, size)


@given(st.dictionaries(st.text("abcd", min_size=1), st.integers(1, 40), min_size=1), st.data())
def test_every_stratum_has_a_place_and_none_more_than_it_has(
    counts: dict[str, int], data: st.DataObject
) -> None:
    size = data.draw(st.integers(len(counts), sum(counts.values())))
    found = allocate(counts, size)
    assert sum(found.values()) == size
    assert all(1 <= found[one] <= counts[one] for one in counts)


STRATA = {
    "瑶海区/small": [f"e{n}-{n}" for n in range(20)],
    "庐阳区/large": [f"e{n}-{n}" for n in range(20, 27)],
}


def test_a_draw_does_not_depend_on_the_order_of_the_list_and_another_seed_draws_others() -> None:
    shuffled = {name: keys[::-1] for name, keys in reversed(STRATA.items())}
    assert draw_projects(STRATA, 8, seed="开奖 03 11 27") == draw_projects(shuffled, 8, seed="开奖 03 11 27")
    one, other = (
        {line.key for line in draw_projects(STRATA, 8, seed=seed) if line.drawn}
        for seed in ("开奖 03 11 27", "开奖 03 11 28")
    )
    assert len(one) == len(other) == 8
    assert one != other


def test_what_must_be_checked_stands_beside_the_draw() -> None:
    lines = draw_projects(STRATA, 8, seed="开奖 03 11 27", must=["e3-3"])
    assert [line.key for line in lines if line.must] == ["e3-3"]
    assert sum(line.drawn for line in lines) == 9


def test_anybody_draws_again_with_sha256sum_and_sort(tmp_path: Path) -> None:
    """The very lines that the page of a sample shows."""
    listed = tmp_path / "sample.txt"
    lines = sorted((name, key) for name, keys in STRATA.items() for key in keys)
    listed.write_text("".join(f"{name} {key}\n" for name, key in lines), encoding="utf-8")
    script = """
sha256sum "$1"
while read -r stratum key; do
  printf '%s %s %s\\n' "$stratum" "$(printf '%s\\n%s' '开奖 03 11 27' "$key" | sha256sum | cut -d' ' -f1)" "$key"
done < "$1" | LC_ALL=C sort
"""
    said = subprocess.run(
        ["bash", "-c", script, "draw", str(listed)], check=True, capture_output=True, text=True
    )
    digest, *drawn = said.stdout.splitlines()
    assert digest.split()[0] == list_digest(lines)
    by_shell: dict[str, list[str]] = {}
    for line in drawn:
        stratum, _ticket, key = line.split(" ")
        by_shell.setdefault(stratum, []).append(key)
    ours = draw_projects(STRATA, 8, seed="开奖 03 11 27")
    for stratum, places in allocate({name: len(keys) for name, keys in STRATA.items()}, 8).items():
        assert by_shell[stratum][:places] == [
            line.key for line in ours if line.stratum == stratum and line.drawn
        ]


def test_strata_are_made_of_county_contract_and_size() -> None:
    sizes = rules().estate_size
    assert [size_band(count, sizes) for count in (499, 500, 1499, 1500)] == [
        "small",
        "middle",
        "middle",
        "large",
    ]
    one = Candidate("e1-1", "瑶海区", "service", 800)
    assert stratum_of(one, ("county", "size"), sizes) == "瑶海区/middle"
    assert stratum_of(one, ("contract",), sizes) == "service"


@pytest.mark.parametrize(("seed", "allowed"), [("12345", False), ("123456", True), ("1" * 201, False)])
def test_a_seed_has_a_length(seed: str, *, allowed: bool) -> None:
    assert may_draw_with(seed).allowed is allowed


def test_second_visits_are_a_tenth_and_do_not_follow_from_the_public_seed() -> None:
    visits = [f"e{n}-{n}" for n in range(41)]
    again = second_visits(visits, secret=SECRET, rules=rules())
    assert len(again) == 5
    assert again != second_visits(visits, secret=SEED, rules=rules())
    assert commitment_to(SECRET) == commitment_to(SECRET) != commitment_to("5f0d")


def test_visits_are_shared_out_evenly_and_nobody_goes_where_he_is_barred() -> None:
    subjects = [f"e{n}" for n in range(40)]
    barred = {1: frozenset({"e1", "e2"}), 2: frozenset({"e1"}), 3: frozenset()}
    found = assign(subjects, barred, seed="seed")
    assert found is not None
    assert found["e1"] == 3
    assert all(subject not in barred[one] for subject, one in found.items())
    load = [list(found.values()).count(one) for one in barred]
    assert max(load) - min(load) <= 1
    assert assign(["e1"], {1: frozenset({"e1"})}, seed="seed") is None
