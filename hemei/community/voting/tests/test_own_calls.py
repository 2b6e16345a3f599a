"""Nobody asks about a ballot that he cast or brought in himself, under whatever record he works."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import Sheet, VisitWitness
from hemei.community.voting.tests.conftest import HOME
from hemei.community.voting.tests.test_calling_rights import CAST, Asked, asked, code
from hemei.community.voting.tests.test_denied_rights import guarded, listed
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.community.voting.tests.test_proxies import prove
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role

__all__ = ["asked"]
pytestmark = pytest.mark.django_db


def clerk(asked: Asked, name: str) -> Actor:
    """Another clerk of the residents' committee."""
    return replace(asked.caller, person_id=asked.person(name))


def by_proxy(asked: Asked) -> None:
    asked.proxied("104", "张三")


def by_binding(asked: Asked) -> None:
    guarded(asked, "104", "丙")  # by 张三


@pytest.mark.parametrize("cast", [by_proxy, by_binding])
@pytest.mark.parametrize("known_as", ["张三", "丁"])
def test_the_holder_or_guardian_asks_nobody_about_himself(asked: Asked, cast, known_as: str) -> None:
    prove(asked.quarter, "丁", "张三")  # who signs in as 丁 proved to be 张三
    cast(asked)
    asked.drawn()
    called, himself = listed(asked, "104"), clerk(asked, known_as)
    assert asked.row(called, himself).own
    assert code(lambda: asked.record(called, "given", actor=himself)) == "own"
    assert asked.record(called, "given") == "given"  # another clerk asks


def test_who_brought_it_in_asks_nobody_under_another_record_of_his(asked: Asked) -> None:
    asked.clerk = clerk(asked, "张三")
    prove(asked.quarter, "丁", "张三")
    asked.proxied("104", "乙")  # entered by 张三
    asked.clerk = replace(asked.clerk, person_id=901)
    asked.drawn()
    called, again = listed(asked, "104"), clerk(asked, "丁")
    assert asked.row(called, again).own
    assert code(lambda: asked.record(called, "given", actor=again)) == "own"


def test_the_second_person_of_a_visit_asks_nobody_about_what_he_brought(asked: Asked) -> None:
    town, act = asked.quarter.town, {"actor": asked.clerk, "now": CAST}
    with records.acting(EVERYONE):
        second = town.person("网格员", HOME)
        town.appoint("网格员", "东风社区居委会", Role.GRID_WORKER)
    records.bind(asked.clerk)
    proxy = services.give_proxy(
        roll_unit_id=asked.unit("104").pk, holder_id=asked.person("张三"), evidence="3号盒", **act
    )
    sheet = asked.sheet("104", "doorstep", proxy_id=proxy, document="passport", visitor_id=second)
    services.cast_sheet(sheet=sheet, **act)
    assert second in Sheet.objects.get().visitors
    with_him = replace(asked.caller, person_id=second)
    visit = VisitWitness.objects.get().pk
    services.answer_visit(actor=with_him, now=CAST, visit_id=visit, there=True, confirmed_at=CAST)
    asked.drawn()
    called = listed(asked, "104")
    assert asked.row(called, with_him).own
    assert code(lambda: asked.record(called, "given", actor=with_him)) == "own"
    assert asked.record(called, "given") == "given"


def test_the_page_says_that_the_ballot_is_his_own(asked: Asked, settings) -> None:
    settings.DEMO = True
    himself = browser(asked.quarter, "自己")
    records.bind(asked.clerk)
    asked.proxied("104", "自己")
    number = asked.drawn()[0]
    records.bind(EVERYONE)
    text = himself.get(f"/paper/calls/{number}").text
    assert "这张票是您投的或者您经手的" in text
    assert f"/paper/calls/{number}/answer" not in text
