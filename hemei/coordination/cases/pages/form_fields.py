"""What a form of an act is made of: its fields, and what the selects of a case offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hemei.coordination.cases.rules.facts import Portion
from hemei.coordination.cases.rules.words import Outcome

Shape = Literal["text", "line", "select", "one", "many", "photos", "moment"]
Options = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, in words for the screen; drawn by `cases/acts.html`.

    `required` may say in words when it is; `only` names the outcome it belongs to, beside which alone it is shown.
    """

    shape: Shape
    name: str
    label: str
    required: bool | str = False
    hint: str = ""
    options: Options = ()
    value: Any = ""
    blank: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the selects of a case offer: pairs of value and words, in the reader's language.

    `kind` is the case's own, `leads` and `joints` the bodies the list names for it; `for_reporter` says that the
    viewer would act for the reporter, who is another; `pauses` for how long he may still let the work stand still;
    `caution` names suggested kinds that may well be wrong; `pictured` that some of the evidence is a photo or a paper
    not yet shown; `outcomes` are those the case may be closed with now.
    """

    kind: str
    kinds: Options
    lines: Options
    grounds: Options
    evidence: Options
    departments: Options
    companies: Options
    supervisions: Options
    steps: Options = ()
    leads: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()
    already: tuple[str, ...] = field(default_factory=tuple)
    portion: Portion | None = None
    acceptors: Options = ()
    handlers: Options = ()
    sources: Options = ()
    for_reporter: bool = False
    pauses: str = ""
    caution: str = ""
    pictured: bool = False
    outcomes: tuple[Outcome, ...] = tuple(Outcome)
