"""An agreement about an account as an item the owners decide on: all it says of who agrees to what, in its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from hemei.community.purses.rules.agreeing import Tier
from hemei.community.purses.rules.words import PAPER_NAMES
from hemei.kernel.decision import Decision, Reason, mark

MATTER: Literal["other_major"] = "other_major"
"""How the owners' common money is paid is a major matter of co-ownership (the Civil Code, article 278, item 9)."""
TITLE = "通过共管账户协议"


def item_words(tiers: Sequence[Tier], *, community: bool, clause: str, kinds: Mapping[str, str]) -> str:
    """Return the item: each tier with its ceiling, who approves and what proves it; the street's pause by its clause.

    `kinds` are the names of kinds of payment, `clause` is empty where the street may not ask for a pause.
    """
    lines = [_tier(tier, community=community, kinds=kinds) for tier in tiers]
    if clause.strip():
        lines.append(f"街道可要求暂缓一次（{clause.strip()}）")
    return "共管账户协议：" + "；".join(lines)


def fits(words: str, most: int) -> Decision:
    """Whether an item is short enough to be voted on: `most` characters go on one page of a ballot."""
    if len(words) <= most:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("写给业主表决的文字有{count}个字，选票上最多放{most}个字。"), {"count": len(words), "most": most},
            mark("请缩短档次的名称，合并要求相同的档次，或者少写几种付款。"), "tiers", "words",
        )
    )  # fmt: skip


def _tier(tier: Tier, *, community: bool, kinds: Mapping[str, str]) -> str:
    whose = f"（{'、'.join(kinds.get(code, code) for code in tier.kinds)}）" if tier.kinds else ""
    yuan, fen = divmod(tier.up_to_fen, 100)
    most = (f"{yuan}.{fen:02}元以内" if fen else f"{yuan}元以内") if tier.up_to_fen else "不限"
    both = f"加社区{tier.co_approvers}人" if community and tier.co_approvers else ""
    papers = "、".join(PAPER_NAMES[paper] for paper in tier.papers)
    voted = "，须决议" if tier.needs_resolution else ""
    return f"{tier.name}{whose}{most}{tier.approvers}人{both}" + (f"凭{papers}" if papers else "") + voted
