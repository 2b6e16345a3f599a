"""The shapes of the fund's documents: how it is used, what counts as an emergency; of its deposits beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.community.funds.rules.deposits import FundDeposits, FundInterest, Term
from hemei.kernel.standards import FactorTime, Head, Misfit, Share, Warrant

ProofCode = Literal["photo", "expert"]


@dataclass(frozen=True, slots=True)
class Renewal:
    """Below this share of the first deposit a household is short; exactly this share is not."""

    below: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Excess:
    """How far a bill may go over its budget before the excess is applied for again."""

    most: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Audit:
    """Above this bill the settlement is audited before it is shared."""

    above_fen: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Choice:
    """How a contractor is chosen for a budget up to a sum; `offers` are those asked at least; zero is no upper end."""

    code: str
    name: str
    up_to_fen: int
    offers: int
    warrant: Warrant


NEVER_WITHOUT = frozenset({"contract", "acceptance", "invoice"})
"""The papers without which the database takes no bill, whoever writes it."""


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """A paper of a use that its bill is handed in with: always, where offers are compared, or where it is audited."""

    code: str
    name: str
    when: Literal["always", "offers", "audit"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CommonPart:
    """A common part or facility whose repair the fund pays."""

    code: str
    name: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Excluded:
    """A cost that is never paid from the fund, and who bears it."""

    code: str
    name: str
    borne_by: str
    warrant: Warrant


WARRANTY = "warranty"
"""The code of the excluded cost that the developer's warranty bears."""


@dataclass(frozen=True, slots=True)
class WarrantyPeriod:
    """How long the developer's warranty of some common parts lasts, from the acceptance of the finished building.

    Zero years are the life the building was designed for: its end cannot be told from its age.
    """

    code: str
    name: str
    parts: tuple[str, ...]
    years: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Sharing:
    """How a bill is shared: by area, rounded by the largest remainder; who pays for unsold units and for gaps."""

    key: Literal["area"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CommonShared:
    """How what came to the common part is shared out to the households where nothing else is agreed."""

    key: Literal["area"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class NotComputed:
    """A case the law regulates and the platform does not compute; who shares a bill is told so with the clause."""

    computed: Literal["no"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Rounding:
    """How whole fen come about."""

    by: Literal["largest_remainder"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who pays what the account of a unit does not."""

    payer: Literal["owner", "developer"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Checked:
    """Who checks a use."""

    checker: Literal["authority", "committee", "residents_committee"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class RefundWhen:
    """When the balance of a household goes back to its owner."""

    when: Literal["building_gone"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Vote:
    """Under which matter of `owner-matters` those who share the cost vote."""

    matter: Literal["use_maintenance_fund"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class FundRules:
    """`fund-rules`: renewal, use and sharing of the maintenance fund."""

    head: Head
    renewal: Renewal
    renewal_notice: Term
    handover: Term
    vote: Vote
    before: Checked
    after: Checked
    checking: Term
    excess: Excess
    audit: Audit
    choice: tuple[Choice, ...]
    common_part: tuple[CommonPart, ...]
    excluded: tuple[Excluded, ...]
    sharing: Sharing
    sold_public_housing: NotComputed
    rounding: Rounding
    unsold: Bearer
    gap: Bearer
    in_place: Checked | None = None
    """Who acts in an emergency that a committee does not check in time; where no document says so, nobody."""
    no_committee: Checked | None = None
    """Who checks what the owners voted on where no committee is at work; where no document says so, nobody."""
    common: CommonShared | None = None
    """How the common part is shared out to the households; where no document says so, it stays what it is."""
    refund: RefundWhen | None = None
    refund_second: FactorTime | None = None
    """When a balance is refunded, and by which second person; where no document says so, nothing is."""
    renewal_wait: Term | None = None
    """How long an assembly has to decide how its households renew; where no document says so, it is waited for."""
    idle: Term | None = None
    """After which time a fund that was not used stands on its own list; where no document says so, none does."""
    filing: Term | None = None
    filing_correction: Term | None = None
    correction_answer: Term | None = None
    """How long a committee has to file what it approved, to put right what was ordered, the authority to answer."""
    paper: tuple[PaperAsked, ...] = ()
    """The papers of a use; what `NEVER_WITHOUT` names is among those that are always asked for."""
    paying: Term | None = None
    """How long who checked a bill has to let the bank pay; where no document says so, no clock runs."""
    paying_second: FactorTime | None = None
    """How long second factors count of who approves a bill and who pays it; where no document says so, nobody does."""
    warranty_period: tuple[WarrantyPeriod, ...] = ()
    """How long warranties last; of a part that no document names, the answer is not held against its age."""

    def __post_init__(self) -> None:
        ends = [one.up_to_fen for one in self.choice]
        if not ends or ends[-1] != 0 or ends[:-1] != sorted(set(ends[:-1])) or 0 in ends[:-1]:
            raise Misfit("the sums rise, and the last has no upper end (0)", "choice")
        if not {one.code for one in self.paper if one.when == "always"} >= NEVER_WITHOUT:
            raise Misfit("contract, acceptance and invoice are always asked for", "paper")
        covered = [part for one in self.warranty_period for part in one.parts]
        if any(one.years < 0 or not one.parts for one in self.warranty_period) or len(covered) != len(
            set(covered)
        ):
            raise Misfit(
                "name each part once, with its years (0: the life it was designed for)", "warranty_period"
            )
        if self.idle is not None and self.idle.limit.unit != "months":
            raise Misfit("a fund is idle after some months", "idle")
        if (self.before.checker, self.after.checker) != ("authority", "committee"):
            raise Misfit(
                "the authority checks before the assembly has the fund, the committee after", "before"
            )
        if self.in_place is not None and self.in_place.checker != "authority":
            raise Misfit("nobody but the authority acts in the committee's place", "in_place")
        if self.no_committee is not None and self.no_committee.checker != "residents_committee":
            raise Misfit(
                "nobody but the residents' committee acts where there is no committee", "no_committee"
            )

    def choice_for(self, fen: int) -> Choice:
        """Return how a contractor is chosen for a budget."""
        return next(one for one in self.choice if not one.up_to_fen or fen <= one.up_to_fen)

    def bars_fen(self) -> tuple[int, ...]:
        """Return the sums above which more is asked: another way to choose the contractor, an audit."""
        return tuple(sorted({*(one.up_to_fen for one in self.choice if one.up_to_fen), self.audit.above_fen}))

    def excluded_of(self, code: str) -> Excluded | None:
        """Return a cost the fund never pays."""
        return next((one for one in self.excluded if one.code == code), None)

    def warranty_of(self, part: str) -> WarrantyPeriod | None:
        """Return the warranty of a common part."""
        return next((one for one in self.warranty_period if part in one.parts), None)

    def part_of(self, code: str) -> CommonPart | None:
        """Return a common part."""
        return next((one for one in self.common_part if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation in which the fund is used without a vote."""

    code: str
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Affected:
    """The common parts a situation can be about: works on another part are no part of the emergency."""

    code: str
    situation: str
    parts: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ProofAsked:
    """What proves a situation to who clears it: one of these files at least."""

    kinds: tuple[ProofCode, ...]
    warrant: Warrant

    def __post_init__(self) -> None:
        if not self.kinds:
            raise Misfit("name at least one kind of proof", "kinds")


@dataclass(frozen=True, slots=True)
class FundEmergencies:
    """`fund-emergencies`: the situations of the emergency path, the time of the check, and what proof is asked for."""

    head: Head
    situation: tuple[Situation, ...]
    clearing: Term
    asked_proof: ProofAsked
    affected: tuple[Affected, ...] = ()
    """Where no document says which parts a situation is about, it is about any."""

    def __post_init__(self) -> None:
        known = {one.code for one in self.situation}
        if any(one.situation not in known or not one.parts for one in self.affected):
            raise Misfit("name a situation of this list and at least one common part", "affected")

    def affected_by(self, situation: str) -> Affected | None:
        """Return what a situation is about; None where no document says so."""
        return next((one for one in self.affected if one.situation == situation), None)

    def of(self, code: str) -> Situation | None:
        """Return a situation of the list."""
        return next((one for one in self.situation if one.code == code), None)


STANDARDS: dict[str, type] = {
    "fund-deposits": FundDeposits,
    "fund-emergencies": FundEmergencies,
    "fund-interest": FundInterest,
    "fund-rules": FundRules,
}
