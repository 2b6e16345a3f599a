"""Finding registered estates by name in an address: in whole, and never one of several."""

from __future__ import annotations

from collections.abc import Iterable

LEAST = 3
"""A shorter name stands in too many addresses by chance."""


class NamesInAddresses:
    """The names of estates by their first two signs, so that an address is read once."""

    def __init__(self, names: Iterable[str]) -> None:
        self.starting: dict[str, list[str]] = {}
        for name in names:
            if len(name) >= LEAST:
                self.starting.setdefault(name[:2], []).append(name)

    def found(self, address: str) -> list[str]:
        """Return the names that stand in an address; where several begin at one place the longest counts."""
        names: list[str] = []
        at = 0
        while at < len(address) - 1:
            here = [one for one in self.starting.get(address[at : at + 2], ()) if address.startswith(one, at)]
            if not here:
                at += 1
                continue
            name = max(here, key=len)
            at += len(name)
            if name not in names:
                names.append(name)
        return names
