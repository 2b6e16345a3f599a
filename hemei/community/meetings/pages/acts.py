"""What can be done on the page of a meeting: each form is one service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from hemei.community.meetings import services
from hemei.community.meetings.pages.shared import side_in
from hemei.community.meetings.queries import Choice, Opinion, Outcome, Refusal
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.ui.forms import needed_day, plain, whole_of


class Form(NamedTuple):
    """Who sent what for which meeting."""

    actor: Actor
    now: datetime
    meeting_id: int
    data: QueryDict
    files: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a field of several lines."""
        return str(self.data.get(name, "")).replace("\x00", "").replace("\r\n", "\n")

    def line(self, name: str, most: int = 200) -> str:
        """Return a field of one line."""
        return plain(str(self.data.get(name, "")), most)

    def number(self, name: str) -> int:
        """Return the id a field names, 0 where it names none: nothing has that id."""
        return whole_of(str(self.data.get(name, ""))) or 0


def _register(form: Form) -> None:
    draft = services.AttendanceDraft(
        side=side_in(form.line("side")), name=form.line("name", 60), arrived=form.data.get("arrived") == "1"
    )
    services.register_attendance(actor=form.actor, now=form.now, meeting_id=form.meeting_id, draft=draft)


def _arrive(form: Form) -> None:
    services.arrive(actor=form.actor, now=form.now, attendance_id=form.number("attendance"))


def _leave(form: Form) -> None:
    services.leave(actor=form.actor, now=form.now, attendance_id=form.number("attendance"))


def _open(form: Form) -> None:
    services.open_meeting(
        actor=form.actor, now=form.now, meeting_id=form.meeting_id, chair_id=form.number("chair")
    )


def _decide(form: Form) -> None:
    """Read the voices by their fields: `member-<registration>`, `side-<code>`; or what the chair found."""
    found = form.line("found")
    members, sides = {}, {}
    for name, value in form.data.items():
        said = str(value)
        if said not in set(Choice):
            continue
        kind, _dash, key = name.partition("-")
        if kind == "member" and whole_of(key):
            members[int(key)] = Choice(said)
        elif kind == "side":
            sides[side_in(key)] = Choice(said)
    draft = services.DecisionDraft(
        members=members if not found else {},
        sides=sides if not found else {},
        found=Outcome(found) if found in set(Outcome) else None,
        words=form.text("words"),
    )
    services.decide_item(actor=form.actor, now=form.now, item_id=form.number("item"), draft=draft)


def _sign(form: Form) -> None:
    chosen = [int(value) for value in form.data.getlist("attendances") if whole_of(value)]
    upload = form.files.get("scan")
    services.sign_minutes(
        actor=form.actor, now=form.now, meeting_id=form.meeting_id, attendance_ids=chosen,
        paper=(upload, upload.name or "") if upload is not None else None,
    )  # fmt: skip


def _refuse(form: Form) -> str | None:
    draft = services.RefusalDraft(
        side=side_in(form.line("side")), refused_on=needed_day(form.line("refused_on"), "refused_on"),
        reason=form.text("reason"),
    )  # fmt: skip
    noted = services.note_refusal(actor=form.actor, now=form.now, meeting_id=form.meeting_id, draft=draft)
    if noted.told:
        return None
    return _(
        "已登记。到会的人只登记了姓名，平台通知不到，请当面或者书面告知；这一方还可以签字，也可以提意见。"
    )


def _tasks(form: Form) -> None:
    drafts = []
    if not form.data.get("none"):
        if not form.number("owner"):
            raise Refused.because(mark("请选择由谁来办"), field="owner", code="owner")
        draft = services.TaskDraft(
            title=form.line("title"), owner=form.number("owner"), until=needed_day(form.line("until"), "until"),
            item_id=form.number("item") or None, photo_needed=form.data.get("photo") == "1",
        )  # fmt: skip
        drafts.append(draft)
    services.set_tasks(actor=form.actor, now=form.now, meeting_id=form.meeting_id, drafts=drafts)


def _comment(form: Form) -> None:
    services.comment(
        actor=form.actor, now=form.now, meeting_id=form.meeting_id, text=form.text("text"),
        key=form.line("key", 60), item_id=form.number("item") or None,
    )  # fmt: skip


def _answer(form: Form) -> None:
    services.answer_comment(
        actor=form.actor, now=form.now, comment_id=form.number("comment"), text=form.text("text")
    )


def _state(form: Form) -> None:
    services.propose_statement(
        actor=form.actor, now=form.now, meeting_id=form.meeting_id, text=form.text("text"),
        key=form.line("key", 60),
    )  # fmt: skip


def _opine(form: Form) -> None:
    said = {
        int(name.removeprefix("opinion-")): Opinion(str(value))
        for name, value in form.data.items()
        if name.startswith("opinion-")
        and whole_of(name.removeprefix("opinion-"))
        and str(value) in set(Opinion)
    }
    services.give_opinions(actor=form.actor, now=form.now, meeting_id=form.meeting_id, opinions=said)


def _judge(form: Form) -> None:
    refusal = form.line("refusal")
    services.judge_statement(
        actor=form.actor, now=form.now, statement_id=form.number("statement"),
        refusal=Refusal(refusal) if refusal in set(Refusal) else None,
    )  # fmt: skip


def _plain(service: Callable[..., Any], *fields: str) -> Callable[[Form], None]:
    """Return the act of a service that needs the meeting and perhaps some texts."""

    def act(form: Form) -> None:
        texts = {field: form.text(field) for field in fields}
        service(actor=form.actor, now=form.now, meeting_id=form.meeting_id, **texts)

    return act


ACTS: dict[str, Callable[[Form], str | None]] = {
    "register": _register,
    "arrive": _arrive,
    "leave": _leave,
    "open": _open,
    "lapse": _plain(services.lapse_meeting),
    "cancel": _plain(services.cancel_meeting, "reason"),
    "decide": _decide,
    "close": _plain(services.close_meeting),
    "minutes": _plain(services.record_minutes, "text"),
    "addendum": _plain(services.add_to_minutes, "text"),
    "sign": _sign,
    "refuse": _refuse,
    "sign_myself": _plain(services.sign_myself),
    "post": _plain(services.post_result),
    "tasks": _tasks,
    "comment": _comment,
    "answer": _answer,
    "come": _plain(services.come_myself),
    "withdraw": _plain(services.withdraw),
    "state": _state,
    "opine": _opine,
    "judge": _judge,
}
AT_DOOR = frozenset({"register", "arrive", "leave"})
AMONG_STATEMENTS = frozenset({"state", "opine", "judge"})


def done_words(name: str) -> str:
    """Return what is said when an act went through."""
    words = {
        "open": _("会议开始。"),
        "close": _("会议结束。请写会议记录，请到会的人签字，按期公示。"),
        "post": _("结果已公示。"),
        "sign_myself": _("您已签字。"),
        "refuse": _("已登记，并告知这一方；它还可以签字，也可以在下面提意见。"),
        "tasks": _("已布置。"),
        "comment": _("意见已收到，答复会显示在这里。"),
        "come": _("已报名。"),
        "withdraw": _("已撤回报名。"),
        "state": _("观点已提交。"),
        "opine": _("已记下您的表态。"),
    }
    return words.get(name, _("已记录。"))
