"""Who has to say of a paper whose it was looks at its scanned page, also at the street, with a recorded reason."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pytest
from django.test import Client

from hemei.community.voting import queries, services
from hemei.community.voting.models import Ballot, PrintRun, Scan, Sheet, VoterBinding
from hemei.community.voting.pages import contested
from hemei.community.voting.tests.conftest import HOME, Quarter
from hemei.community.voting.tests.papers import CLEAR, Desk
from hemei.community.voting.tests.pens import seeded
from hemei.community.voting.tests.test_calling_rights import CAST, code
from hemei.community.voting.tests.test_calling_street import COMMUNITY, Small, signed_in
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db
ROOMS = ("104", "101")
ASKED = {"upheld": "yes", "text": "对照了票面的签名"}


class Scanning(Desk):
    """The desk of the only clerk, who brought in the paper of two homes and counted it."""

    def __init__(self, small: Small) -> None:
        self.quarter, self.roll, self.clerk, self.chance = small.quarter, small.roll, small.clerk, seeded(7)
        run = PrintRun.objects.get(
            pk=services.start_print_run(actor=self.clerk, now=CAST, roll_id=self.roll.pk, key="run")
        )
        self.work(CAST)
        run.refresh_from_db()
        drawn = {sheet.roll_unit_id: canvas for sheet, canvas in self.drawn(run).items()}
        batch = self.open(at=CAST)
        files = [self.filled(run, drawn[small.unit(room).pk], *CLEAR) for room in ROOMS]
        uploads = [(f"{number}.png", BytesIO(content)) for number, content in enumerate(files)]
        services.add_scans(actor=self.clerk, now=CAST, batch_id=batch, uploads=uploads)
        self.work(CAST)
        said = services.SignedDraft(seen=True, stack=services.SignedAs(evidence="推选书"))
        services.confirm_batch(actor=self.clerk, now=CAST, batch_id=batch, ready=2, signed=said)


@dataclass
class Seen:
    """A paper of a home whose voter the only clerk entered and objects to; and one of a home nobody objects to."""

    small: Small
    binding: int

    def page(self, room: str = "104") -> int:
        return Scan.objects.get(sheet__roll_unit=self.small.unit(room)).pk

    def open(self, actor: Actor, room: str = "104") -> None:
        with records.acting(actor):
            services.open_page(actor=actor, now=CAST, scan_id=self.page(room), reason="核实异议")

    def opened(self) -> list[int | None]:
        stream = Scan.objects.get(pk=self.page()).batch.stream
        told = record.events_of(streams=[stream], kind="voting.page_opened")
        return [event.actor["person"] for _, event in told]


@pytest.fixture
def seen(quarter: Quarter, settings, tmp_path) -> Seen:
    settings.MEDIA, settings.DEMO = tmp_path, True
    small = Small(quarter)
    Scanning(small)
    small.bind("104", "丙", owner_id=small.person("丙"))
    binding = VoterBinding.objects.get(unit_id=quarter.units["104"], ended_at=None).pk
    services.object_to_binding(actor=small.clerk, now=CAST, binding_id=binding, text="有人冒用")
    return Seen(small, binding)


def office(seen: Seen, name: str = "街道干部") -> Client:
    records.bind(EVERYONE)
    return signed_in(seen.small, name)


def test_the_street_opens_the_page_of_a_paper_of_which_it_says_whose_it_was(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contested, "utc_now", lambda: CAST)  # the clock of the objection runs from then
    street, page = office(seen), seen.page()
    assert f'href="/paper/pages/{page}"' in street.get("/votes/objections").text
    shown = street.get(f"/paper/pages/{page}").text
    assert "看票面" in shown
    assert "/paper/batches/" not in shown
    assert 'class="leaf"' not in shown
    assert street.post(f"/paper/pages/{page}/open", {"reason": " "}).status_code == 422
    opened = street.post(f"/paper/pages/{page}/open", {"reason": "核实异议"}).text
    assert "data:image/jpeg;base64," in opened
    assert 'href="/votes/objections"' in opened
    assert seen.opened() == [seen.small.street.person_id]
    sheet = Sheet.objects.get(roll_unit=seen.small.unit("104")).pk
    assert (
        street.post(f"/votes/objections/{seen.binding}", {**ASKED, f"paper_{sheet}": "other"}).status_code
        == 302
    )
    assert not Ballot.objects.filter(sheet=sheet, strike=None).exists()
    assert street.get(f"/paper/pages/{page}").status_code == 404


def test_it_opens_no_other_page_and_nobody_else_does(seen: Seen) -> None:
    street, other = office(seen), seen.page("101")
    assert street.get(f"/paper/pages/{other}").status_code == 404
    assert street.post(f"/paper/pages/{other}/open", {"reason": "看看"}).status_code == 404
    assert code(lambda: seen.open(seen.small.street, "101")) == "forbidden"
    with records.acting(EVERYONE):
        seen.small.quarter.town.found("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    county = seen.small.employ("区县干部", "瑶海区政府", Role.COUNTY_COORDINATOR, "340102")
    assert code(lambda: seen.open(county)) == "forbidden"
    assert street.post(f"/paper/pages/{seen.page()}/judge", {"item-1": "for"}).status_code == 403
    seen.small.employ("同事", COMMUNITY, Role.COMMUNITY_CLERK, HOME)  # who may settle it
    assert code(lambda: seen.open(seen.small.street)) == "forbidden"
    assert seen.opened() == []


def test_so_it_does_where_an_owner_objects_to_the_paper(seen: Seen) -> None:
    owner = Actor(role=Role.RESIDENT, account_id=9, person_id=seen.small.person("丙"))
    unit = seen.small.unit("104").pk
    with records.acting(seen.small.street):
        services.settle_objection(
            actor=seen.small.street, now=CAST, binding_id=seen.binding, upheld=False, reason="是业主本人"
        )
    with records.acting(owner):
        services.claim_units(actor=owner, now=CAST)
        services.object_to_sheets(actor=owner, now=CAST, roll_unit_id=unit, text="不是我签的")
    with records.acting(seen.small.street):
        assert [
            one.sheets[0].channel for one in queries.objected_sheets(actor=seen.small.street, now=CAST)
        ] == ["paper"]
    street = office(seen)
    assert f'href="/paper/pages/{seen.page()}"' in street.get("/votes/objections/sheets").text
    opened = street.post(f"/paper/pages/{seen.page()}/open", {"reason": "核实异议"}).text
    assert "data:image/jpeg;base64," in opened
    assert 'href="/votes/objections/sheets"' in opened


def test_the_clerk_who_settles_it_finds_the_page_beside_the_question(seen: Seen) -> None:
    seen.small.employ("同事", COMMUNITY, Role.COMMUNITY_CLERK, HOME)
    clerk = office(seen, "同事")
    assert f'href="/paper/pages/{seen.page()}"' in clerk.get("/votes/objections").text
    page = clerk.post(f"/paper/pages/{seen.page()}/open", {"reason": "核实异议"}).text
    assert "回去核实异议" in page
    assert "/paper/batches/" in page
