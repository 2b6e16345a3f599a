"""From the records to the board: drafted, explained, shown for comments, published, corrected, late, asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from hemei.community.funds import services as funds
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.models import Entry
from hemei.community.ledgers.services import EntryKind, Line
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.purses import queries as purses
from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.models import Disclosure, Question, Version
from hemei.coordination.disclosure.queries.material import lines_of
from hemei.coordination.disclosure.rules.calendar import Period
from hemei.coordination.disclosure.rules.lines import head_of, root_of
from hemei.coordination.disclosure.rules.words import Subject
from hemei.coordination.disclosure.tests.conftest import AFTER_COMMENTS, NOW, Board
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.decision import Refused
from hemei.kernel.proofs import MerkleTree
from hemei.leadership.duties.models import Duty

WEEK = timedelta(days=7)


def said(name: str) -> list[dict[str, Any]]:
    with records.acting(SYSTEM):
        rows = Event.objects.filter(payload__type=name).order_by("id")
        return [payload["data"] for payload in rows.values_list("payload", flat=True)]


def quarter_of_money(board: Board) -> None:
    """The third quarter of two years: parking rose by a half, repairs were never before."""
    for year, fen in ((2025, 100_000), (2026, 150_000)):
        for month in (7, 8, 9):
            board.earn(fen, date(year, month, 5))
    board.earn(150_000, date(2026, 6, 5))
    board.spend(60_000, date(2026, 8, 20))


def test_what_is_over_is_drafted_by_itself_and_owed_on_the_clock(board: Board) -> None:
    quarter_of_money(board)
    found = board.opened()
    assert sorted(found) == ["affairs", "revenue"]
    lines = board.lines(found["revenue"])
    assert (lines["parking"]["fen"], lines["parking"]["year_before"]) == (450_000, 300_000)
    assert lines["parking"]["flags"] == [{"check": "year", "tenths": 500, "month": 0}]
    assert lines["repair"]["flags"] == [
        {"check": "year", "tenths": None, "month": 0},
        {"check": "month", "tenths": None, "month": 2},
        {"check": "month", "tenths": -1000, "month": 3},
    ]
    assert {code: lines[code]["fen"] for code in ("opening", "came", "went", "closing", "came_m2")} == {
        "opening": 450_000, "came": 450_000, "went": 60_000, "closing": 840_000, "came_m2": 1_500,
    }  # fmt: skip
    affairs = board.lines(found["affairs"])
    assert (affairs["prices"]["said"], affairs["prices"]["values"]) == ("prices.fee", {"yuan": "1.65"})
    assert affairs["company"]["values"]["company"] == "大地物业公司"
    assert affairs["parking"]["fen"] == 450_000
    row = board.row(found["revenue"])
    assert (row.due_on, row.body_id) == (date(2026, 10, 15), board.company.body_id)
    with records.acting(SYSTEM):
        duties = Duty.objects.filter(origin="disclosure").order_by("id")
        assert {duty.title for duty in duties} == {
            "公布翠园小区2026年第3季度公共收益",
            "公布翠园小区2026年第3季度物业事项",
        }
        assert {duty.owner_body_id for duty in duties} == {board.company.body_id}
    assert board.do(SYSTEM, services.sweep) == 0  # nothing is opened twice


def test_a_rent_of_the_quarter_asks_nobody_to_explain_its_months(board: Board) -> None:
    """It came in July as the contract says; ninety thousand more came in September."""
    terms = ledgers.Terms(date(2026, 1, 1), date(2027, 1, 1), 3, 300_000, 10)
    draft = ledgers.ContractDraft(kind="lift_walls", party="示范传媒公司", place="1幢电梯轿厢", terms=terms)
    with records.acting(SYSTEM):
        ledgers.register_contract(actor=SYSTEM, now=NOW, ledger_id=board.ledger, draft=draft)
        ledgers.book_dues(actor=SYSTEM, now=NOW)
    board.earn(90_000, date(2026, 9, 5), code="advertising")
    lines = board.lines(board.opened()["revenue"])
    assert lines["advertising"]["fen"] == 390_000
    assert lines["advertising"]["flags"] == [
        {"check": "year", "tenths": None, "month": 0},
        {"check": "month", "tenths": None, "month": 3},  # what no contract says
    ]


def test_two_uses_of_one_roof_that_stay_below_a_bar_are_worth_a_look(board: Board) -> None:
    """Each costs less than what must be audited; both together more."""
    with records.acting(SYSTEM):
        fund = funds.open_fund(actor=SYSTEM, now=NOW, estate_id=board.estate, opened_on=date(2024, 10, 1))
        for number, part in enumerate(("roof", "roof", "lift")):
            draft = funds.PlanDraft(
                fund_id=fund, path=funds.Path.ORDINARY, title=f"第{number}次维修", part=part,
                level=funds.Level.ESTATE, items=(funds.Item("材料和人工", 1_900_000),),
                warranty=funds.Warranty.OVER,
            )  # fmt: skip
            last = funds.plan_use(actor=SYSTEM, now=NOW, draft=draft)
    board.opened()
    later = datetime(2026, 12, 1, 2, 0, tzinfo=NOW.tzinfo)
    board.do(SYSTEM, services.look, later)
    street = board.quarter.street
    [row] = board.ask(street, queries.risks)
    [split] = [one for one in row.reasons if one["code"] == "fund_split"]
    assert split["values"] == {
        "count": 1, "bar": "30,000.00", "fen": "38,000.00", "uses": [last - 2, last - 1],
    }  # fmt: skip


def test_a_contract_that_no_owners_decided_is_worth_a_look_until_they_did(board: Board) -> None:
    terms = ledgers.Terms(date(2026, 1, 1), date(2027, 1, 1), 3, 300_000, 10)
    drafts = [
        ledgers.ContractDraft(
            kind="lift_walls", party="示范传媒公司", place="1幢", terms=terms, resolution=number
        )
        for number in ("", "业决〔2025〕3号")
    ]
    with records.acting(SYSTEM):
        contract, _decided = ledgers.register_contracts(
            actor=SYSTEM, now=NOW, ledger_id=board.ledger, drafts=drafts
        )
    board.opened()
    later = datetime(2026, 12, 1, 2, 0, tzinfo=NOW.tzinfo)

    def looked() -> list[Any]:
        board.do(SYSTEM, services.look, later)
        rows = board.ask(board.quarter.street, queries.risks)
        return [one["values"] for row in rows for one in row.reasons if one["code"] == "contract_undecided"]

    assert looked() == [{"count": 1, "contracts": [contract]}]
    with records.acting(SYSTEM):
        ledgers.register_decision(actor=SYSTEM, now=NOW, contract_id=contract, resolution="业决〔2026〕9号")
    assert looked() == []


@pytest.mark.parametrize(("short", "told"), [(0, ["100,000.00"]), (1, [])])
def test_what_lies_idle_is_what_the_standard_of_joint_accounts_calls_idle(
    board: Board, short: int, told: list[str]
) -> None:
    """One figure for the list of risks and the bureau's list of idle money."""
    later = datetime(2026, 12, 1, 2, 0, tzinfo=NOW.tzinfo)
    enough = purses.rules_on(later.date()).idle_money.yuan * 100
    board.earn(enough - short, date(2025, 2, 1))
    board.opened()
    board.do(SYSTEM, services.look, later)
    rows = board.ask(board.quarter.street, queries.risks)
    reasons = [one for row in rows for one in row.reasons if one["code"] == "idle_money"]
    assert [one["values"]["balance"] for one in reasons] == told


def test_the_year_of_a_fund_is_drafted_from_what_its_households_hold(board: Board) -> None:
    """Deposits, a transfer, what was taken back, interest of the years: the sums agree with the bank."""
    unit = board.units[0]
    with records.acting(SYSTEM):
        funds.open_fund(actor=SYSTEM, now=NOW, estate_id=board.estate, opened_on=date(2024, 10, 1))
    board.post(Line("fund_bank", 1_000), Line("fund_unit", -1_000, unit), on=date(2024, 11, 1))
    board.post(Line("fund_bank", 5_000), Line("fund_unit", -5_000, unit), on=date(2025, 3, 1))
    board.post(
        Line("fund_bank", 7), Line("fund_unit", -7, unit), on=date(2025, 6, 1), kind=EntryKind.INTEREST
    )
    board.post(
        Line("fund_unit", 900, unit), Line("fund_bank", -900), on=date(2025, 7, 1), kind=EntryKind.PAYMENT
    )
    board.post(Line("fund_bank", 300), Line("fund_unit", -300, unit), on=date(2025, 8, 1), key="wrong")
    with records.acting(SYSTEM):
        wrong = Entry.objects.get(source_key="wrong").pk
        ledgers.reverse_entry(
            actor=SYSTEM, now=NOW, entry_id=agreed_to(wrong), reason="记错了小区", booked_on=date(2025, 9, 1)
        )
        year = Period(date(2025, 1, 1), date(2026, 1, 1))
        shapes = places.shapes_of([board.estate])
        [lines] = lines_of(Subject.FUND, year, shapes, queries.calendar_on(date(2026, 1, 1))).values()
    told = {line["code"]: line["fen"] for line in lines}
    assert told == {
        "deposited": 5_000, "interest": 7, "used": 900,
        "opening": 1_000, "came": 5_007, "went": 900, "closing": 5_107, "bank": 5_107,
    }  # fmt: skip


def test_a_flagged_line_is_explained_before_owners_see_the_draft(board: Board) -> None:
    quarter_of_money(board)
    number = board.opened()["revenue"]
    act = {"actor": board.company, "disclosure_id": number}

    def explain(texts: dict[str, str]) -> None:
        board.do(board.company, services.explain, disclosure_id=number, texts=texts)

    with pytest.raises(Refused, match="变动较大，还没有说明"):
        board.do(board.company, services.open_comments, disclosure_id=number)
    with pytest.raises(Refused, match="“期末银行存款”的变动不大"):
        explain({"closing": "不需要"})
    with pytest.raises(Refused, match="的说明是201个字"):
        explain({"parking": "字" * 201})
    explain({"parking": "新划车位三十个", "repair": "三幢外墙维修"})
    board.do(board.company, services.open_comments, disclosure_id=number)
    assert board.row(number).comments_until == date(2026, 10, 14)
    with pytest.raises(Refused, match="征求意见到2026-10-14才期满"):
        board.do(
            board.company,
            services.publish,
            datetime(2026, 10, 14, 2, tzinfo=NOW.tzinfo),
            disclosure_id=number,
        )
    with pytest.raises(Refused, match="正在征求意见"):
        board.do(board.company, services.draft, disclosure_id=number)
    board.do(act["actor"], services.publish, AFTER_COMMENTS, disclosure_id=number)
    version = board.version(number)
    assert version.board_until == date(2026, 11, 14)
    assert version.explanations == {"parking": "新划车位三十个", "repair": "三幢外墙维修"}
    with records.acting(SYSTEM):
        assert set(
            Duty.objects.filter(origin_stream=board.row(number).stream).values_list("state", flat=True)
        ) == {"accepted"}


def test_the_root_stands_in_the_event_and_anybody_can_make_it_again(board: Board) -> None:
    number = board.published()
    version, row = board.version(number), board.row(number)
    [event] = said("disclosure.published")
    with records.acting(SYSTEM):
        head = head_of(row.estate.token, row.subject, Period(row.since, row.until), 1)
    assert event["root"] == version.root == root_of(head, version.lines, version.explanations)
    changed = [{**version.lines[0], "words": "另一家公司"}, *version.lines[1:]]
    assert root_of(head, changed, {}) != version.root
    with records.acting(SYSTEM):
        last = Event.objects.order_by("id").last()
    assert last is not None
    checkpoint = records.take_checkpoint(now=AFTER_COMMENTS)
    assert checkpoint is not None
    assert checkpoint.last_event_id >= last.pk
    with records.acting(SYSTEM):
        tree = MerkleTree()
        tree.extend(bytes(one) for one in Event.objects.order_by("id").values_list("hash", flat=True))
        assert tree.root() == bytes(checkpoint.root)


def test_a_correction_is_a_further_version_and_the_old_one_stays(board: Board) -> None:
    number = board.published(Subject.REVENUE)
    first = board.version(number)

    def correct(reason: str, **texts: str) -> None:
        board.do(
            board.company, services.correct, AFTER_COMMENTS, disclosure_id=number, reason=reason, texts=texts
        )

    for nothing in ("", "。", "更正  "):
        with pytest.raises(Refused, match="没有写明更正原因"):
            correct(nothing)
    with pytest.raises(Refused, match="写得太长"):
        correct("错" * 201)
    with pytest.raises(Refused, match="与第1版相同"):
        correct("漏了一笔")
    board.earn(90_000, date(2026, 9, 5))
    with pytest.raises(Refused, match="变动较大，还没有说明"):
        correct("漏了一笔停车费")
    correct("漏了一笔停车费", parking="新增夜间停车")
    assert board.row(number).number == 2
    assert board.lines(number, 2)["parking"]["fen"] == 90_000
    assert board.version(number).lines == first.lines
    assert said("disclosure.corrected")[0]["version"] == 2
    for statement in ("update disclosure_version set root = 'x'", "delete from disclosure_version"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} where disclosure_id = %s and number = 1", [number])


def test_a_period_that_is_not_over_and_what_is_published_are_not_drafted(board: Board) -> None:
    number = board.published()
    with pytest.raises(Refused, match="已经公布，不能重新起草"):
        board.do(board.company, services.draft, disclosure_id=number)
    with pytest.raises(Refused, match="已经公布过"):
        board.do(board.company, services.publish, AFTER_COMMENTS, disclosure_id=number)
    with records.acting(SYSTEM):
        [made] = Disclosure.objects.bulk_create(
            [
                Disclosure(
                    stream="disclosure.disclosure:early", scope=board.row(number).scope, estate_id=board.estate,
                    subject="affairs", since=date(2026, 10, 1), until=date(2027, 1, 1), due_on=date(2027, 1, 15),
                    body_id=board.company.body_id, state="due", opened_at=NOW,
                )
            ]
        )  # fmt: skip
        records.grant_access(stream=made.stream, bodies=(board.company.body_id or 0,))
    with pytest.raises(Refused, match="2026-Q4还没有结束，2026-12-31以后"):
        board.do(board.company, services.draft, disclosure_id=made.pk)
    with pytest.raises(Refused, match="由别的单位承担"):
        board.do(board.quarter.community, services.draft, disclosure_id=made.pk)
    with pytest.raises(Refused, match="没有这条记录"):
        board.do(board.quarter.foreign, services.draft, disclosure_id=made.pk)


def test_all_that_is_late_is_recorded_in_one_night_however_many_they_are(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than two batches of each: none waits for the night after."""
    monkeypatch.setattr(import_module("hemei.coordination.disclosure.services.sweep"), "CHUNK", 2)
    board.do(SYSTEM, services.start_calendar, estate_ids=[board.estate], since=date(2025, 7, 1))
    day = datetime(2026, 10, 16, 16, 1, tzinfo=NOW.tzinfo)
    board.do(SYSTEM, services.sweep, day)
    with records.acting(SYSTEM):
        rows = Disclosure.objects.filter(due_on__lt=date(2026, 10, 17))
        late = rows.filter(late_at=day).count()
        assert late == rows.count() > 4
        missing = rows.filter(missing_at=day).count()
    assert (len(said("disclosure.late")), len(said("disclosure.missed"))) == (late, missing)
    assert missing > 2
    assert board.do(SYSTEM, services.sweep, day) == 0


def test_what_is_not_there_in_time_is_recorded_late_then_missing_once(board: Board) -> None:
    number = board.opened()["affairs"]
    day = datetime(2026, 10, 16, 2, tzinfo=NOW.tzinfo)
    board.do(SYSTEM, services.sweep, day)
    board.do(SYSTEM, services.sweep, day)
    assert len(said("disclosure.late")) == 2  # revenue and affairs
    assert said("disclosure.missed") == []
    board.do(SYSTEM, services.sweep, day + timedelta(days=30))
    board.do(SYSTEM, services.sweep, day + timedelta(days=31))
    assert {one["subject"] for one in said("disclosure.missed")} == {"affairs", "revenue"}
    only = queries.DisclosureFilter(overdue=date(2026, 11, 15))
    rows = board.ask(board.quarter.community, queries.disclosures, only)
    assert [(row.id, row.late_by(date(2026, 11, 15))) for row in rows if row.id == number] == [(number, 31)]


def test_an_owner_asks_of_his_own_estate_and_is_answered_once_on_the_clock(board: Board) -> None:
    def ask(actor: Any, text: str = "外墙维修的合同在哪里", key: str = "k1", **more: Any) -> int:
        draft = services.QuestionDraft(estate_id=board.estate, text=text, key=key, **more)
        return int(board.do(actor, services.ask, draft=draft))

    with pytest.raises(Refused, match="这不是您的小区"):
        ask(board.stranger)
    with pytest.raises(Refused, match="您写了0个字"):
        ask(board.owner, "  ")
    with pytest.raises(Refused, match="这个身份不能"):
        ask(board.company)
    number = ask(board.owner)
    assert ask(board.owner) == number
    [todo] = board.ask(board.company, queries.inbox)
    assert (todo.question_id, todo.estate) == (number, "翠园小区")
    for actor, told in ((board.quarter.community, "别的单位答复"), (board.quarter.foreign, "没有这条记录")):
        with pytest.raises(Refused, match=told):
            board.do(actor, services.answer, question_id=number, text="见附件")
    board.do(SYSTEM, services.sweep, NOW + 2 * WEEK)
    assert len(said("disclosure.answer_late")) == 1
    board.do(board.company, services.answer, NOW + 2 * WEEK, question_id=number, text="合同已经贴在公告栏")
    assert said("disclosure.question_answered")[0]["late"] is True
    with pytest.raises(Refused, match="已经答复过"):
        board.do(board.company, services.answer, question_id=number, text="再答一次")
    assert board.ask(board.company, queries.inbox) == []
    [row] = board.ask(board.owner, queries.own_questions)
    with records.acting(SYSTEM):
        assert queries.texts_of([row]) == {
            row.text_id: "外墙维修的合同在哪里",
            row.answer_id: "合同已经贴在公告栏",
        }
        assert "外墙" not in str(list(record.history(stream=row.stream)))


def test_a_draft_is_commented_and_a_spending_watched_by_all_sides(board: Board) -> None:
    number = board.opened()["affairs"]
    stream = board.row(number).stream

    def say(act: Any, actor: Any, key: str, **more: Any) -> int:
        draft = services.QuestionDraft(estate_id=board.estate, text="请写明面积", key=key, **more)
        return int(board.do(actor, act, draft=draft))

    about = {"about": services.About.DRAFT, "about_stream": stream}
    with pytest.raises(Refused, match="不在征求意见"):
        say(services.ask, board.owner, "c1", **about)
    board.do(board.company, services.open_comments, disclosure_id=number)
    say(services.ask, board.owner, "c1", **about)
    spending = {"about": services.About.SPENDING, "about_stream": board.used()}
    with pytest.raises(Refused, match="哪一笔支出"):
        say(services.watch, board.owner, "s0")
    for key, actor in enumerate((board.owner, board.quarter.community, board.quarter.street)):
        say(services.watch, actor, f"s{key}", **spending)
    with pytest.raises(Refused, match="没有这条记录"):
        say(services.watch, board.quarter.foreign, "s9", **spending)
    with records.acting(SYSTEM):
        rows = queries.said_of([spending["about_stream"]])
        assert [row.stage for row in rows] == [queries.Stage.BEFORE] * 3, "it is planned: nobody chose that"
        assert Question.objects.filter(about="draft").count() == 1
        assert Version.objects.filter(disclosure_id=number).count() == 1
