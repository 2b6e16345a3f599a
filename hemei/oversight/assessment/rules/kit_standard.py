"""What `assessment-rules` says of visits, photos, surveys and agreement; see `standards`."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.standards import Share, Warrant


@dataclass(frozen=True, slots=True)
class Minutes:
    """A number of whole minutes."""

    minutes: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Times:
    """How often at most."""

    times: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Sizes:
    """From how many households an estate is of middle size, and from how many large."""

    middle: int
    large: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Bits:
    """By how many bits two likenesses of a photo may differ."""

    bits: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Metres:
    """A number of whole metres."""

    metres: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Seconds:
    """A number of whole seconds."""

    seconds: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Items:
    """A number of items."""

    items: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Careless:
    """From how many visits on, and from what share of doubtful ones, an assessor is to be checked."""

    visits: int
    share: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Trust:
    """From which agreement on marks are reliable, and from which they say something."""

    reliable: Share
    tentative: Share
    warrant: Warrant
