"""When a vote may be sealed: what came in time is settled first, or who keeps the paper says why it is left out."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.decision import Decision, Reason, mark


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Paper of a vote that came in and neither counts nor was left out by anybody.

    Files that nobody has read, pages that may be of a ballot but of no known one, and ballots that were scanned or
    taken at the counter.
    """

    files: int = 0
    pages: int = 0
    sheets: int = 0

    @property
    def total(self) -> int:
        """How many things wait."""
        return self.files + self.pages + self.sheets


UNSETTLED_TEXT = mark(
    "按时收到的纸质票还没有处理完：{files}个文件没有读完，{pages}页没有认出是哪张票，{sheets}张票没有计入"
)
NO_BALLOT = ("blank", "other_vote", "unknown_code")
"""Problems of pages that are no ballot of this vote for sure: nobody has to set them aside."""


def may_seal(left: Unsettled, *, reason: str, keeps_paper: bool) -> Decision:
    """Whether a vote that is over may be sealed: the paper is settled, or who keeps it says why it is left out."""
    if not left.total or (reason.strip() and keeps_paper):
        return Decision.yes()
    values = {"files": left.files, "pages": left.pages, "sheets": left.sheets}
    remedy = mark("请先在纸质表决票页判断、确认计入或者搁置；确实无法处理的，由居民委员会写明原因后封存")
    return Decision.no(Reason(UNSETTLED_TEXT, values, remedy, "reason", "unsettled"))
