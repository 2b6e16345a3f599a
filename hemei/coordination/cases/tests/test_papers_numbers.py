"""A paper's number is unique for whoever holds it, its name stays, and the same form makes it once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from hemei.coordination.cases import paper, queries, services
from hemei.coordination.cases.models import CasePaper
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import Addressee, PaperDraft, PaperKind
from hemei.coordination.cases.tests.conftest import DONGFENG, NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_papers import rows_of
from hemei.ground.people import services as people
from hemei.ground.people.models import Body
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import SHANGHAI, shanghai_day

TODAY, LATER = shanghai_day(NOW), NOW + timedelta(days=1)
DRAFT = PaperDraft(kind=PaperKind.RECEIPT, addressee=Addressee.REPORTER, recipient="张三", text="已经受理。")
NAME = "东风社区居委会"


def received(quarter: Quarter) -> str:
    number = quarter.report(kind="littering")
    quarter.act(quarter.community, number, acts.Accept(kind="littering"))
    return number


def make(actor: Actor, number: str, key: str = "") -> int:
    with records.acting(actor):
        return services.make_paper(
            viewer=Viewer(actor), now=LATER, number=number, draft=DRAFT, submission_key=key
        )


def numbers(quarter: Quarter, actor: Actor, number: str) -> list[str]:
    return [row.number for row in rows_of(quarter, actor, number)]


def succeeded(quarter: Quarter) -> Actor:
    """The community is dissolved; another of the same name has its duties from then on."""
    old, town = quarter.town.bodies[NAME], quarter.town
    people.dissolve_body(actor=quarter.system, now=LATER, body_id=old, valid_until=shanghai_day(LATER))
    heir = people.create_body(
        actor=quarter.system,
        now=LATER,
        kind=BodyKind.COMMUNITY,
        name=NAME,
        place_id=town.place(DONGFENG),
        valid_from=shanghai_day(LATER),
        level=Level.COMMUNITY,
        department="CO",
    )
    services.succeed_body(actor=quarter.system, now=LATER, body_id=old, successor_id=heir)
    return replace(quarter.community, body_id=heir)


def test_a_successor_of_the_same_name_counts_on(quarter: Quarter):
    number = received(quarter)
    make(quarter.community, number)
    heir = succeeded(quarter)
    make(heir, number)
    assert numbers(quarter, heir, number) == [f"{NAME}受字〔2026〕第{n}号" for n in (1, 2)]


def test_a_successor_serves_what_the_dissolved_body_wrote(quarter: Quarter):
    number = received(quarter)
    paper_id = make(quarter.community, number)
    heir = succeeded(quarter)
    with records.acting(quarter.system):
        Body.objects.filter(pk=quarter.community.body_id).update(successor_id=heir.body_id)
    (row,) = rows_of(quarter, heir, number)
    assert (row.mine, row.body) == (True, NAME)
    with records.acting(heir):
        assert [one.id for one in queries.unserved_papers(actor=heir)] == [paper_id]
        services.serve_paper(
            viewer=Viewer(heir),
            now=LATER,
            number=number,
            paper_id=paper_id,
            way="post",
            served_on=shanghai_day(LATER),
        )
        assert queries.unserved_papers(actor=heir) == []
    with records.acting(quarter.street), pytest.raises(services.NoSuchCase):
        services.serve_paper(
            viewer=Viewer(quarter.street),
            now=LATER,
            number=number,
            paper_id=paper_id,
            way="post",
            served_on=TODAY,
        )


def test_papers_numbered_before_are_counted_on_and_keep_their_name(quarter: Quarter):
    number = received(quarter)
    make(quarter.community, number)
    migration = import_module("hemei.coordination.cases.migrations.0023_papers_keep_their_names")
    with records.acting(quarter.system), connection.cursor() as cursor:
        cursor.execute("update cases_casepaper set about = about - 'body'")
        cursor.execute("delete from records_papernumber")
        cursor.execute(migration.NAMES)
        cursor.execute(migration.SERIES)
        assert CasePaper.objects.get().about["body"] == NAME
    make(quarter.community, number)
    assert numbers(quarter, quarter.community, number)[-1] == f"{NAME}受字〔2026〕第2号"


def test_a_body_that_is_renamed_leaves_its_papers_as_they_are(quarter: Quarter):
    number = received(quarter)
    make(quarter.community, number)

    def printed() -> bytes:
        (row,) = rows_of(quarter, quarter.community, number)
        template = services.template_of(row.kind, TODAY)
        assert template is not None
        return records.docx_of(paper.paper_of(row, template))

    before = printed()
    people.rename_body(
        actor=quarter.system,
        now=LATER,
        body_id=quarter.town.bodies[NAME],
        name="新东风社区居委会",
        valid_from=TODAY,
    )
    assert printed() == before


def test_the_same_form_makes_one_paper(quarter: Quarter):
    number = received(quarter)
    first = make(quarter.community, number, "key")
    other = make(quarter.community, number, "another")
    assert make(quarter.community, number, "key") == first != other
    assert len(numbers(quarter, quarter.community, number)) == 2


def test_a_form_of_a_paper_sent_twice_makes_one(quarter: Quarter):
    now = utc_now()
    number = quarter.report(kind="littering", now=now)
    quarter.act(quarter.community, number, acts.Accept(kind="littering"), now)
    client = browser_of(quarter, Role.COMMUNITY_CLERK, NAME)
    address = f"/cases/{number}/papers"
    key = client.get(address).text.split('name="submission_key" value="')[1].split('"')[0]
    said = {"kind": "receipt", "addressee": "other", "text": "已经受理。", "submission_key": key}
    assert f'value="{key}"' in client.post(address, said).text, "a refused form keeps its key"
    for _ in range(2):
        assert client.post(address, said | {"recipient": "张三"}).status_code == 302
    with records.acting(quarter.community):
        assert CasePaper.objects.count() == 1
        assert queries.case_page(viewer=Viewer(quarter.community), number=number, now=now) is not None


def test_an_extension_is_printed_with_the_end_of_the_work_that_is_at_hand(quarter: Quarter):
    number = quarter.report(kind="blocked_fire_lane")
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"))
    quarter.act(quarter.community, number, acts.Whistle(lead=quarter.fire.body_id))
    quarter.act(quarter.community, number, acts.Extend(text="车主在外地，明早回来"))
    draft = replace(DRAFT, kind=PaperKind.EXTENSION, text="延期到明天。")
    with records.acting(quarter.community):
        services.make_paper(viewer=Viewer(quarter.community), now=NOW, number=number, draft=draft)
        made = CasePaper.objects.get()
    page = quarter.page(quarter.community, number)
    assert page
    lead = page.state.lead
    assert lead
    due = page.state.clock(lead.handling_key).due_at
    assert made.about["due"] == due.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
