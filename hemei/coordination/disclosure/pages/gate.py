"""Who may enter the pages of disclosures, and what they share: faces of periods, lines, states, questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.coordination.boards import queries as boards
from hemei.coordination.disclosure import queries
from hemei.coordination.disclosure.queries import Act, Period, QuestionRow, State, Subject
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.words import clock_words, is_english, say

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hemei.kernel.actor import Actor

PAGE, CHUNK, REFUSED = 50, 1_000, 422
_QUARTER = 3
_TENTHS = 10


def entered(request: HttpRequest, act: Act = Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in Shanghai."""
    return shanghai_day(utc_now())


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """Return the pages of disclosure this role has."""
    pages = (
        (_("公开"), "disclosure:disclosures", Act.SEE),
        (_("提问和答复"), "disclosure:questions", Act.SEE),
        (_("资金概览"), "disclosure:overview", Act.SEE_OVERDUE),
        (_("风险提示"), "disclosure:risks", Act.SEE_RISKS),
    )
    return [
        {"words": words, "address": reverse(name), "here": name == here}
        for words, name, act in pages
        if queries.may(actor, act).allowed
    ]


def period_words(period: Period) -> str:
    """Return a period as people say it."""
    if period.months == _QUARTER:
        quarter = (period.since.month - 1) // _QUARTER + 1
        return _("%(year)s年第%(quarter)s季度") % {"year": period.since.year, "quarter": quarter}
    return _("%(year)s年") % {"year": period.since.year}


def subject_words(subject: Subject) -> str:
    """Return what is disclosed."""
    return say(queries.SUBJECT_TEXTS[subject])


def stage_words(stage: queries.Stage) -> str:
    """Return when a spending is watched."""
    return say(queries.STAGE_TEXTS[stage])


def state_face(
    state: State,
    due_on: date,
    published_on: date | None,
    on: date,
    *,
    missing: bool = False,
    correct_by: date | None = None,
) -> list[tuple[str, str]]:
    """Return the badges of a disclosure: how far it is, and whether it was or is late."""
    faces = [(say(queries.STATE_TEXTS[state]), queries.STATE_TONES[state])]
    if (published_on or on) > due_on:
        late = ((published_on or on) - due_on).days
        words = _("逾期%(days)s天公布") if published_on else _("逾期%(days)s天未公布")
        faces.append((words % {"days": late}, "warn" if published_on else "bad"))
    if correct_by is not None:
        faces.append(left_behind(correct_by, on))
    if missing:
        faces.append((_("应公开未公开"), "bad"))
    return faces


def left_behind(correct_by: date, on: date) -> tuple[str, str]:
    """Return the badge of a published figure that the books left behind."""
    return _("账簿变了，%(day)s以前更正") % {"day": correct_by}, "bad" if on > correct_by else "warn"


def row_face(row: queries.DisclosureRow, on: date, bodies: Mapping[int, str]) -> dict[str, Any]:
    """Return a line of a list."""
    return {
        "row": row,
        "subject": subject_words(row.subject),
        "period": period_words(row.period),
        "body": bodies.get(row.body_id, ""),
        "faces": state_face(
            row.state,
            row.due_on,
            row.published_on,
            on,
            missing=bool(row.missing_at) and not row.published_on,
            correct_by=row.correct_by,
        ),
    }


def lines_face(
    lines: Iterable[Mapping[str, Any]], explanations: Mapping[str, str], *, token: str
) -> list[dict[str, Any]]:
    """Return the sections of a version with their lines, as a page shows them.

    `token` is the estate's: the name of the person in charge is the one its board publishes, and stands in no version.
    """
    heads = {
        "first": _("从哪一天算起"),
        "in": _("收入"),
        "out": _("支出"),
        "spent": _("使用的项目"),
        "sums": _("合计和余额"),
        "affairs": _("物业事项"),
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        shown = _line(line, explanations)
        if line.get("said") == "manager.since":
            shown["said"] += _on_the_board(token)
        found.setdefault(line["section"], []).append(shown)
    return [
        {
            "code": code,
            "words": words,
            "lines": found[code],
            "money": code != "affairs" and any(one["amount"] for one in found[code]),
        }
        for code, words in heads.items()
        if code in found
    ]


def _line(line: Mapping[str, Any], explanations: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": line["code"],
        "name": line["name_en"] if is_english() else line["name"],
        "amount": yuan(line["fen"]) if "fen" in line else "",
        "before": yuan(line["year_before"]) if line.get("year_before") is not None else "",
        "said": _said(line),
        "flags": [_flag(flag) for flag in line.get("flags", ())],
        "explanation": explanations.get(line["code"], ""),
    }


def _on_the_board(token: str) -> str:
    board = boards.public_board(token)
    if board is None or not board.manager or board.replaced_on is not None:
        return _("；姓名还没有上小区公示牌，由社区张贴")
    return _("；小区公示牌现在写的是%(name)s") % {"name": board.manager}


def _said(line: Mapping[str, Any]) -> str:
    if "said" in line:
        return say(queries.SAID_TEXTS[line["said"]], line["values"])
    if "words" in line:
        return str(line["words"])
    if "households" in line:
        return _spent(line)
    if "count" in line:
        of = line.get("of")
        if of is None:
            return str(line["count"])
        return say(queries.COUNTED_TEXTS[line["code"]], {"count": line["count"], "of": of})
    return ""


def _spent(line: Mapping[str, Any]) -> str:
    path = _("应急使用，%(count)s户分摊") if line["emergency"] else _("业主表决通过，%(count)s户分摊")
    said = path % {"count": line["households"]}
    if line["gap"] is None:
        return said + _("；余额不够的由业主或者建设单位另付，分摊的户数少，不写金额")
    if not line["gap"]:
        return said
    return said + _("；余额不够，另由业主或者建设单位付%(yuan)s元") % {"yuan": yuan(line["gap"])}


def _flag(flag: Mapping[str, Any]) -> str:
    tenths = flag["tenths"]
    change = _("从无到有") if tenths is None else f"{tenths / _TENTHS:+.1f}%"
    if flag.get("by_contract"):
        said = _("第%(month)s个月比合同应收和上月推算的 %(change)s")
        return said % {"month": flag["month"], "change": change}
    if flag["check"] == queries.Check.MONTH:
        return _("第%(month)s个月比上月 %(change)s") % {"month": flag["month"], "change": change}
    return _("比上年同期 %(change)s") % {"change": change}


def question_face(
    row: QuestionRow, texts: Mapping[int, str], bodies: Mapping[int, str], now: datetime
) -> dict[str, Any]:
    """Return a question with its answer and its clock."""
    gone = _("文字已按申请或者到期删除。")
    return {
        "row": row,
        "about": say(queries.ABOUT_TEXTS[row.about]),
        "of": "",
        "stage": say(queries.STAGE_TEXTS[row.stage]) if row.stage else "",
        "asker": bodies.get(row.asker_body_id or 0, "") if row.asker_body_id else _("业主"),
        "body": bodies.get(row.body_id, ""),
        "text": texts.get(row.text_id, gone),
        "answer": texts.get(row.answer_id, gone) if row.answer_id else "",
        "clock": clock_words(now, row.due_at),
        "late": row.is_late(now),
    }


def after_of(raw: str) -> tuple[date, int] | None:
    """Return where a page ended: a day and a number."""
    day, _tilde, number = raw.partition("~")
    try:
        return (date.fromisoformat(day), int(number)) if number.isascii() and number.isdigit() else None
    except ValueError:
        return None
