"""Boards are made, hung, found out of date and replaced; a changed number finds all that print it, and only they."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from hemei.coordination.boards import queries, services, spoken
from hemei.coordination.boards.models import Edition, Lapse
from hemei.coordination.boards.paper import setting
from hemei.coordination.boards.rules.words import Purpose, State
from hemei.coordination.boards.services import PhoneDraft
from hemei.coordination.boards.tests.conftest import BESIDE, FAR, NEAR, NOW, Walls
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.leadership.duties.models import Duty


def state(walls: Walls, name: str = NEAR) -> State:
    with records.acting(SYSTEM):
        asked = queries.BoardFilter(estate_id=walls.estates[name])
        return queries.board_rows(actor=SYSTEM, asked=asked)[0].state


def owed(walls: Walls, name: str = NEAR) -> list[Duty]:
    with records.acting(SYSTEM):
        return list(Duty.objects.filter(origin_stream=f"boards.board:{walls.estates[name]}").order_by("id"))


def test_a_board_is_made_of_the_registers_and_the_list(walls: Walls) -> None:
    walls.phone("东风社区居委会", "15400000001")
    walls.phone("瑶海区住建局", "15400000002")
    walls.phone("大地物业公司", "15400000003", NEAR, purpose=Purpose.EMERGENCY)
    [number] = walls.make()
    row = walls.edition(number)
    assert row.number == 1
    assert len(row.code) == 8
    assert row.manager == "王经理"
    assert row.content["company"]["name"] == "大地物业有限公司"
    assert row.content["committee"] is None
    assert row.content["estate"]["street"] == "明光路街道"
    assert row.content["guides"] == ["东风社区居委会", "明光路街道办"]
    lines = {line[0]: line for line in row.content["problems"]}
    assert len(lines) == 51
    assert lines["occupied_green"][2:4] == ["东风社区居委会", "15400000001"]
    assert lines["illegal_charges"][2:4] == ["东风社区居委会", "15400000001"]
    assert lines["funds_embezzled"][4:6] == ["瑶海区住建局", "15400000002"]
    assert lines["lift_trap"][2:4] == ["大地物业有限公司", "15400000003"]
    assert lines["abandoned_estate"][4] == "明光路街道办"
    assert "王经理" not in str(record_of(walls))


def record_of(walls: Walls) -> list[object]:
    with records.acting(SYSTEM):
        return record.history(stream=f"boards.board:{walls.estates[NEAR]}")


def test_the_same_registers_make_one_edition(walls: Walls) -> None:
    assert walls.make() == walls.make(now=NOW + timedelta(days=3))
    walls.phone("东风社区居委会", "15400000001")
    [again] = walls.make(now=NOW + timedelta(days=4))
    assert walls.edition(again).number == 2


def test_a_board_hangs_lapses_and_is_replaced(walls: Walls) -> None:
    assert state(walls) is State.NONE
    [first] = walls.make()
    assert state(walls) is State.WAITING
    walls.post(first)
    assert state(walls) is State.CURRENT
    assert walls.sweep() == 0
    walls.phone("东风社区居委会", "15400000001", now=NOW + timedelta(minutes=2))
    assert walls.sweep(minutes=3) == 1
    assert state(walls) is State.LAPSED
    [duty] = owed(walls)
    assert duty.title == f"更换公示牌：{NEAR}"
    assert duty.owner_body_id == walls.quarter.body("东风社区居委会")
    assert duty.ended_at is None
    assert walls.sweep(minutes=4) == 0
    tomorrow = NOW + timedelta(days=1)
    [second] = walls.make(now=tomorrow)
    assert state(walls) is State.WAITING
    walls.post(second, tomorrow.date(), tomorrow)
    old = walls.edition(first)
    assert (old.replaced_on, old.manager) == (tomorrow.date(), "")
    assert state(walls) is State.CURRENT
    assert owed(walls)[0].ended_at is not None
    with records.acting(SYSTEM):
        assert not Lapse.objects.filter(until_at=None).exists()


def test_a_print_that_nobody_hung_lapses_too_and_is_owed_by_nobody(walls: Walls) -> None:
    [edition] = walls.make()
    code = walls.edition(edition).code
    walls.sweep()

    def current() -> bool:
        with records.as_public():
            found = queries.public_edition(code)
        assert found is not None
        return found.current

    assert current()
    walls.phone("东风社区居委会", "15400000001", now=NOW + timedelta(minutes=2))
    assert (walls.sweep(minutes=3), current(), owed(walls)) == (1, False, [])
    with records.acting(SYSTEM):
        assert queries.lapsed_in([walls.estates[NEAR]]) == []
        found = queries.board_rows(actor=SYSTEM, asked=queries.BoardFilter(state=State.STALE))
        assert [(row.name, row.parts) for row in found] == [(NEAR, ("phones", "problems"))]
        assert dict(queries.board_counts(actor=SYSTEM))[State.STALE] == 1
    walls.phone("东风社区居委会", "", now=NOW + timedelta(minutes=4))
    assert (walls.sweep(minutes=5), current(), owed(walls)) == (1, True, [])
    assert state(walls) is State.WAITING


@pytest.mark.parametrize("swept", ["swept", "at once"])
def test_what_was_made_before_a_change_lapses_as_it_is_hung(walls: Walls, swept: str) -> None:
    [edition] = walls.make()
    walls.sweep()
    walls.phone("东风社区居委会", "15400000001", now=NOW + timedelta(minutes=2))
    if swept == "swept":
        walls.sweep(minutes=3)
    walls.post(edition, now=NOW + timedelta(minutes=4))
    assert state(walls) is State.LAPSED
    [duty] = owed(walls)
    assert duty.ended_at is None
    code = walls.edition(edition).code
    with records.as_public():
        found = queries.public_edition(code)
    assert found is not None
    assert (found.current, found.parts) == (False, ("phones", "problems"))
    assert walls.sweep(minutes=5) == 0
    tomorrow = NOW + timedelta(days=1)
    [second] = walls.make(now=tomorrow)
    walls.post(second, tomorrow.date(), tomorrow)
    assert (state(walls), owed(walls)[0].ended_at is None) == (State.CURRENT, False)
    with records.acting(SYSTEM):
        assert set(Lapse.objects.values_list("content", "manager")) == {(None, "")}, "not kept longer"


def test_a_changed_number_finds_all_boards_that_print_it_and_only_they(walls: Walls) -> None:
    walls.hang(NEAR, BESIDE)
    foreign = walls.quarter.foreign
    made = walls.make(FAR, actor=foreign)
    walls.post(made[0], actor=foreign)
    walls.sweep()
    walls.phone("东风社区居委会", "15400000001", now=NOW + timedelta(minutes=2))
    assert walls.sweep(minutes=3) == 2
    assert [state(walls, name) for name in (NEAR, BESIDE, FAR)] == [State.LAPSED, State.LAPSED, State.CURRENT]
    with records.acting(SYSTEM):
        assert {tuple(row.parts) for row in Lapse.objects.all()} == {("phones", "problems")}


def test_a_change_wakes_the_worker_and_does_not_wait_for_the_minute(
    walls: Walls, django_capture_on_commit_callbacks
) -> None:
    def waiting() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from procrastinate_jobs where task_name = %s and status = 'todo'",
                [services.SWEEP_TASK],
            )
            return int(cursor.fetchone()[0])

    def delivered(minutes: int) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            while records.deliver_pending(now=NOW + timedelta(minutes=minutes)):
                pass

    walls.sweep()
    services.sweep_boards(now=NOW + timedelta(seconds=90))
    assert waiting() == 0
    for minutes in (2, 3):
        walls.phone("东风社区居委会", f"1540000000{minutes}", now=NOW + timedelta(minutes=minutes))
        delivered(minutes)
        assert waiting() == 1, "one call, however many changes"


def test_what_is_taken_back_makes_the_board_true_again(walls: Walls) -> None:
    walls.hang()
    walls.sweep()
    walls.phone("东风社区居委会", "15400000001", now=NOW + timedelta(minutes=2))
    walls.sweep(minutes=3)
    walls.phone("东风社区居委会", "", now=NOW + timedelta(minutes=4))
    assert walls.sweep(minutes=5) == 1
    assert state(walls) is State.CURRENT
    assert owed(walls)[0].ended_at is not None


def test_a_day_that_begins_is_looked_at_without_any_event(walls: Walls) -> None:
    walls.hang()
    walls.sweep()
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update companies_projectmanager set valid_until = '2026-11-03'")
    assert walls.sweep(minutes=2) == 0
    assert walls.sweep(minutes=24 * 60) == 1
    with records.acting(SYSTEM):
        assert Lapse.objects.get().parts == ["manager"]


def test_a_contract_that_ran_out_is_said_so_from_that_day_on(walls: Walls) -> None:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update companies_project set term_until = '2026-11-03'")
    [edition] = walls.hang()
    walls.sweep()
    before = walls.edition(edition).content
    assert before["company"] == {"name": "大地物业有限公司", "until": "2026-11-03"}
    assert walls.sweep(minutes=24 * 60) == 1
    with records.acting(SYSTEM):
        assert Lapse.objects.get().parts == ["company"]
    [later] = walls.make(now=NOW + timedelta(days=1))
    after = walls.edition(later)
    assert after.content["company"]["ended"] is True
    for said, words in ((before, "合同至 2026-11-02"), (after.content, "合同至 2026-11-02，已期满")):
        facts = dict(spoken.shown(said, "", date(2026, 11, 3))["facts"])
        assert facts["物业服务企业"] == f"大地物业有限公司 · {words}"


def test_the_figure_counts_boards_that_were_true_when_the_day_ended(walls: Walls) -> None:
    walls.hang()
    walls.sweep()
    walls.phone("东风社区居委会", "15400000001", now=NOW + timedelta(days=2))
    walls.sweep(minutes=2 * 24 * 60 + 1)

    def counted(day: date) -> list[tuple[str, str]]:
        query = queries.CURRENT_BOARDS.sql.format(day="%(day)s::date")
        with records.acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(f"select label, reason from ({query}) f order by label", {"day": day})
            return [(label, reason) for label, reason in cursor.fetchall() if label == NEAR]

    assert counted(date(2026, 11, 1)) == [(NEAR, "none")]
    assert counted(date(2026, 11, 3)) == [(NEAR, "current")]
    assert counted(date(2026, 11, 4)) == [(NEAR, "lapsed")]


def test_what_is_refused(walls: Walls) -> None:
    for actor, code in ((walls.quarter.foreign, "not_found"), (walls.quarter.company, "role")):
        with pytest.raises(Refused) as refused:
            walls.make(actor=actor)
        assert refused.value.decision.reasons[0].code == code
    [first] = walls.make()
    walls.phone("东风社区居委会", "15400000001")
    walls.make()
    with pytest.raises(Refused) as refused:
        walls.post(first)
    assert refused.value.decision.reasons[0].code == "older"
    with pytest.raises(Refused) as refused, records.acting(walls.clerk):
        services.make_editions(actor=walls.clerk, now=NOW, estate_ids=range(1, 500))
    assert refused.value.decision.reasons[0].values == {"most": 400, "count": 499}
    with pytest.raises(Refused) as refused:
        walls.phone("东风社区居委会", "打12345")
    assert "打12345" in str(refused.value.decision.reasons[0].values)


@pytest.mark.parametrize(
    ("who", "body", "estate"),
    [
        ("community", "东风社区居委会", ""),
        ("community", "大地物业公司", NEAR),
        ("street", "东风社区居委会", ""),
        ("company", "大地物业公司", NEAR),
    ],
)
def test_one_keeps_the_numbers_of_ones_own(walls: Walls, who: str, body: str, estate: str) -> None:
    actor: Actor = getattr(walls.quarter, who)
    assert walls.phone(body, "15400000001", estate, actor=actor) == 1
    assert walls.phone(body, "15400000001", estate, actor=actor) == 0


@pytest.mark.parametrize(
    ("who", "body", "estate"),
    [
        ("community", "瑶海区住建局", ""),
        ("community", "三里庵社区居委会", ""),
        ("community", "大地物业公司", FAR),
        ("company", "大地物业公司", BESIDE),
        ("company", "东风社区居委会", ""),
    ],
)
def test_one_keeps_no_others_numbers(walls: Walls, who: str, body: str, estate: str) -> None:
    with pytest.raises(Refused) as refused:
        walls.phone(body, "15400000001", estate, actor=getattr(walls.quarter, who))
    assert refused.value.decision.reasons[0].code == "not_found"


def test_the_database_lets_one_board_hang_and_one_number_run(walls: Walls) -> None:
    walls.hang()
    walls.phone("东风社区居委会", "15400000001")
    body = walls.quarter.body("东风社区居委会")
    with records.acting(SYSTEM):
        second = Edition.objects.get()
        second.pk, second.number, second.code = None, 2, "OTHER"
        with pytest.raises(DatabaseError, match="boards_edition_one_hangs"), transaction.atomic():
            second.save(force_insert=True)
        draft = PhoneDraft(body, None, Purpose.COMPLAINT, "15400000002")
        with pytest.raises(DatabaseError, match="boards_servicephone_one"), transaction.atomic():
            services.load_phones(actor=SYSTEM, now=NOW, rows=[(draft, walls.clerk.places[0].lower)])


def test_a_run_is_printed_once_and_taken_up_when_it_died(
    walls: Walls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setting, "AT_ONCE", 1)
    apart, set_ = records.set_apart, list[str]()

    def counted(layout: Path, values: dict[str, Any], moment: datetime) -> bytes:
        set_.extend(one["name"] for one in values["boards"])
        return apart(layout, values, moment)

    monkeypatch.setattr(records, "set_apart", counted)
    pypdfium2 = pytest.importorskip("pypdfium2")
    with records.acting(walls.clerk):
        wanted = [walls.estates[NEAR], walls.estates[BESIDE]]
        ask = {
            "actor": walls.clerk,
            "now": NOW,
            "estate_ids": wanted,
            "key": "k",
            "site": "https://example.org",
        }
        run = services.print_boards(**ask)
        assert services.print_boards(**ask) == run
    moved: list[int] = []

    def dies(row: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.print_waiting(clock=lambda: NOW, moved=dies)
    assert services.print_waiting(clock=lambda: NOW) == 0
    later = NOW + timedelta(minutes=2)
    assert services.print_waiting(clock=lambda: later, moved=lambda row: moved.append(row.printed)) == 1
    assert moved == [1, 2]
    assert sorted(set_) == sorted([NEAR, BESIDE])  # what was set before it died is not set again
    assert not [file for file in (settings.MEDIA / "portions").rglob("*") if file.is_file()]
    with records.acting(walls.clerk):
        row = queries.print_run(run, actor=walls.clerk)
        assert row is not None
        [file] = record.files_of([row.stream])
    with pypdfium2.PdfDocument(record.file_content(file)) as document:
        assert len(document) == 2
        width, height = document[0].get_size()
        text = document[0].get_textpage().get_text_range()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (297, 420)
    for said in (NEAR, "王经理", "12345", "东风社区居委会", "快递外卖、摊点秩序"):
        assert said in text


def test_a_board_is_printed_in_english_where_that_is_asked_and_fits_its_page(
    walls: Walls, monkeypatch: pytest.MonkeyPatch
) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    apart, given = records.set_apart, list[dict[str, Any]]()

    def seen(layout: Path, values: dict[str, Any], moment: datetime) -> bytes:
        given.append(values)
        return apart(layout, values, moment)

    monkeypatch.setattr(records, "set_apart", seen)
    for language in ("zh", "en"):
        with records.acting(walls.clerk):
            run = services.print_boards(
                actor=walls.clerk, now=NOW, estate_ids=[walls.estates[NEAR]], key=language,
                site="https://example.org", language=language,
            )  # fmt: skip
        assert services.print_waiting(clock=lambda: NOW) == 1
        with records.acting(walls.clerk):
            row = queries.print_run(run, actor=walls.clerk)
            assert row is not None
            [file] = record.files_of([row.stream])
            document = pypdfium2.PdfDocument(record.file_content(file))
        assert len(document) == 1
    chinese, english = given
    [mine], [its] = chinese["boards"], english["boards"]
    assert (mine["code"], mine["name"]) == (its["code"], its["name"])  # one edition, and names stay
    assert (chinese["words"]["title"], english["words"]["language"]) == ("小区基本信息公示牌", "en")
    assert (english["words"]["accepts"], english["words"]["handles"]) == ("Accepted by", "Handled by")
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in str(english["words"]))
    assert not any("\u4e00" <= sign <= "\u9fff" for row in its["rows"] for sign in row["name"])
    assert its["facts"][1]["head"] != mine["facts"][1]["head"]
