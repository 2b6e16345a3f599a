"""Recount an owners' vote from its two files; needs Python 3.9 and nothing else.

    python3 verify.py FULL PUBLIC
Exit 0: all agrees. Exit 1: it does not; every difference is named. Exit 2: a file cannot be read.
A commitment is SHA-256 over the JSON list of a random salt and the fields; the tree is that of RFC 6962.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Table = dict[str, Any]
CHOICES = ("for", "against", "abstain")
encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def digest(*fields: object) -> str:
    """Return SHA-256 over the JSON list of the fields, without spaces, in UTF-8."""
    return hashlib.sha256(encode(fields).encode()).hexdigest()


def root_of(rows: list[Any]) -> str:
    """Return the Merkle root of RFC 6962, section 2.1; a leaf is the JSON text of a row."""
    nodes = [hashlib.sha256(b"\0" + encode(row).encode()).digest() for row in rows]
    while len(nodes) > 1:
        pairs = zip(nodes[::2], nodes[1::2])  # noqa: B905 - a lone node is left over, and moves up unchanged
        nodes = [hashlib.sha256(b"\1" + a + b).digest() for a, b in pairs] + nodes[len(nodes) // 2 * 2 :]
    return (nodes[0] if nodes else hashlib.sha256(b"").digest()).hex()


def leaves_of(public: Table, rows: list[Any]) -> list[Any]:
    """Return what the root covers: all that is said, then the ballots; in format 1 it was the ballots alone."""
    said = {key: value for key, value in public.items() if key not in ("ballots", "root")}
    return {1: rows, 2: [said, *rows], 3: [said, *rows]}[public.get("format", 1)]


def row_of(vote: str, ballot: Table, *, counted: bool) -> list[Any]:
    """Return what is published of a ballot: code, commitment to choice and to handling, whether it counts."""
    salt, code = ballot["salt"], ballot["code"]
    handling = [ballot[key] for key in ("number", "channel", "received_at", "valid")]
    cast = digest(salt, "ballot", vote, code, ballot["unit"], ballot["choice"])
    return [code, cast, digest(salt, "handling", vote, code, handling), counted]


def standing(ballots: list[Table], doubles: str) -> dict[str, Table]:
    """Return the valid ballot that counts for each unit: the last, or the first, received."""
    order = sorted(ballots, key=lambda one: (one["received_at"], one["number"]), reverse=doubles == "first")
    return {ballot["unit"]: ballot for ballot in order if ballot["valid"] and not ballot.get("struck")}


def head_of(unit: Table, merge: str) -> tuple[str, ...]:
    """Return the head a unit belongs to: the developer, the very same set of owners, or the unit itself."""
    owners = tuple(sorted(set(unit["owners"]))) if unit["delivered"] else ("@developer",)
    return owners if len(owners) == 1 or merge == "identical_sets" else ("", unit["unit"])


def reached(bar: tuple[str, int, int], part: int, whole: int) -> bool:
    """Whether a part reaches the bar (sign, numerator, denominator) of a whole; nothing is rounded."""
    sign, above, below = bar
    return below * part >= above * whole if sign == ">=" else below * part > above * whole


def recount(roll: list[Table], choices: dict[str, str], rules: Table) -> Table:
    """Count area and heads anew, of all, taking part and agreeing, and hold them against the bars."""
    heads: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for unit in roll:
        cast = heads.setdefault(head_of(unit, rules["merge"]), [])
        if unit["unit"] in choices:
            cast.append((unit["area_dm2"], choices[unit["unit"]]))
    part = [cast for cast in heads.values() if cast]
    areas = [[(area, area * (choice == "for")) for area, choice in cast] for cast in part]
    most = [2 * sum(agree for _, agree in cast) > sum(area for area, _ in cast) for cast in areas]
    every = [all(choice == "for" for _, choice in cast) for cast in part]
    sums = {
        "area": [sum(u["area_dm2"] for u in roll), *(sum(a[of] for c in areas for a in c) for of in (0, 1))],
        "heads": [len(heads), len(part), sum(every if rules["mixed"] == "all_units" else most)],
    }
    quorum = all(reached(rules["take_part"], sums[of][1], sums[of][0]) for of in rules["take_part_of"])
    whole = 0 if rules["agree_of"] == "all" else 1
    passed = quorum and all(reached(rules["agree"], one[2], one[whole]) for one in sums.values())
    return {**sums, "quorum": quorum, "passed": passed}


def group_of(roll: list[Table], choices: dict[str, str], group: Table, form: int) -> Table:
    """Return a group counted anew: units and area, ballots by choice where told, with area before format 3."""
    units = [unit for unit in roll if unit["building"] in group["buildings"]]
    said: Table = {key: group[key] for key in ("buildings", "withheld") if key in group}
    for one in () if "withheld" in group else CHOICES:
        areas = [unit["area_dm2"] for unit in units if choices.get(unit["unit"]) == one]
        said[one] = [len(areas), sum(areas)] if form in (1, 2) else len(areas)
    return {**said, "all": [len(units), sum(unit["area_dm2"] for unit in units)]}


def ballot_differences(full: Table, public: Table, counts: dict[str, Table]) -> Iterator[str]:
    """Yield every ballot of which the files disagree, and what is wrong with the list of them."""
    ballots, units = full["ballots"], [unit["unit"] for unit in full["roll"]["units"]]
    codes, numbers = ({one[key] for one in ballots} for key in ("code", "number"))
    odd = {one["unit"] for one in ballots} - set(units) | {one["choice"] for one in ballots} - set(CHOICES)
    if odd or len(set(units)) < len(units) or min(len(codes), len(numbers)) < len(ballots):
        yield "a unit, ballot code or number stands there twice, or a ballot is of no unit or no choice"
    struck = sorted([one["code"], one["struck"]] for one in ballots if one.get("struck"))
    own = sorted(row_of(public["vote"], one, counted=counts.get(one["unit"]) is one) for one in ballots)
    for code in sorted({row[0] for row in set(map(tuple, own)) ^ set(map(tuple, public["ballots"]))}):
        yield f"ballot {code}: the files do not agree"
    said = (public["ballots"], public.get("struck", []), public["root"])
    if said != (own, struck, root_of(leaves_of(public, own))):
        yield "the list of ballots, or what the root covers, does not agree"


def differences(full: Table, public: Table) -> Iterator[str]:
    """Yield everything in which the files disagree."""
    roll, rules = full["roll"]["units"], public["rules"]
    listed = [[unit[key] for key in ("unit", "building", "area_dm2", "owners", "delivered")] for unit in roll]
    if digest(full["roll"]["salt"], "roll", public.get("roll_of", public["vote"]), listed) != public["roll"]:
        yield "the roll is not the one that was published"
    counts = standing(full["ballots"], rules["doubles"])
    yield from ballot_differences(full, public, counts)
    handed = [one["unit"] for one in full["ballots"] if rules["spoiled_take_part"] and not one.get("struck")]
    choices = {**dict.fromkeys(handed, ""), **{unit: one["choice"] for unit, one in counts.items()}}
    found = recount(roll, choices, rules)
    if found != public["result"]:
        yield f"the result is {encode(found)}, published was {encode(public['result'])}"
    if "choices" in public and public["choices"] != {unit: one["choice"] for unit, one in counts.items()}:
        yield "the published choices do not agree"
    named = sorted(name for group in public["groups"] for name in group["buildings"])
    again = [group_of(roll, choices, group, public.get("format", 1)) for group in public["groups"]]
    if again != public["groups"] or named != sorted({unit["building"] for unit in roll}):
        yield "the tallies of the buildings do not agree"


def main(paths: list[str]) -> int:
    """Compare two files, in whichever order they are named."""
    try:
        read = [json.loads(Path(path).read_text(encoding="utf-8")) for path in paths]
        full, public = sorted(read, key=lambda one: "root" in one)
        found = list(differences(full, public))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        sys.stderr.write(f"cannot be read ({str(error)[:99]}): python3 verify.py full.json public.json\n")
        return 2
    told = f"all agrees; {public['matter']}, rules {encode(public['rules'])}; root of "
    told += "all this" if "format" in public else "the ballots only: hold all else against the notice"
    sys.stdout.write("\n".join(found or [told, public["root"]]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
