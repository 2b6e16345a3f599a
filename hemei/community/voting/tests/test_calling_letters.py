"""Who prints the letters to the doors knows their codes: what came by them is asked of the owners, by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import Ballot, CalledBallot, CallTry, Letter, VoterBinding
from hemei.community.voting.rules.calling import denied_by_owner
from hemei.community.voting.rules.letters import code_from
from hemei.community.voting.rules.voters import Capacity
from hemei.community.voting.tests.test_calling_rights import CAST, Asked, asked, code
from hemei.community.voting.tests.test_letters import SITE
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import PUBLIC, Actor, Role
from hemei.kernel.workdays import shanghai_day

__all__ = ["asked"]
pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def codes(asked: Asked, settings, tmp_path, monkeypatch) -> dict[str, str]:
    """A clerk takes the letters of a run to print them, and reads the code of each home."""
    settings.MEDIA = tmp_path
    numbers = count(1)
    monkeypatch.setattr("hemei.community.voting.services.letters.secrets.randbelow", lambda _: next(numbers))
    act = {"actor": asked.clerk, "now": CAST}
    run = services.start_letter_run(roll_id=asked.roll.pk, key="k", site=SITE, **act)
    with records.acting(PUBLIC):
        assert services.set_waiting_letters(clock=lambda: CAST) == 1
    assert services.take_letters(run_id=run, **act)
    rows = Letter.objects.filter(run_id=run).select_related("roll_unit").order_by("number")
    return {row.roll_unit.code[-3:]: code_from(row.number) for row in rows}


def voted(asked: Asked, person: int, *used: tuple[str, str, str]) -> None:
    """Let somebody who signs in as `person` vote by the codes of letters: room, code, name of an owner."""
    resident = Actor(role=Role.RESIDENT, account_id=9, person_id=person)
    for room, number, name in used:
        with records.acting(resident):
            services.use_letter(actor=resident, now=CAST, code=number, name=name)
            services.claim_units(actor=resident, now=CAST)
            services.cast_sheet(actor=resident, now=CAST, sheet=asked.sheet(room, "phone", confirmed_at=CAST))


def test_what_came_by_a_letters_code_is_drawn_and_asked_of_the_owner_alone(
    asked: Asked, codes: dict[str, str], settings
) -> None:
    settings.DEMO = True
    with records.acting(EVERYONE):
        stranger = asked.quarter.town.person("冒名的人", "340100", phone="15400000006")
    records.bind(asked.clerk)
    voted(asked, stranger, ("101", codes["101"], "甲"), ("104", codes["104"], "丙"))
    [row] = [one for one in queries.call_backs(asked.roll.pk, actor=asked.clerk) if one.number == 1]
    assert row.pool == {"letter": 2}
    first = asked.drawn()[0]
    called = asked.called("104", first)
    row = asked.row(called)
    assert (row.question, row.asked_too, [one.unit[-3:] for one in row.others]) == ("vote", False, ["101"])
    assert row.voter.phone_id not in row.vaults  # he would say yes himself
    assert asked.row(called, asked.clerk).own  # he printed the codes
    assert code(lambda: asked.record(called, "for", actor=asked.clerk)) == "own"
    records.bind(EVERYONE)
    text = browser(asked.quarter, "回访员").get(f"/paper/calls/{first}").text
    for words in (
        "凭送到门上的确认函投的手机票2张",
        "只问业主，按业主的电话问",
        "1幢1单元101 · 送到门上的确认函",
    ):
        assert words in text
    assert "看投票人的电话" not in text
    records.bind(asked.clerk)
    assert asked.record(called, "not_voted") == "denied"
    assert asked.page(first).calls.denied == 1


def test_the_owner_himself_who_signs_in_as_he_stands_in_the_register_is_not_drawn(
    asked: Asked, codes: dict[str, str]
) -> None:
    voted(asked, asked.person("丙"), ("104", codes["104"], "丙"))
    [row] = [one for one in queries.call_backs(asked.roll.pk, actor=asked.clerk) if one.number == 1]
    assert row.pool == {}
    assert not CalledBallot.objects.exists()


@pytest.fixture
def stranger(asked: Asked, codes: dict[str, str]) -> int:
    """Somebody who emptied two letter boxes voted by their codes."""
    with records.acting(EVERYONE):
        person = asked.quarter.town.person("冒名的人", "340100", phone="15400000006")
    records.bind(asked.clerk)
    voted(asked, person, ("101", codes["101"], "甲"), ("104", codes["104"], "丙"))
    return person


def bound(asked: Asked, room: str) -> VoterBinding:
    return VoterBinding.objects.filter(unit_id=asked.quarter.units[room]).latest("pk")


def settle(asked: Asked, room: str, *, upheld: bool = True) -> None:
    third = replace(asked.clerk, account_id=77, person_id=asked.person("甲"))
    with records.acting(third):
        act = {"now": asked.after, "binding_id": bound(asked, room).pk, "reason": "不是业主"}
        services.settle_objection(actor=third, upheld=upheld, **act)
    records.bind(asked.clerk)


@pytest.mark.parametrize(
    ("answer", "cast_as", "owner"),
    [
        ("denied", "owner", True), ("denied", "chosen", True), ("denied", "guardian", False),
        ("denied", "proxy", False), ("not_given", "guardian", True), ("confirmed", "owner", False),
        ("not_reached", "owner", False),
    ],
)  # fmt: skip
def test_who_denies_is_the_owner_where_nobody_else_is_asked(answer, cast_as, owner) -> None:
    assert denied_by_owner(answer, cast_as) is owner


@pytest.mark.parametrize("said", ["not_voted", "against"])
def test_whom_a_letters_code_bound_votes_no_more_once_the_owner_denied_his_ballot(
    asked: Asked, stranger: int, said
) -> None:
    first = asked.drawn()[0]
    assert asked.record(asked.called("104", first), said) == "denied"
    row = bound(asked, "104")
    assert (row.person_id, row.objected_at, row.objected_by) == (
        stranger,
        asked.after,
        asked.caller.person_id,
    )
    assert bound(asked, "101").objected_at is None  # its owner has said nothing yet
    later, today = asked.quarter.freeze(key="k2", closes_at=asked.after + WEEK), shanghai_day(asked.after)
    counts = queries.letter_counts(later.pk, actor=asked.clerk, today=today)
    assert counts.proven == 2
    settle(asked, "104")
    assert bound(asked, "104").ended_at == asked.after
    counts = queries.letter_counts(later.pk, actor=asked.clerk, today=today)
    assert counts.proven == 1
    services.start_letter_run(actor=asked.clerk, now=asked.after, roll_id=later.pk, key="l2", site=SITE)
    assert Letter.objects.filter(run__roll=later, roll_unit__code__endswith="104").count() == 1


def test_a_binding_that_was_looked_into_and_stands_again_is_not_stopped_by_what_its_own_voter_says(
    asked: Asked, stranger: int
) -> None:
    first, other = asked.drawn()
    assert asked.record(asked.called("104", first), "not_reached") == "not_reached"
    assert asked.record(asked.called("104", first), "for") == "confirmed"
    assert bound(asked, "104").objected_at is None
    asked.record(asked.called("104", other, 1), "not_voted")
    settle(asked, "104", upheld=False)
    assert (bound(asked, "104").objected_at, bound(asked, "104").ended_at) == (None, None)


@pytest.mark.parametrize(("himself", "doubt"), [(False, True), (True, True), (False, False)])
def test_an_upheld_objection_to_who_voted_takes_the_binding_with_the_ballot_but_not_the_owners_own(
    asked: Asked, codes: dict[str, str], himself, doubt
) -> None:
    """One to anything else, a choice read wrongly, blames nobody who voted."""
    with records.acting(EVERYONE):
        other = asked.quarter.town.person("冒名的人", "340100", phone="15400000006")
    records.bind(asked.clerk)
    voted(asked, asked.person("丙") if himself else other, ("104", codes["104"], "丙"))
    asked.publish()
    act = {"now": asked.after, "assembly_id": asked.assembly}
    services.object_to_result(actor=asked.clerk, text="不是我投的", units=["1幢1单元104"], **act)
    answer = services.AnswerDraft(number=1, text="核对过", upheld=True)
    services.answer_objection(actor=asked.caller, answer=answer, **act)
    draft = services.StrikeDraft(
        sheet_id=Ballot.objects.filter(roll_unit=asked.unit("104")).earliest("pk").sheet_id,
        ground="objection_upheld", cites=1, reason="不是业主投的", voter_in_doubt=doubt,
    )  # fmt: skip
    assert services.strike_ballots(actor=asked.clerk, draft=draft, **act) == 2
    row = bound(asked, "104")
    assert (row.objected_at is not None) is (doubt and not himself)
    told = record.events_of(streams=[f"voting.assembly:{asked.assembly}"], kind="voting.ballots_struck")
    assert [event.data.get("voter", False) for _, event in told] == [doubt]
    if row.objected_at is not None:
        settle(asked, "104")
        assert bound(asked, "104").ended_at == asked.after


def test_who_took_the_letters_to_print_them_settles_no_objection_to_whom_they_bound(
    asked: Asked, stranger: int
) -> None:
    row = bound(asked, "104")
    assert row.person_id == stranger
    services.object_to_binding(actor=asked.caller, now=asked.after, binding_id=row.pk, text="不是业主")
    act = {"now": asked.after, "binding_id": row.pk, "upheld": False, "reason": "没有问题"}
    assert code(lambda: services.settle_objection(actor=asked.clerk, **act)) == "one_hand"
    settle(asked, "104")


def test_the_database_lets_whom_an_owner_denied_rest_and_asks_it_once(asked: Asked, stranger: int) -> None:
    first, other = asked.drawn()

    def deny(called: CalledBallot) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            CallTry.objects.create(
                called=called, called_at=asked.after, answer="denied", caller=asked.caller.person_id,
                scope=called.scope, stream=called.stream,
            )  # fmt: skip
            cursor.execute("set constraints voting_calltry_rests immediate")
            transaction.set_rollback(True)

    twin = CalledBallot.objects.get(pk=asked.called("104", other, 1))
    with pytest.raises(IntegrityError, match="no more until"):
        deny(twin)
    asked.record(asked.called("104", first), "not_voted")
    with connection.cursor() as cursor:
        cursor.execute("set constraints voting_calltry_rests immediate")
        cursor.execute("set constraints voting_calltry_rests deferred")
    assert bound(asked, "104").person_id == stranger
    settle(asked, "104")
    asked.bind("104", "丁", owner_id=asked.person("丙"), capacity=Capacity.OWNER)
    deny(twin)  # what a later draw takes over says nothing of whoever is bound since
