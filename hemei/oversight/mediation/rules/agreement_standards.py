"""The shape of the document `mediation-agreements`: how an agreement comes about, is confirmed by a court, and kept."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant


@dataclass(frozen=True, slots=True)
class Written:
    """Whose hands an agreement in writing needs before it takes effect."""

    parties: bool
    mediator: bool
    seal: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Oral:
    """That an agreement by word of mouth is written down by the mediator."""

    recorded_by_mediator: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Settlement:
    """Whose hands a plain settlement needs, where the body mediates in no committee's name."""

    parties: bool
    seal: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Binding:
    """That it binds, and that the committee sees to its being kept."""

    supervised: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ConfirmationRule:
    """How long the parties may ask a court to confirm it, and that they ask together."""

    limit: Limit
    jointly: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CourtTime:
    """How long the court may take."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class OwnProperty:
    """That nobody promises what belongs to another."""

    of_party: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class InstalmentRule:
    """How many instalments there may be, and how far away the last."""

    most: int
    longest_days: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.most < 1 or self.longest_days < 1:
            raise Misfit("at least one instalment, at least one day", "most", "longest_days")


@dataclass(frozen=True, slots=True)
class AgreementRules:
    """`mediation-agreements`: by the day the parties came to it."""

    head: Head
    written: Written
    oral: Oral
    settlement: Settlement
    binding: Binding
    confirmation: ConfirmationRule
    court_answer: CourtTime
    court_decision: CourtTime
    own_property: OwnProperty
    instalments: InstalmentRule
