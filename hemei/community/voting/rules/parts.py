"""Parts of an estate by name: a building, an entrance with its building's; and the names of units, no two alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence

from hemei.community.voting.rules.standards import MatterParts, PartMatter
from hemei.kernel.decision import Decision, Reason, mark

Door = tuple[str, str, str]
"""Building, entrance, room."""


def part_names(building: str, entrance: str | None) -> set[str]:
    """Return the names of the parts a unit belongs to."""
    return {building, f"{building}{entrance or ''}"}


def unit_codes(doors: Mapping[int, Door]) -> dict[int, str]:
    """Name the units of an estate: building, entrance, room; where that names two of them, with a dash between.

    Files, tallies and commitments know a unit by its name alone: room 101 of entrance 1 and room 1101 without an
    entrance are two units.
    """
    plain = {number: "".join(door) for number, door in doors.items()}
    apart = {number: "-".join(part for part in door if part) for number, door in doors.items()}
    found = {**plain, **{number: apart[number] for number in _shared(plain)}}
    return {**found, **{number: f"{found[number]}#{number}" for number in _shared(found)}}


def _shared(names: Mapping[int, Hashable]) -> list[int]:
    often = Counter(names.values())
    return [number for number, name in names.items() if often[name] > 1]


def may_be_of(
    matters: Sequence[str], parts: Sequence[str], *, buildings: Collection[str], listed: MatterParts
) -> Decision:
    """Whether the owners of these parts, of all where none is named, may decide these matters together.

    `buildings` are the whole buildings of the estate by name.
    """
    found = [listed.of(code) for code in matters]
    references = tuple(dict.fromkeys(one.warrant.reference for one in found))
    for one in found:
        reason = _not_of(one, len(found), parts, buildings)
        if reason is not None:
            return Decision.no(reason, references=(one.warrant.reference,))
    return Decision.yes(*references)


def _not_of(one: PartMatter, items: int, parts: Sequence[str], buildings: Collection[str]) -> Reason | None:
    clause = {"clause": one.clause}
    if one.of == "estate" and parts:
        return Reason(
            mark("议程里有只能由全体业主决定的事项（{clause}），不能只由部分楼栋表决"), clause,
            mark("请不选楼栋，由全体业主表决"), "buildings", "whole_estate",
        )  # fmt: skip
    if one.of != "building":
        return None
    if items > 1:
        return Reason(
            mark("住宅改变为经营性用房由有利害关系的业主另行表决（{clause}），不能与其他事项列入同一议程"), clause,
            mark("请单独召集"), "agenda", "stands_alone",
        )  # fmt: skip
    if not parts or not set(parts) <= set(buildings):
        return Reason(
            mark("本栋建筑物内的业主都有利害关系（{clause}），请选整幢楼，不能只选单元，也不是全体业主"), clause,
            mark("请选择这套住宅所在的整幢楼"), "buildings", "whole_building",
        )  # fmt: skip
    return None


def may_answer_of(asked: str, parts: Sequence[str], *, listed: MatterParts) -> Decision:
    """Whether a meeting of these parts answers what a share of all owners asked for: one of all does.

    Only a matter that is never all owners' is answered by the building it is about.
    """
    if not parts or (asked and listed.of(asked).of == "building"):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("业主提议由全体业主表决，只涉及部分楼栋的会议不能作为答复"), {}, mark("请不选楼栋，由全体业主表决"),
            "buildings", "asked_of_all",
        )
    )  # fmt: skip


def may_add_outside(matters: Sequence[str], *, inside: bool, listed: MatterParts) -> Decision:
    """Whether a unit may be added to the roll of these matters: only those of the interested owners, and from outside.

    Who has a unit in the building is interested without proof; who has one elsewhere in the estate proves it.
    """
    found = [listed.of(code) for code in matters]
    if not found or any(one.of != "building" for one in found):
        return Decision.no(
            Reason(
                mark("只有住宅改变为经营性用房的会议可以增加楼外有利害关系的业主"), {}, mark("请先把这一事项列入议程"),
                "unit", "not_of_interested",
            )
        )  # fmt: skip
    if inside:
        return Decision.no(
            Reason(mark("这一专有部分本来就在名册里"), {}, mark("请填写其他楼的专有部分"), "unit", "inside")
        )
    return Decision.yes(*(one.warrant.reference for one in found))
