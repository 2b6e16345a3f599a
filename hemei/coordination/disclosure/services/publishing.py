"""From draft to publication: explain, let owners comment, publish with a root; correct by a further version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.models import Disclosure, Version
from hemei.coordination.disclosure.rules.acts import Act
from hemei.coordination.disclosure.rules.calendar import (
    board_until,
    comments_until,
    may_correct,
    may_draft,
    may_explain,
    may_open_comments,
    may_publish,
    may_take_back,
)
from hemei.coordination.disclosure.rules.drafts import carried, still_said
from hemei.coordination.disclosure.rules.lines import head_of, root_of, unexplained
from hemei.coordination.disclosure.rules.standards import DisclosureCalendar
from hemei.coordination.disclosure.rules.words import State, Subject
from hemei.coordination.disclosure.services.calendar import redraft, version_of
from hemei.coordination.disclosure.services.comparing import settle
from hemei.coordination.disclosure.services.shared import locked, note, period_of, tell
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.decision import Decision, Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties


def draft(*, actor: Actor, now: datetime, disclosure_id: int) -> None:
    """Make the draft anew from the records as they stand; explanations stay with the lines that are still flagged.

    Raises:
        Refused: not the actor's, the period is not over, comments are under way, or the estate has no books.
    """
    with records.acting(actor):
        row, version = locked(actor, now, disclosure_id, Act.PREPARE)
        demand(may_draft(state=State(row.state), period=period_of(row), today=shanghai_day(now)))
        lines = redraft(actor=actor, row=row)
        if version is None:
            version_of(row, 1, lines, now).save(force_insert=True)
        else:
            version.lines, version.explanations = lines, carried(version.explanations, lines)
            version.drafted_at = now
            version.save(update_fields=["lines", "explanations", "drafted_at"])
        row.state, row.drafted_at = State.DRAFTED.value, now
        row.save(update_fields=["state", "drafted_at"])
        tell(actor, now, row, "disclosure.drafted", {"flagged": len(unexplained(lines, {}))})


def explain(*, actor: Actor, now: datetime, disclosure_id: int, texts: Mapping[str, str]) -> None:
    """Explain flagged lines of a draft, by the code of the line; an empty text takes an explanation back.

    Raises:
        Refused: not the actor's, the draft is out, a line is not flagged, or a text is too long.
    """
    with records.acting(actor):
        row, version = locked(actor, now, disclosure_id, Act.PREPARE)
        demand(may_draft(state=State(row.state), period=period_of(row), today=shanghai_day(now)))
        if version is None:
            raise _no_draft()
        version.explanations = _explained(row, version, texts, calendar_on(row.until))
        version.save(update_fields=["explanations"])
        tell(actor, now, row, "disclosure.explained", {"lines": sorted(version.explanations)})


def _explained(
    row: Disclosure, version: Version, texts: Mapping[str, str], calendar: DisclosureCalendar
) -> dict[str, str]:
    lines = {line["code"]: line for line in version.lines}
    kept, asked = dict(version.explanations), []
    for code, text in texts.items():
        if not text.strip():
            kept.pop(code, None)
            continue
        line = lines.get(code, {})
        asked.append(
            may_explain(
                state=State(row.state), flagged=bool(line.get("flags")), line=str(line.get("name", code)), text=text,
                most=calendar.explanation.most, field=f"line-{code}",
            )
        )  # fmt: skip
        kept[code] = text.strip()
    demand(*asked)
    return kept


def _said(
    lines: Sequence[Mapping[str, Any]], words: Mapping[str, str], calendar: DisclosureCalendar
) -> list[Decision]:
    names = {line["code"]: line["name"] for line in lines}
    return [
        may_explain(
            state=State.DRAFTED, flagged=True, line=names[code], text=text, most=calendar.explanation.most,
            field=f"line-{code}",
        )
        for code, text in words.items()
    ]  # fmt: skip


def _open_lines(lines: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> dict[str, str]:
    names = {line["code"]: line["name"] for line in lines}
    return {code: names[code] for code in unexplained(lines, words)}


def open_comments(*, actor: Actor, now: datetime, disclosure_id: int) -> None:
    """Let owners see a draft and comment on it before it is published.

    Raises:
        Refused: not the actor's, no draft, the records changed since, or a flagged line is not explained.
    """
    with records.acting(actor):
        row, version = locked(actor, now, disclosure_id, Act.PUBLISH)
        if version is None:
            raise _no_draft()
        open_lines = _open_lines(version.lines, version.explanations)
        stale = State(row.state) is State.DRAFTED and _lines_of(actor, row) != version.lines
        demand(may_open_comments(state=State(row.state), unexplained=open_lines, stale=stale))
        comments = calendar_on(row.until).comments
        row.comments_until = comments_until(comments.limit, now, clocks.working_time(now=now))
        row.state = State.COMMENTS.value
        row.save(update_fields=["state", "comments_until"])
        tell(
            actor, now, row, "disclosure.comments_opened",
            {"until": row.comments_until.isoformat(), "root": _root(actor, row, version)},
            (comments.warrant.reference,),
        )  # fmt: skip


def take_back(*, actor: Actor, now: datetime, disclosure_id: int, reason: str) -> None:
    """Take a draft back from the owners to mend it; what they said stays, and they are asked anew when it is mended.

    Raises:
        Refused: not the actor's, no comments are under way, or no reason.
    """
    with records.acting(actor):
        row, version = locked(actor, now, disclosure_id, Act.PUBLISH)
        calendar = calendar_on(row.until)
        demand(may_take_back(state=State(row.state), reason=reason, most=calendar.explanation.most))
        if version is None:
            raise _no_draft()
        row.state, row.comments_until = State.DRAFTED.value, None
        row.save(update_fields=["state", "comments_until"])
        tell(
            actor, now, row, "disclosure.draft_taken_back",
            {"reason": reason.strip(), "root": _root(actor, row, version)}, (calendar.comments.warrant.reference,),
        )  # fmt: skip


def _lines_of(actor: Actor, row: Disclosure) -> list[dict[str, Any]]:
    """Return the lines the records give now, as a version keeps them."""
    return list(json.loads(json.dumps(redraft(actor=actor, row=row))))


def publish(*, actor: Actor, now: datetime, disclosure_id: int) -> None:
    """Publish a disclosure: its root stands in the event, and so in the day's checkpoint; its duty is done.

    Raises:
        Refused: not the actor's, published already, the time for comments has not passed, or the books of the period
            have changed since owners saw the draft. A register may: how many cases a quarter had is told as it was.
    """
    with records.acting(actor):
        row, version = locked(actor, now, disclosure_id, Act.PUBLISH)
        if version is None:
            raise _no_draft()
        money = row.subject != Subject.AFFAIRS.value
        stale = money and not still_said(version.lines, _lines_of(actor, row))
        today = shanghai_day(now)
        demand(may_publish(state=State(row.state), until=row.comments_until, today=today, stale=stale))
        _publish(actor, now, row, version, "disclosure.published")
    platform = system_actor(places.city().path)  # a duty lies where its owner is, a company's in the city
    with records.acting(platform):
        duties.settle_duties(actor=platform, now=now, origin_stream=row.stream, because=row.stream)


def correct(
    *, actor: Actor, now: datetime, disclosure_id: int, reason: str, texts: Mapping[str, str] | None = None
) -> None:
    """Correct what was published: a further version from the records as they stand, with the reason; the old one stays.

    Raises:
        Refused: not the actor's, not published, no reason, nothing has changed, or a flagged line is not explained.
    """
    with records.acting(actor):
        row, last = locked(actor, now, disclosure_id, Act.PUBLISH)
        calendar = calendar_on(row.until)
        demand(may_correct(state=State(row.state), reason=reason, most=calendar.explanation.most))
        if last is None:
            raise _no_draft()
        lines = redraft(actor=actor, row=row)
        words = carried(
            {**last.explanations, **{k: t.strip() for k, t in (texts or {}).items() if t.strip()}}, lines
        )
        if lines == last.lines and words == last.explanations:
            raise Refused.because(
                mark("记录没有变化，更正以后与第{number}版相同。"), remedy=mark("请先更正账簿或登记。"),
                code="same", number=last.number,
            )  # fmt: skip
        left = _open_lines(lines, words)
        said = may_open_comments(state=State.DRAFTED, unexplained=left, stale=False)
        demand(said, *_said(lines, words, calendar))
        version = version_of(row, last.number + 1, lines, now, because=reason.strip())
        version.explanations = words
        version.save(force_insert=True)
        row.differs_at, row.correct_by = None, None
        row.save(update_fields=["differs_at", "correct_by"])
        _publish(actor, now, row, version, "disclosure.corrected")
    settle(now, row.stream)


def _publish(actor: Actor, now: datetime, row: Disclosure, version: Version, name: str) -> None:
    today = shanghai_day(now)
    timing = calendar_on(row.until).timing_of(Subject(row.subject))
    version.root = _root(actor, row, version)
    version.published_on, version.published_at = today, now
    version.board_until = board_until(timing, today)
    version.save(update_fields=["root", "published_on", "published_at", "board_until"])
    row.state, row.number = State.PUBLISHED.value, version.number
    row.published_on = row.published_on or today
    row.save(update_fields=["state", "number", "published_on"])
    if row.published_on > row.due_on and row.late_at is None:
        note(actor, now, [row], "late_at", "disclosure.late")  # the night has not come since its last day
    references: tuple[Reference, ...] = (timing.warrant.reference,)
    tell(
        actor, now, row, name,
        {
            "version": version.number, "root": version.root, "lines": len(version.lines),
            "late": row.published_on > row.due_on, "board_until": version.board_until.isoformat(),
        },
        references,
    )  # fmt: skip


def _root(actor: Actor, row: Disclosure, version: Version) -> str:
    """Return the root; a body that took the disclosure over need not see the estate's own row."""
    with opened(actor, row.scope):
        return root_over(row, version)


def root_over(row: Disclosure, version: Version) -> str:
    """Return the Merkle root of a version as it stands."""
    head = head_of(row.estate.token, row.subject, period_of(row), version.number)
    return root_of(head, version.lines, version.explanations)


def _no_draft() -> Refused:
    return Refused.because(mark("还没有草稿。"), remedy=mark("请先按记录起草。"), code="no_draft")
