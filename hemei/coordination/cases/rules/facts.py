"""What a decision is told beside the case itself: the law of the day, the calendar, the bodies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.parts import Hand, did_the_work, works_on
from hemei.coordination.cases.rules.standards import ExtensionRung, Level, Terms
from hemei.coordination.cases.rules.state import CaseState
from hemei.kernel.decision import Reference, mark
from hemei.kernel.workdays import WorkingTime

LEVELS: tuple[Level, ...] = ("community", "street", "county", "city")
LEVEL_TEXTS: dict[str, str] = {
    "community": mark("社区"),
    "street": mark("街道"),
    "county": mark("县区协调机构"),
    "city": mark("市级主管部门"),
}
"""From the main responsibility up; a case's `level` is an index into these."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body as a decision sees it; `department` is its code in the list or empty, `heir` who succeeds it today."""

    id: int
    name: str
    department: str = ""
    active: bool = True
    heir: int | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of the work of an estate that residents' committee and company manage together: whose it is, by what."""

    name: str
    is_companys: bool
    reference: Reference


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a decision may look at.

    `portions` are the rows of the list that are divided between community and company, by their codes.
    `city` is the path of the city's place. `chain` holds the bodies responsible for
    the place of the case, by level; `bodies` those the act names. `supporters` is how many follow the case,
    `own_word` whether who reported it, by sign-in or phone, is who acts or holds a post in a body that did the work,
    or one with it by succession; of who withdraws it, whether he did some of the work or is a colleague of who had it.
    `beyond` are the other bureaus of the city that the chain does not name.
    `lines` holds by body all that are one with it by succession, `staff` who may judge in its name, `hands` who did
    the work of the case himself.
    """

    law: Law
    working: WorkingTime
    city: str
    chain: Mapping[str, Body]
    bodies: Mapping[int, Body] = field(default_factory=dict)
    portions: Mapping[str, Portion] = field(default_factory=dict)
    supporters: int = 0
    own_word: bool = False
    lines: Mapping[int, frozenset[int]] = field(default_factory=dict)
    staff: Mapping[int, frozenset[int]] = field(default_factory=dict)
    hands: tuple[Hand, ...] = ()
    beyond: tuple[Body, ...] = ()

    def one_with(self, body: int | None) -> frozenset[int]:
        """Return a body with all that are one with it by succession; nothing where there is no body."""
        return frozenset() if body is None else self.lines.get(body, frozenset({body}))

    def owners_of(self, body: int) -> frozenset[int]:
        """Return the body and, where it is no more, who succeeds it today."""
        known = self.bodies.get(body)
        return frozenset({body} if known is None or known.heir is None else {body, known.heir})

    def hand_of(self, person: int | None, body: int | None) -> Hand | None:
        """Return what a person did of the work for another body than the one he acts for; None where nothing."""
        own = self.one_with(body)
        return next((hand for hand in self.hands if hand.person == person and hand.body not in own), None)

    def nobody_left(self, body: int) -> bool:
        """Whether everybody who could judge in a body's name did some of the work in another post."""
        staff = self.staff.get(body, frozenset())
        return bool(staff) and all(self.hand_of(person, body) for person in staff)

    def above(self, level: int) -> tuple[int, Body] | None:
        """Return the next level up that has a body, with its body; None at the top."""
        for higher in range(level + 1, len(LEVELS)):
            body = self.chain.get(LEVELS[higher])
            if body is not None and body.active:
                return higher, body
        return None

    def judge_from(self, state: CaseState, level: int) -> tuple[int, Body] | None:
        """Return the next level from this one up that may judge what was done in a case, with its body; or None.

        A street can be called to a case like a department, and a home body can handle a case itself. Nobody judges
        his own work: neither whether it is done nor who has to do it, nor whether it may take longer or stand still;
        whoever works on a case leaves that to the next above. So does who has the duties of one that did, and a body
        in which nobody is left who did none of it in another post.
        """
        return self._free_from(level, lambda bodies: works_on(state, bodies))

    def visitor_from(self, state: CaseState, level: int) -> tuple[int, Body] | None:
        """Return the next level from this one up that may visit what was done, with its body: its home never does."""
        return self._free_from(level, lambda bodies: did_the_work(state, bodies))

    def may_visit(self, state: CaseState, body: int) -> bool:
        """Whether a body may visit what was done: neither it nor one it succeeded did it, nor everybody left in it."""
        return not did_the_work(state, self.one_with(body)) and not self.nobody_left(body)

    def visitor_beyond(self, state: CaseState) -> Body | None:
        """Return who visits where the chain has nobody: the city's bureau of the matter, else whom the ladder names."""
        rule, line = self.law.ladders.revisit, self.law.lines.get(state.kind)
        named = (*((line.lead,) if line else ()), *(rule.beyond if rule else ()))
        free = [one for one in self.beyond if one.department in named and self.may_visit(state, one.id)]
        return min(free, key=lambda one: named.index(one.department), default=None)

    def _free_from(self, level: int, had_part: Callable[[frozenset[int]], bool]) -> tuple[int, Body] | None:
        for higher in range(level, len(LEVELS)):
            body = self.chain.get(LEVELS[higher])
            if body is None or not body.active:
                continue
            if not had_part(self.one_with(body.id)) and not self.nobody_left(body.id):
                return higher, body
        return None

    def terms_of(self, state: CaseState) -> Terms:
        """Return the times of a case's kind."""
        return self.law.terms(state.kind, state.variant)

    def superior_of(self, state: CaseState) -> Body | None:
        """Return the next body above a case's home body; None at the top."""
        above = self.above(state.level)
        return above[1] if above else None

    def extension_of(self, state: CaseState) -> ExtensionRung | None:
        """Return the next extension a case may have; None where its class has no more."""
        return self.law.ladders.extension_of(self.terms_of(state).handling_class, state.times_extended + 1)

    def approver_of(self, state: CaseState) -> Body | None:
        """Return who may extend a case, never a body below its home nor one at work on it; None where there is none."""
        return self.granter_of(state) if self.extension_of(state) else None

    def granter_of(self, state: CaseState) -> Body | None:
        """Return who decides whether the work may take longer, or stand still, also where no extension is left.

        It is the approver of the next extension, else of the last one; in a class without any the body responsible for
        the case. Never one at work on it: then the next above; None where nobody is left.
        """
        ladders, found = self.law.ladders, self.terms_of(state).handling_class
        rung = self.extension_of(state) or ladders.extension_of(found, ladders.extensions_of(found))
        level = LEVELS.index(rung.approver) if rung else 0
        judge = self.judge_from(state, max(level, state.level))
        return judge[1] if judge else None
