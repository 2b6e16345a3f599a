"""Which papers a use is billed with, and whether they are there."""

from __future__ import annotations

from collections.abc import Collection

from hemei.community.funds.rules.standards import FundRules, PaperAsked
from hemei.kernel.decision import Decision, Reason, mark


def papers_asked(*, budget_fen: int, bill_fen: int, rules: FundRules) -> list[PaperAsked]:
    """Return the papers of a use of this budget and bill."""
    held = {
        "always": True,
        "offers": rules.choice_for(budget_fen).offers > 1,
        "audit": bill_fen > rules.audit.above_fen,
    }
    return [one for one in rules.paper if held[one.when]]


def papers_there(given: Collection[str], *, budget_fen: int, bill_fen: int, rules: FundRules) -> Decision:
    """Whether a bill is handed in with its papers; each that lacks is named with its rule."""
    lacking = [
        one
        for one in papers_asked(budget_fen=budget_fen, bill_fen=bill_fen, rules=rules)
        if one.code not in given
    ]
    if not lacking:
        return Decision.yes()
    return Decision.no(
        *(
            Reason(
                mark("没有上传{paper}。"), {"paper": one.name}, mark("请先在“上传材料”里上传，再结算。"), "papers",
                "paper",
            )
            for one in lacking
        ),
        references=tuple(one.warrant.reference for one in lacking),
    )  # fmt: skip


def may_add_paper(code: str, *, files: int, begun: bool, rules: FundRules) -> Decision:
    """Whether papers are kept with a use: of a kind that the rules name, once it may be built."""
    known = code in {one.code for one in rules.paper}
    if known and files and begun:
        return Decision.yes()
    told = mark("还不能施工，没有要上传的材料。")
    if begun:
        told = mark("没有选择文件。") if known else mark("没有选哪一种材料。")
    return Decision.no(Reason(told, {}, mark("请从列出的种类里选择，附上文件。"), "papers", "paper"))
