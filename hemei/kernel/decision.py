"""What a rule answers: yes or no, why, and by which clause.

A rule takes frozen facts and returns a :class:`Decision`. A service that may
not go on raises :class:`Refused`; one place at the edge turns it into a form
message or an API error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

Basis = Literal["sourced", "law", "design"]

LEAST_REASON = 4
"""Characters a person writes at least where the house asks why; fewer say nothing."""

_EMPTY: Mapping[str, str | int] = MappingProxyType({})


def mark(text: str) -> str:
    """Mark a Chinese message for translation without translating it here.

    Rules are plain Python and do not know the reader's language. The message
    catalogue is extracted by this function's name.
    """
    return text


@dataclass(frozen=True, slots=True)
class Reference:
    """The item of a dated standard that a decision rests on."""

    standard: str
    day: date
    item: str
    clause: str
    basis: Basis

    def as_payload(self) -> dict[str, Any]:
        """Return the reference as an event stores it, so it can be explained years later."""
        return {
            "standard": self.standard,
            "day": self.day.isoformat(),
            "item": self.item,
            "clause": self.clause,
            "basis": self.basis,
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of an answer: what happened, which value, what to do.

    `text` and `remedy` are Chinese message ids with `{placeholders}` filled
    from `values` after translation. `field` names the form field at fault.
    """

    text: str
    values: Mapping[str, str | int] = field(default_factory=lambda: _EMPTY)
    remedy: str = ""
    field: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a rule with its reasons and the references it stands on."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()
    references: tuple[Reference, ...] = ()

    @classmethod
    def yes(cls, *references: Reference) -> Decision:
        """Allow, by these references."""
        return cls(True, (), references)

    @classmethod
    def no(cls, *reasons: Reason, references: tuple[Reference, ...] = ()) -> Decision:
        """Refuse for these reasons."""
        return cls(False, reasons, references)


class Refused(Exception):  # noqa: N818 - an answer to an act, not a defect of the program
    """A service did nothing because a rule said no; carries the decision."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__("; ".join(reason.text.format(**reason.values) for reason in decision.reasons))

    @classmethod
    def because(
        cls, text: str, *, remedy: str = "", field: str = "", code: str = "", **values: str | int
    ) -> Refused:
        """Build a refusal of one reason."""
        return cls(Decision.no(Reason(text, values, remedy, field, code)))


def demand(*decisions: Decision) -> tuple[Reference, ...]:
    """Go on only where every rule says yes; return what their answers stand on, each once.

    Raises:
        Refused: with the reasons of all that say no and what those stand on.
    """
    refused = [decision for decision in decisions if not decision.allowed]
    if refused:
        reasons = (reason for decision in refused for reason in decision.reasons)
        references = tuple(one for decision in refused for one in decision.references)
        raise Refused(Decision.no(*reasons, references=references))
    return tuple(dict.fromkeys(one for decision in decisions for one in decision.references))


def gives_reason(
    text: str,
    said: str,
    /,
    *,
    field: str = "reason",
    code: str = "reason",
    remedy: str = "",
    least: int = LEAST_REASON,
    most: int | None = None,
    **values: str | int,
) -> Decision:
    """Whether what a person wrote may pass for a reason; else `text`, with how much is asked and how much there is.

    A `remedy` that says more than that holds {least} and {given} itself.
    """
    given = len(said.strip())
    if least <= given <= (most or given):
        return Decision.yes()
    usual = mark("请写明，至少{least}个字；现在是{given}个字。")
    if most is not None:
        usual, values = mark("请写明，{least}至{most}个字；现在是{given}个字。"), {**values, "most": most}
        text = text if given < least else mark("写得太长。")
    return Decision.no(Reason(text, {**values, "least": least, "given": given}, remedy or usual, field, code))
