"""The keys that say what an item rests on, held against its basis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from hemei.kernel.decision import Basis, Reference
from hemei.kernel.standards.place import Place
from hemei.kernel.standards.source import Source, Warrant
from hemei.kernel.standards.values import choice_of, plain_of, text_of

WARRANT_KEYS = frozenset({"basis", "document", "clause", "owner", "reason", "verify"})
_NEEDED: dict[Basis, tuple[str, ...]] = {
    "sourced": ("clause",),
    "law": ("clause",),
    "design": ("owner", "reason"),
}


def warrant_of(table: Mapping[str, Any], place: Place) -> Warrant:
    """Read the warrant that stands flat among an item's own keys."""
    if place.head is None:
        raise TypeError("Only a document with a [source] table has items with a warrant")
    basis = _basis(table, place)
    texts = {key: text_of(table, key, place) for key in ("document", "clause", "owner", "reason")}
    for key in _NEEDED[basis]:
        if not texts[key]:
            problem = f'An item of basis "{basis}" needs its {key}, and there is none.'
            raise place.error(problem, f'Add {key} = "...".')
    code = texts["document"]
    source = place.key("document").source_of(code) if code else place.head.source
    verify: bool = plain_of(bool, table.get("verify", False), place.key("verify"))
    _hold_reading(basis, source, place, verify=verify)
    head = place.head
    reference = Reference(head.name, head.day, place.item or head.name, texts["clause"], basis)
    return Warrant(basis, source, reference, texts["owner"], texts["reason"], verify)


def _basis(table: Mapping[str, Any], place: Place) -> Basis:
    if "basis" not in table:
        remedy = 'Add basis = "sourced", "law" or "design".'
        raise place.error("Nothing says what this item rests on.", remedy)
    basis: Basis = choice_of(get_args(Basis), table["basis"], place.key("basis"))
    return basis


def _hold_reading(basis: Basis, source: Source, place: Place, *, verify: bool) -> None:
    """Refuse to pass off as law what nobody has read, or as law what is none."""
    if basis != "design" and source.level == "design":
        problem = f'"{source.code}" is a design document and cannot carry basis "{basis}".'
        raise place.error(problem, "Name the document that says so, or write basis = design.")
    if basis == "law" and source.where_read == "unread" and not verify:
        problem = f'The text of "{source.code}" was not at hand.'
        raise place.error(problem, "Add verify = true, or read it and say so in sources.toml.")
