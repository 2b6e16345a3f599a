"""Who sees the books follows who serves the estate and who speaks for its owners, on the day."""

from __future__ import annotations

from datetime import date

from hemei.community.committees.tests.living import NOW, made_life
from hemei.community.ledgers import queries, services
from hemei.ground.companies import services as companies
from hemei.ground.companies.queries import Contract
from hemei.ground.companies.services import ProjectDraft
from hemei.ground.companies.tests.conftest import SINCE, Ground, ground  # noqa: F401 - the fixture
from hemei.ground.people import services as people
from hemei.ground.people.queries import TermEnd
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role


def opened(estate: int) -> int:
    return services.open_ledger(actor=EVERYONE, now=NOW, estate_id=estate, opened_on=date(2026, 1, 1))


def sees(body: int, role: Role, ledger: int) -> bool:
    actor = Actor(role=role, body_id=body)
    with records.acting(actor):
        return queries.ledger(ledger, actor=actor) is not None


def told() -> None:
    with records.acting(EVERYONE):
        while records.deliver_pending(now=NOW):
            pass


def test_a_new_company_sees_the_books_and_the_former_no_longer(ground: Ground) -> None:  # noqa: F811
    with records.acting(EVERYONE):
        ledger = opened(ground.estates[0])
        draft = ProjectDraft(ground.companies[0], ground.estates[0], Contract.OWNERS, SINCE)
        [first] = companies.begin_projects(actor=EVERYONE, now=NOW, drafts=[draft])
    told()
    assert [sees(body, Role.COMPANY_MANAGER, ledger) for body in ground.bodies[:2]] == [True, False]
    with records.acting(EVERYONE):
        companies.end_project(actor=EVERYONE, now=NOW, project_id=first, day=date(2026, 6, 1))
        draft = ProjectDraft(ground.companies[1], ground.estates[0], Contract.OWNERS, date(2026, 6, 1))
        companies.begin_projects(actor=EVERYONE, now=NOW, drafts=[draft])
    told()
    assert [sees(body, Role.COMPANY_MANAGER, ledger) for body in ground.bodies[:2]] == [False, True]


def test_a_committee_whose_term_ended_sees_the_books_no_longer(db: None) -> None:
    life = made_life()
    with records.acting(EVERYONE):
        ledger = opened(Estate.objects.order_by("id").values_list("pk", flat=True)[0])
    member = life.member()
    assert sees(member.body_id or 0, Role.COMMITTEE_MEMBER, ledger)
    day = date(2026, 11, 2)
    with records.acting(life.community):
        people.end_term(actor=life.community, now=NOW, term_id=life.term, day=day, reason=TermEnd.RECALLED)
    told()
    assert not sees(member.body_id or 0, Role.COMMITTEE_MEMBER, ledger)
    assert services.follow_all(actor=EVERYONE, now=NOW) == 0
