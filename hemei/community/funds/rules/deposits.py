"""The shapes of what is deposited and what it earns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant

UseCode = Literal["residence", "shop", "office", "parking", "storage"]
DayBasis = Literal["actual", "365", "360"]


@dataclass(frozen=True, slots=True)
class DepositClass:
    """What a kind of unit deposits first, per m2 of building area; the first row that fits a unit counts.

    `floors_until` is excluded; zero means that there is no upper end.
    """

    code: str
    name: str
    name_en: str
    uses: tuple[UseCode, ...]
    floors_from: int
    floors_until: int
    fen_per_m2: int
    warrant: Warrant

    def fits(self, use: str, floors: int) -> bool:
        """Whether a unit of this use in a building of so many floors is of this class."""
        tall = self.floors_from <= floors and (not self.floors_until or floors < self.floors_until)
        return use in self.uses and tall

    def first_fen(self, area_dm2: int) -> int:
        """Return the first deposit of an area, to the nearest fen."""
        return (area_dm2 * self.fen_per_m2 + 50) // 100


@dataclass(frozen=True, slots=True)
class ExemptUses:
    """Uses of units that deposit nothing."""

    uses: tuple[UseCode, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class FundDeposits:
    """`fund-deposits`: the first deposit by type of building."""

    head: Head
    deposit: tuple[DepositClass, ...]
    exempt: ExemptUses

    def __post_init__(self) -> None:
        if any(one.fen_per_m2 <= 0 for one in self.deposit):
            raise Misfit("a first deposit is above zero", "deposit")

    def of(self, use: str, floors: int) -> DepositClass | None:
        """Return the class of a unit; None where nothing is deposited for it."""
        if use in self.exempt.uses:
            return None
        return next((one for one in self.deposit if one.fits(use, floors)), None)


@dataclass(frozen=True, slots=True)
class InterestTerms:
    """What a year's balances earn: millionths a year, by the days of the year or a fixed number."""

    millionths: int
    days: DayBasis
    rounding: Literal["down"]
    remainder: Literal["common"]
    warrant: Warrant

    def __post_init__(self) -> None:
        if not 0 < self.millionths < 200_000:  # noqa: PLR2004 - twenty per cent a year is a slip of the hand
            raise Misfit("write the rate a year in millionths, as 11000 for 1.1 %", "millionths")


@dataclass(frozen=True, slots=True)
class Term:
    """A time in which something is owed."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class FundInterest:
    """`fund-interest`: the interest that is credited once a year, by the document of the year's last day."""

    head: Head
    interest: InterestTerms
    credit: Term | None = None
    """How long after its end a year is credited; where no document says so, at once."""

    def __post_init__(self) -> None:
        if self.credit is not None and self.credit.limit.unit != "days":
            raise Misfit("a year is credited some days after its end", "credit")
