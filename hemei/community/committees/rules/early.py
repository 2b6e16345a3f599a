"""When a committee is elected before its term is over: the owners ask for it, too few sit, or the last one failed."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.community.committees.rules.election_words import ElectionKind, ElectionState
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.standards import Warrant


def may_ask_early(*, owed: bool, asks: bool) -> Decision:
    """Whether owners' proposal carries an early election: enough of them ask for one, and no assembly answered yet."""
    if owed and asks:
        return Decision.yes()
    if owed:
        return Decision.no(
            Reason(
                mark("这项业主提议表决的不是选举业委会"), {}, mark("请业主另行提议选举业委会"), "proposal",
                "other_matter",
            )
        )  # fmt: skip
    return Decision.no(
        Reason(
            mark("这项业主提议没有达到法定比例，或者已经召集"),
            {},
            mark("请先在业主表决里登记业主提议，达到比例后再启动提前换届"),
            "proposal",
            "not_reached",
        )
    )


@dataclass(frozen=True, slots=True)
class Last:
    """The last election of an estate, and whether the term before it is over."""

    kind: ElectionKind
    state: ElectionState
    term_over: bool

    @property
    def again(self) -> bool:
        """Whether it came to nothing and is held anew: an early one as such, others once no term runs any more."""
        nothing = self.state in {ElectionState.FAILED, ElectionState.ANNULLED}
        return nothing and (self.kind is ElectionKind.EARLY or self.term_over)


def may_elect_early(*, asked: bool, below_half: bool, last: Last | None, vacancy: Warrant) -> Decision:
    """Whether an early election has a ground; nobody but the owners ends a term (guidance rules, article 46)."""
    if asked or below_half or (last is not None and last.again):
        return Decision.yes(vacancy.reference)
    text = mark(
        "没有提前换届的依据：在任委员没有少于应选人数的一半（{source}{clause}），也没有达到比例的业主提议（物业管理条例第十三条）"
    )
    values = {"source": vacancy.source.title, "clause": vacancy.clause}
    remedy = mark("任期将满的请选择换届；业主提议选举的，先在业主表决里登记，达到比例后再启动")
    return Decision.no(Reason(text, values, remedy, "kind", "no_ground"), references=(vacancy.reference,))
