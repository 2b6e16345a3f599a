"""A by-election 补选: the owners elect members for the seats that are free, into the term that runs."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.standards import Warrant


@dataclass(frozen=True, slots=True)
class Free:
    """The seats of a term on a day: how many there are, are held, and how many reserves wait to step in."""

    seats: int
    held: int
    reserves: int = 0
    runs: bool = True
    able: bool = True

    @property
    def vacant(self) -> int:
        """How many seats nobody holds and no reserve waits for."""
        return max(0, self.seats - self.held - self.reserves)


def may_fill(wanted: int, free: Free, *, warrant: Warrant, vacancy: Warrant) -> Decision:
    """Whether so many seats can be filled by a by-election; below half of the seats all are elected anew."""
    reason = _fault(wanted, free, vacancy)
    return Decision.yes(warrant.reference) if reason is None else Decision.no(reason)


def _fault(wanted: int, free: Free, vacancy: Warrant) -> Reason | None:
    if not free.runs:
        return Reason(
            mark("没有任期内的业委会，不能补选"), {}, mark("任期届满的请选择换届"), "kind", "no_term"
        )
    if not free.able:
        return Reason(
            mark("在任委员不足应选人数的一半，应当重新选举全部委员（{source}{clause}）"),
            {"source": vacancy.source.title, "clause": vacancy.clause}, mark("请选择提前换届"), "kind", "below_half",
        )  # fmt: skip
    if not free.vacant:
        return Reason(
            mark("委员没有出缺，或者有候补委员可以递补"), {}, mark("有候补委员的，先在业委会履职里递补"), "kind",
            "no_vacancy",
        )  # fmt: skip
    if not 1 <= wanted <= free.vacant:
        return Reason(
            mark("补选的名额是出缺的席位，现在最多{vacant}人，这里是{wanted}人"),
            {"vacant": free.vacant, "wanted": wanted}, mark("请改为出缺的人数以内"), "seats", "vacancies",
        )  # fmt: skip
    return None
