"""How the parts of a notice and of a request read on screen."""

from __future__ import annotations

from typing import Any

from hemei.ground.privacy.queries import RequestRow
from hemei.ground.privacy.rules import (
    SINCE_TEXTS,
    STATE_TEXTS,
    Activity,
    Claimant,
    PersonalData,
    Right,
    State,
)
from hemei.kernel.decision import mark
from hemei.kernel.limits import UNIT_TEXTS, Limit
from hemei.ui.words import is_english, say

BASIS_TEXTS: dict[str, str] = {
    "consent": mark("本人同意"),
    "contract": mark("订立、履行合同所必需"),
    "legal_duty": mark("履行法定职责或者法定义务所必需"),
    "emergency": mark("紧急情况下保护生命健康和财产安全所必需"),
    "public": mark("本人自行公开或者已经合法公开"),
}
OUTCOME_TEXTS: dict[str, str] = {
    "go_on": mark("可以开展"),
    "with_measures": mark("采取措施后开展"),
    "stop": mark("不得开展"),
}
FIELD_TEXTS: dict[str, str] = {
    "name": mark("姓名"),
    "phone": mark("手机号"),
    "identity": mark("证件号码"),
    "text": mark("文字"),
    "spot": mark("具体位置"),
    "photo_evidence": mark("照片的拍摄时间和位置"),
    "privacy_request": mark("我的申请"),
    "privacy_answer": mark("对申请的答复"),
}
STREAM_TEXTS: dict[str, str] = {
    "people.person": mark("个人资料"),
    "cases.case": mark("上报的案件"),
    "duties.duty": mark("任务"),
    "privacy.request": mark("个人信息申请"),
}
TONES = {State.OPEN: "brand", State.ANSWERED: "good", State.REFUSED: "bad", State.WITHDRAWN: ""}


def length(limit: Limit) -> str:
    """Return a length of time in words."""
    return say(UNIT_TEXTS[limit.unit], {"amount": limit.amount})


def named(item: Any) -> str:
    """Return an item's name in the reader's language."""
    return str(item.name_en if is_english() else item.name)


def activity_row(row: Activity) -> dict[str, str]:
    """Return a row of the notice in the reader's language."""
    english = is_english()
    kept = f"{say(SINCE_TEXTS[row.counts_from])} {length(row.kept)}" if row.kept else ""
    return {
        "code": row.code,
        "name": named(row),
        "purpose": row.purpose_en if english else row.purpose,
        "data": row.data_en if english else row.data,
        "basis": say(BASIS_TEXTS[row.legal_basis]),
        "receivers": row.receivers_en if english else row.receivers,
        "kept": kept or (row.kept_words_en if english else row.kept_words),
        "clause": f"{row.warrant.source.title}{row.warrant.reference.clause}",
    }


def right_name(document: PersonalData, right: Right) -> str:
    """Return the name of a right."""
    return named(document.claim_of(right))


def state_badge(state: State) -> tuple[str, str]:
    """Return words and tone of a request's state."""
    return say(STATE_TEXTS[state]), TONES[state]


def field_name(field: str) -> str:
    """Return what a kept field is called."""
    return say(FIELD_TEXTS.get(field, field))


def matter_name(matter: str) -> str:
    """Return what is held, where a register says it or only a stream is known."""
    return say(STREAM_TEXTS.get(matter, matter))


def papers(claimant: Claimant) -> str:
    """Return which papers who comes for a person shows."""
    return claimant.papers_en if is_english() else claimant.papers


def ground_name(document: PersonalData, row: RequestRow) -> str:
    """Return on which ground a request was refused, with its clause."""
    ground = document.ground_of(row.ground, row.right) if row.ground else None
    if ground is None:
        return ""
    return f"{named(ground)}（{ground.warrant.source.title}{ground.warrant.reference.clause}）"


def shown(document: PersonalData, row: RequestRow) -> str:
    """Return who came to the counter and by which document he was checked, empty for one made on the page."""
    claimant = next((one for one in document.claimant if one.code == row.claimant), None)
    proof = document.proof_of(row.proof)
    return f"{named(claimant)} · {named(proof)}" if claimant and proof else ""
