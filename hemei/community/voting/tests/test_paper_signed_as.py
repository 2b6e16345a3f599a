"""In what capacity paper was signed, and by which papers: asked once for a stack, changed sheet by sheet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from hemei.community.voting import queries, work
from hemei.community.voting.models import PrintedSheet, ScanBatch, Sheet, VoterBinding
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.community.voting.services import BindingDraft, SignedAs, bind_voter
from hemei.community.voting.tests.papers import CLEAR, Desk
from hemei.community.voting.tests.supporting import letter_of
from hemei.community.voting.tests.test_paper import code_of
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.django_db
ROOMS = ("101", "103", "203")  # of one owner, of two, of the developer
KEPT = "推选书和授权书，存档案盒三"


def brought(desk: Desk) -> tuple[int, dict[str, PrintedSheet]]:
    """Bring in the ballots of three homes; return the batch and the sheets by room."""
    run = desk.print_all()
    drawn = desk.drawn(run)
    sheets = {
        room: next(one for one in drawn if one.roll_unit.unit_id == desk.quarter.units[room])
        for room in ROOMS
    }
    batch = desk.open()
    desk.bring(batch, *(desk.filled(run, drawn[one], *CLEAR) for one in sheets.values()))
    return batch, sheets


def guardian(desk: Desk) -> None:
    """Bind 丙 as guardian of the owner of 101."""
    persons = desk.quarter.town.persons
    draft = BindingDraft(
        unit_id=desk.quarter.units["101"], person_id=persons["丙"], owner_id=persons["甲"], kind=BindingKind.DESK,
        capacity=Capacity.GUARDIAN, document="passport", evidence="户口簿", scan=letter_of(),
    )  # fmt: skip
    bind_voter(actor=desk.clerk, now=NOW, draft=draft)


def cast_as(desk: Desk) -> dict[str, tuple[str, str]]:
    """Return as what each home voted, and the words by which papers."""
    rows = Sheet.objects.filter(roll=desk.roll).values_list(
        "roll_unit__unit__room", "capacity", "evidence_id"
    )
    said = record.open_sealed([vault for *_, vault in rows if vault])
    return {room: (word, said.get(vault, "")) for room, word, vault in rows}


def test_a_stack_says_once_by_which_papers_and_who_signed_follows_from_the_roll(desk: Desk) -> None:
    batch, _sheets = brought(desk)
    with pytest.raises(Refused) as refused:
        desk.confirm(batch, ready=3, stack=SignedAs())
    assert code_of(refused) == "evidence"
    desk.confirm(batch, ready=3, stack=SignedAs(evidence=KEPT))
    assert cast_as(desk) == {"101": ("owner", ""), "103": ("chosen", KEPT), "203": ("delegate", "")}
    now = desk.roll.closes_at + timedelta(seconds=1)
    vote = desk.roll.votes.get(number=1)
    assert queries.resting_on([vote.pk])[vote.pk].by_capacity == {"owner": 1, "chosen": 1, "delegate": 1}
    assert queries.vote_sums([vote.pk], actor=desk.clerk, now=now)
    [event] = [data for _, event in record.events_of(streams=[desk.roll.stream], kind="voting.sheets_entered")
               if (data := event.data)]  # fmt: skip
    assert event["capacities"] == {"chosen": 1, "delegate": 1, "owner": 1}
    assert len(event["evidence"]) == 1
    assert KEPT not in str(event)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("insert into voting_sheet select (jsonb_populate_record(s, '{\"capacity\": \"x\"}')).*"
                       " from voting_sheet s limit 1")  # fmt: skip


def test_a_sheet_is_changed_by_itself_and_a_capacity_that_does_not_do_is_named(desk: Desk) -> None:
    batch, sheets = brought(desk)
    serial = serial_of(sheets["103"].run.number, sheets["103"].number)
    with pytest.raises(Refused) as refused:
        desk.confirm(batch, ready=3, stack=SignedAs(Capacity.OWNER, KEPT))
    assert code_of(refused) == "co_owners"
    assert serial in str(refused.value)
    guardian(desk)
    each = {sheets["101"].pk: SignedAs(Capacity.GUARDIAN, "户口簿，监护人王五"), sheets["103"].pk: SignedAs()}
    desk.confirm(batch, ready=3, stack=SignedAs(evidence=KEPT), each=each)
    assert cast_as(desk)["101"] == ("guardian", "")
    assert cast_as(desk)["103"] == ("chosen", KEPT)


def test_only_what_nobody_is_bound_for_waits_and_what_was_said_of_it_stays(desk: Desk) -> None:
    batch, sheets = brought(desk)
    number = sheets["101"].pk
    each = {number: SignedAs(Capacity.GUARDIAN)}
    done = desk.confirm(batch, ready=3, stack=SignedAs(evidence=KEPT), each=each)
    assert (done.entered, done.left) == (2, {"unbound": 1})
    assert set(cast_as(desk)) == {"103", "203"}
    [line] = [one for one in queries.batch(batch, actor=desk.clerk).sheets if one.put.sheet == number]
    assert (line.put.state, line.signed_as, line.waits) == ("ready", "guardian", "guardian")
    unconfirmed = {"ready": 1, "stack": SignedAs(Capacity.OWNER)}  # the rest of the stack is never said of it
    assert desk.confirm(batch, **unconfirmed).entered == 0
    stream = ScanBatch.objects.get(pk=batch).stream
    assert [one.type for one in record.history(stream=stream)].count("voting.sheets_await_binding") == 1
    assert queries.unsettled(desk.roll.pk, actor=desk.clerk).sheets == 1
    assert list(work.ready_again(desk.clerk)) == []
    guardian(desk)
    assert len(work.ready_again(desk.clerk)) == 1
    assert desk.confirm(batch, **unconfirmed).entered == 1
    assert cast_as(desk)["101"] == ("guardian", "")


def test_one_that_waits_was_the_owners_own_after_all_where_a_clerk_says_so_of_it(desk: Desk) -> None:
    batch, sheets = brought(desk)
    number = sheets["101"].pk
    desk.confirm(batch, ready=3, stack=SignedAs(evidence=KEPT), each={number: SignedAs(Capacity.GUARDIAN)})
    assert desk.confirm(batch, ready=1, each={number: SignedAs(Capacity.OWNER)}).entered == 1
    assert cast_as(desk)["101"] == ("owner", "")
    with pytest.raises(IntegrityError):
        PrintedSheet.objects.filter(pk=number).update(signed_as="owner")


def test_the_paper_of_the_developer_waits_for_its_delegate_before_anybody_says_so(desk: Desk) -> None:
    batch, sheets = brought(desk)
    VoterBinding.objects.filter(unit_id=desk.quarter.units["203"]).update(ended_at=NOW)
    lines = {one.put.sheet: one for one in queries.batch(batch, actor=desk.clerk).sheets}
    assert (lines[sheets["203"].pk].waits, lines[sheets["101"].pk].waits) == ("delegate", None)
    assert desk.confirm(batch, ready=3, stack=SignedAs(evidence=KEPT)).entered == 2
    number = serial_of(sheets["203"].run.number, sheets["203"].number)
    assert desk.confirm(batch, ready=1, unsigned=[number]).entered == 1


def test_the_form_of_a_batch_asks_once_and_lets_each_sheet_be_changed(desk: Desk, settings) -> None:
    settings.DEMO = True
    batch, sheets = brought(desk)
    records.bind(EVERYONE)
    clerk = browser(desk.quarter, "钱一")
    address = f"/paper/batches/{batch}"
    page = clerk.get(address).text
    assert "逐张改签名人的身份和材料" in page
    form = {"ready": "3", "signed": "1", f"capacity-{sheets['101'].pk}": "guardian"}
    said = clerk.post(f"{address}/confirm", form)
    assert (said.status_code, "材料存放在哪里" in said.text) == (422, True)
    assert 'value="guardian" selected' in said.text
    form |= {"evidence": KEPT}
    assert clerk.post(f"{address}/confirm", form).status_code == 302
    page = clerk.get(address).text
    assert "1张票等登记监护人、单位代表" in page
    assert "按上面写明的计入" in page
    assert 'value="guardian" selected' in page
    unit = sheets["101"].roll_unit_id
    assert f'href="/votes/units/{unit}?act=bind&amp;capacity=guardian#bind-capacity"' in page
    with records.acting(EVERYONE):
        assert set(cast_as(desk)) == {"103", "203"}
        guardian(desk)
    assert "计入1张票" in clerk.get(address).text
    assert clerk.post(f"{address}/confirm", {"ready": "1", "signed": "1"}).status_code == 302
    with records.acting(EVERYONE):
        assert cast_as(desk)["101"] == ("guardian", "")
