"""Who prints the letters to the doors knows their codes: what came by them is asked of the owners, by somebody else."""

from __future__ import annotations

from itertools import count

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import CalledBallot, Letter
from hemei.community.voting.rules.letters import code_from
from hemei.community.voting.tests.test_calling_rights import CAST, Asked, asked, code
from hemei.community.voting.tests.test_letters import SITE
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import PUBLIC, Actor, Role

__all__ = ["asked"]
pytestmark = pytest.mark.django_db


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
