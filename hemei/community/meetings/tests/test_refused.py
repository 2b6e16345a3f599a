"""A side that came and will not sign holds what was decided no longer than the standard says, and never unheard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from hemei.community.meetings import queries, services
from hemei.community.meetings.models import MeetingSide, Signature, SigningRefusal
from hemei.community.meetings.pages import meeting as pages
from hemei.community.meetings.queries import Step
from hemei.community.meetings.rules.acts import SIDES_OF
from hemei.community.meetings.services.printing import paper_of
from hemei.community.meetings.tests.conftest import COORDINATION, LATER, Neighbours
from hemei.community.meetings.tests.signing import paper
from hemei.community.meetings.tests.test_services import refused
from hemei.community.meetings.tests.test_signed import call, text
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import SHANGHAI

WHY = "物业说十日不够，只同意二十日"
FOLLOWS = LATER + timedelta(days=3)


def ended(neighbours: Neighbours, sign: int = 1) -> int:
    """Let three sides agree and the meeting end; its first `sign` sides signed, the company is the second."""
    meeting = neighbours.held()
    neighbours.decide(meeting, 2, found=queries.Outcome.DEFERRED)
    neighbours.act("close_meeting", meeting)
    neighbours.act("record_minutes", meeting, text="逐项表态。")
    came = neighbours.came(meeting)
    order = [came[0], came[2], came[1]]  # the residents' committee, the owners, the company
    if sign:
        neighbours.act(
            "sign_minutes", meeting, attendance_ids=[one.pk for one in order[:sign]], paper=paper()
        )
    return meeting


def note(
    neighbours: Neighbours, meeting: int, actor: Actor | None = None, now: datetime = LATER, **changes: Any
) -> Any:
    draft = {"side": "company", "refused_on": LATER.date(), "reason": WHY, **changes}
    return neighbours.act("note_refusal", meeting, actor=actor, now=now, draft=services.RefusalDraft(**draft))


def test_what_was_decided_follows_once_the_side_that_refuses_was_waited_for(neighbours: Neighbours) -> None:
    meeting = ended(neighbours, sign=2)
    follows = note(neighbours, meeting).follows_at
    assert follows.astimezone(SHANGHAI).strftime("%m-%d") in {"11-12", "11-13"}
    assert refused(lambda: neighbours.act("post_result", meeting)) == "unsigned"
    assert refused(lambda: neighbours.act("set_tasks", meeting, drafts=[])) == "unsigned"
    page = neighbours.page(meeting)
    assert (page.step, page.unsigned) == (Step.SIGN, (("company", 1),))
    assert [(one.side, one.reason, one.ours) for one in page.refusals] == [("company", WHY, False)]
    with records.acting(neighbours.clerk):
        assert not queries.is_signed(meeting, now=LATER)
        assert queries.is_signed(meeting, now=FOLLOWS)
    assert neighbours.page(meeting, now=FOLLOWS).step is Step.POST
    neighbours.act("post_result", meeting, now=FOLLOWS)
    neighbours.act("set_tasks", meeting, now=FOLLOWS, drafts=[])
    with records.acting(SYSTEM):
        assert "meetings.refusal_noted" in [
            one.type for one in record.history(stream=neighbours.row(meeting).stream)
        ]


def test_the_minutes_tell_who_did_not_sign_and_why_until_he_does(neighbours: Neighbours) -> None:
    meeting = ended(neighbours, sign=2)
    note(neighbours, meeting)

    def printed() -> str:
        with records.acting(SYSTEM):
            page = neighbours.page(meeting)
            template = record.paper_template("meeting-minutes", LATER.date())
            assert template is not None
            return str(paper_of(page, template, 1))

    assert "物业服务企业2026-11-10不肯签字，由" in printed()
    assert WHY in printed()
    last = [neighbours.came(meeting)[1].pk]
    neighbours.act("sign_minutes", meeting, attendance_ids=last, paper=paper())
    assert WHY not in printed()
    assert neighbours.page(meeting).step is Step.POST


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"side": "residents_committee"}, "signed"),
        ({"side": "owners"}, "signed"),
        ({"refused_on": date(2026, 11, 9)}, "day"),
        ({"refused_on": date(2026, 11, 11)}, "day"),
        ({"side": "street"}, "side"),
        ({"reason": " "}, "text"),
    ],
)
def test_what_cannot_be_noted(neighbours: Neighbours, changes: dict[str, Any], code: str) -> None:
    meeting = ended(neighbours, sign=2)
    assert refused(lambda: note(neighbours, meeting, **changes)) == code


def test_nobody_notes_his_own_side_nor_what_nobody_signed(neighbours: Neighbours) -> None:
    """Nor twice, nor without a name, nor where members decide: their decision stands by their signatures alone."""
    bare = ended(neighbours, sign=0)
    assert refused(lambda: note(neighbours, bare)) == "nobody_signed"
    owners = [neighbours.came(bare)[2].pk]
    neighbours.act("sign_minutes", bare, attendance_ids=owners, paper=paper())
    assert refused(lambda: note(neighbours, bare, side="residents_committee")) == "own"
    note(neighbours, bare, actor=neighbours.quarter.street, side="residents_committee")
    nameless = replace(neighbours.clerk, person_id=None)
    assert refused(lambda: note(neighbours, bare, actor=nameless)) == "no_person"
    assert refused(lambda: note(neighbours, bare, actor=neighbours.company)) == "role"
    note(neighbours, bare)
    assert refused(lambda: note(neighbours, bare)) == "noted"
    running = neighbours.held()
    assert refused(lambda: note(neighbours, running)) == "state"


def test_no_one_office_lets_follow_what_nobody_else_signed(
    neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A community signs for its residents' committee and its Party organisation: the street notes who else will not."""
    monkeypatch.setattr(pages, "utc_now", lambda: LATER)
    meeting = ended(neighbours, sign=1)
    assert refused(lambda: note(neighbours, meeting)) == "nobody_signed"
    assert refused(lambda: note(neighbours, meeting, actor=neighbours.secretary)) == "nobody_signed"
    shown = text(call(pages.meeting, neighbours.clerk, meeting))
    assert "只有您代表的一方签了字" in shown
    assert "登记不肯签字" not in shown
    values = false_note(neighbours, meeting, "company")
    with records.acting(SYSTEM):
        for changes in ({}, {"by_role": "community_secretary"}):
            with pytest.raises(IntegrityError, match="third side"), transaction.atomic():
                SigningRefusal.objects.create(**(values | changes))
    street = neighbours.quarter.street
    shown = text(call(pages.meeting, street, meeting))
    assert "只有您代表的一方签了字" not in shown
    assert "登记不肯签字" in shown
    note(neighbours, meeting, actor=street)


@pytest.mark.django_db
def test_the_database_knows_for_whom_a_role_speaks() -> None:
    with connection.cursor() as cursor:
        for role in Role:
            cursor.execute("select meetings_speaks_for(%s)", [role.value])
            assert set(cursor.fetchone()[0]) == SIDES_OF.get(role, frozenset()), role


def test_what_the_side_says_while_it_is_waited_for_is_answered_first(
    neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = ended(neighbours, sign=2)
    said = {"text": "我们没有同意", "key": "early"}
    neighbours.act("comment", meeting, actor=neighbours.company, **said)
    note(neighbours, meeting, now=LATER + timedelta(minutes=1))
    assert (
        neighbours.page(meeting, now=FOLLOWS).step is Step.POST
    )  # what it said before the note holds nothing
    objected = LATER + timedelta(hours=1)
    comment = neighbours.act(
        "comment", meeting, actor=neighbours.company, now=objected, **said | {"key": "held"}
    )
    page = neighbours.page(meeting, now=FOLLOWS)
    assert (page.step, page.unsigned) == (Step.SIGN, (("company", 1),))
    assert refused(lambda: neighbours.act("post_result", meeting, now=FOLLOWS)) == "unsigned"
    with records.acting(SYSTEM), connection.cursor() as cursor:
        for column in ("posted_at", "tasks_set_at"):
            with pytest.raises(IntegrityError, match="answered"), transaction.atomic():
                cursor.execute(f"update meetings_meeting set {column} = %s where id = %s", [FOLLOWS, meeting])
    monkeypatch.setattr(pages, "utc_now", lambda: FOLLOWS)
    assert "物业服务企业的意见还没有答复" in text(call(pages.meeting, neighbours.clerk, meeting))
    assert "您这一方的意见答复以前，议定的事不照办" in text(call(pages.meeting, neighbours.company, meeting))
    with records.acting(neighbours.clerk):
        services.answer_comment(actor=neighbours.clerk, now=FOLLOWS, comment_id=comment, text="表态有录音")
    neighbours.act("comment", meeting, actor=neighbours.company, now=FOLLOWS, **said | {"key": "late"})
    neighbours.act("post_result", meeting, now=FOLLOWS)
    neighbours.act("set_tasks", meeting, now=FOLLOWS, drafts=[])


def test_also_what_a_person_of_the_side_says_who_came_is_answered_first(neighbours: Neighbours) -> None:
    meeting = neighbours.call(codes=("residents_committee", "owners", "company"))
    owner = neighbours.owners[0]
    came = [
        neighbours.come(meeting, "residents_committee", "主持人"),
        neighbours.come(meeting, "company", "物业经理"),
        neighbours.come(meeting, "owners", "", person_id=owner.person_id),
    ]
    neighbours.open(meeting, came[0])
    agree = dict.fromkeys(COORDINATION, queries.Choice.FOR)
    neighbours.decide(meeting, 1, sides=agree, words="物业十日内查清")
    neighbours.decide(meeting, 2, found=queries.Outcome.DEFERRED)
    neighbours.act("close_meeting", meeting)
    neighbours.act("record_minutes", meeting, text="逐项表态。")
    neighbours.act("sign_minutes", meeting, attendance_ids=came[:2], paper=paper())
    note(neighbours, meeting, side="owners")
    at = LATER + timedelta(hours=1)
    other = neighbours.owners[1]
    neighbours.act("comment", meeting, actor=other, now=at, text="我没有到会", key="other")
    assert neighbours.page(meeting, now=FOLLOWS).step is Step.POST
    neighbours.act("comment", meeting, actor=owner, now=at, text="没有说十日", key="own")
    assert neighbours.page(meeting, now=FOLLOWS).step is Step.SIGN


def test_the_side_is_told_and_answers(neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its body finds it on its workbench and its page, objects there, and may sign until and after the end."""
    monkeypatch.setattr(pages, "utc_now", lambda: LATER)
    meeting = ended(neighbours, sign=2)
    company = neighbours.company

    def waits() -> list[str]:
        with records.acting(company):
            return [row.kind for row in queries.inbox(actor=company)]

    assert waits() == []
    shown = text(call(pages.meeting, neighbours.clerk, meeting))
    assert "有一方不肯签字" in shown
    typed = {"side": "company", "refused_on": "2026-11-10", "reason": ""}
    assert call(pages.act, neighbours.clerk, meeting, "refuse", post=typed).status_code == 422
    assert (
        call(pages.act, neighbours.clerk, meeting, "refuse", post=typed | {"reason": WHY}).status_code == 302
    )
    assert waits() == ["meetings.refused"]
    shown = text(call(pages.meeting, company, meeting))
    assert f"登记了物业服务企业不肯在会议记录上签字：{WHY}" in shown
    assert "不同意这样记录的，请提意见" in shown
    names = {number: name for name, number in neighbours.town.persons.items()}
    assert f"登记人：{names[neighbours.clerk.person_id or 0]} " in shown
    assert (
        call(pages.act, company, meeting, "comment", post={"text": "我们没有同意", "key": "k1"}).status_code
        == 302
    )
    assert "我们没有同意" in text(call(pages.meeting, neighbours.clerk, meeting))
    assert WHY not in text(call(pages.meeting, neighbours.owners[9], meeting))
    neighbours.act("sign_minutes", meeting, attendance_ids=[neighbours.came(meeting)[1].pk], paper=paper())
    assert waits() == []
    assert "不肯在会议记录上签字" not in text(call(pages.meeting, company, meeting))


def test_a_respondent_who_left_a_recall_hearing_is_noted_too(neighbours: Neighbours) -> None:
    """The hearing does not wait for him; the minutes say that he did not sign, and why."""
    meeting = neighbours.call("recall_hearing", codes=("proposers", "respondent", "residents_committee"))
    chair = neighbours.come(meeting, "residents_committee", "主持人")
    proposer = neighbours.come(meeting, "proposers", "提出人甲")
    respondent = neighbours.come(meeting, "respondent", "当事人")
    neighbours.open(meeting, chair)
    for number in (1, 2):
        neighbours.decide(meeting, number, found=queries.Outcome.NOTED)
    with records.acting(neighbours.clerk):
        services.leave(actor=neighbours.clerk, now=LATER, attendance_id=respondent)
    neighbours.act("close_meeting", meeting)
    neighbours.act("record_minutes", meeting, text="听取意见。")
    neighbours.act("sign_minutes", meeting, attendance_ids=[chair, proposer])
    assert neighbours.page(meeting).unsigned == ()
    note(neighbours, meeting, side="respondent", reason="中途离场，不签")
    assert [one.side for one in neighbours.page(meeting).refusals] == ["respondent"]


FALSE = {
    "a note stays": "update meetings_signingrefusal set reason_id = 1000003",
    "a note is not taken out": "delete from meetings_signingrefusal",
    "tasks before the hour": "update meetings_meeting set tasks_set_at = now_() where id = {meeting}",
    "a posting before the hour": "update meetings_meeting set posted_at = now_() where id = {meeting}",
}


def test_the_database_itself_waits_for_every_side(neighbours: Neighbours) -> None:
    meeting = ended(neighbours, sign=2)
    note(neighbours, meeting)
    at = "timestamptz '2026-11-10 12:00+00'"
    broken = []
    with records.acting(SYSTEM), connection.cursor() as cursor:
        for what, statement in FALSE.items():
            try:
                with transaction.atomic():
                    cursor.execute(statement.format(meeting=meeting).replace("now_()", at))
            except (IntegrityError, ProgrammingError):
                continue
            broken.append(what)
        assert broken == []
        with transaction.atomic():
            cursor.execute(
                f"update meetings_meeting set posted_at = {at} + interval '3 days' where id = {meeting}"
            )


def false_note(neighbours: Neighbours, meeting: int, side: str) -> dict[str, Any]:
    """What a note would be made of that nobody judged."""
    with records.acting(SYSTEM):
        row, refuses = neighbours.row(meeting), MeetingSide.objects.get(meeting_id=meeting, code=side)
    return {
        "meeting": row, "scope": row.scope, "stream": row.stream, "refused_on": LATER.date(), "side": refuses,
        "reason_id": 1_000_003, "noted_at": LATER, "follows_at": FOLLOWS, "by_role": "community_clerk",
        "by_person": neighbours.clerk.person_id,
    }  # fmt: skip


def test_nor_does_it_take_a_false_note_or_a_signature_nobody_sees(neighbours: Neighbours) -> None:
    meeting = ended(neighbours, sign=2)
    clerk, values = neighbours.clerk.person_id, false_note(neighbours, meeting, "company")
    with records.acting(SYSTEM):
        row, sides = (
            neighbours.row(meeting),
            {one.code: one for one in MeetingSide.objects.filter(meeting_id=meeting)},
        )
        known = Signature.objects.order_by("id")[0]
        company = neighbours.came(meeting)[1]
        for match, changes in (
            ("third side signed", {"side": sides["residents_committee"], "by_role": "street_clerk"}),
            ("own side", {"side": sides["residents_committee"]}),
            ("end of the meeting", {"refused_on": date(2026, 11, 9)}),
            ("waits_for_the_side", {"follows_at": LATER}),
        ):
            with pytest.raises(IntegrityError, match=match), transaction.atomic():
                SigningRefusal.objects.create(**(values | changes))
        for changes in ({"scan_id": None}, {"by_person": None}):
            bare = Signature(
                minutes_id=known.minutes_id, attendance_id=company.pk, scope=row.scope, stream=row.stream,
                signed_by="paper", signed_at=LATER, by_role="community_clerk", scan_id=known.scan_id, by_person=clerk,
            )  # fmt: skip
            for name, value in changes.items():
                setattr(bare, name, value)
            with pytest.raises(IntegrityError, match="sides that decide"), transaction.atomic():
                bare.save(force_insert=True)


def test_who_came_as_a_side_notes_nothing_of_it_in_another_office(neighbours: Neighbours) -> None:
    meeting = neighbours.call()
    owner = neighbours.owners[0].person_id
    came = [
        neighbours.come(meeting, "residents_committee", "主持人"),
        neighbours.come(meeting, "owners", "", person_id=owner),
    ]
    neighbours.open(meeting, came[0])
    for number in (1, 2):
        neighbours.decide(meeting, number, found=queries.Outcome.DEFERRED)
    neighbours.act("close_meeting", meeting)
    neighbours.act("record_minutes", meeting, text="下次再议。")
    neighbours.act("sign_minutes", meeting, attendance_ids=came[:1], paper=paper())
    beside, values = replace(neighbours.clerk, person_id=owner), false_note(neighbours, meeting, "owners")
    assert refused(lambda: note(neighbours, meeting, actor=beside, side="owners")) == "own"
    with records.acting(SYSTEM), pytest.raises(IntegrityError, match="own side"), transaction.atomic():
        SigningRefusal.objects.create(**(values | {"by_person": owner}))


def test_a_note_is_behind_the_wall_of_its_place(neighbours: Neighbours) -> None:
    meeting = ended(neighbours, sign=2)
    note(neighbours, meeting)
    with records.acting(Actor(Role.COMMUNITY_CLERK, body_id=1, person_id=1)):
        assert not SigningRefusal.objects.exists()
