"""A case as an act finds it; what stands in the way of the act is asked of this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.coordination.cases.rules.facts import Facts
from hemei.coordination.cases.rules.state import CaseState
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Situation:
    """A case as an act would find it: who would act, the facts, the instant."""

    state: CaseState
    actor: Actor
    facts: Facts
    now: datetime
