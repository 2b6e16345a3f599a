"""A letter goes to a door: printed, read by a camera, its code filled in, a vote cast, told with the result."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest
import zxingcpp

from hemei.community.voting import queries, services
from hemei.community.voting.models import Letter, LetterRun, Sheet, VoterBinding
from hemei.community.voting.services.letters import PURPOSE
from hemei.community.voting.tests.conftest import CLOSES
from hemei.community.voting.tests.pens import drawn_pages
from hemei.community.voting.tests.street import Street, refused
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.models import File
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import PUBLIC, Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

SITE = "https://hemei.example.gov.cn/votes/letter"
TODAY = shanghai_day(NOW)


class Post:
    """The street with letters on their way; a stranger who empties a letter box."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.clerk = street.quarter.clerk
        town = street.quarter.town
        with records.acting(EVERYONE):  # who signs in by phone stands in the register of the city
            self.newcomer = town.person("刚登录的人", "340100")

    def send(self, key: str = "k", **more) -> LetterRun:
        act = {"actor": self.clerk, "now": NOW, "roll_id": self.street.roll.pk, "site": SITE, "key": key}
        number = services.start_letter_run(**act, **more)
        self.work()
        return LetterRun.objects.get(pk=number)

    def work(self) -> None:
        with records.acting(PUBLIC):
            assert services.set_waiting_letters(clock=lambda: NOW) <= 1

    def codes(self, run: LetterRun) -> dict[str, str]:
        """What somebody reads on each letter, by the room; a camera finds the address and no secret in it."""
        content = services.take_letters(actor=self.clerk, now=NOW, run_id=run.pk)
        assert content is not None
        found = {}
        rows = run.rows.select_related("roll_unit").order_by("number")
        pages = drawn_pages(content, -run.letters)
        texts = pypdf.PdfReader(io.BytesIO(content)).pages[-run.letters :]
        for row, page, text in zip(rows, pages, texts, strict=True):
            [code] = zxingcpp.read_barcodes(page)
            assert code.text == SITE
            [printed] = re.findall(r"\b\d{4}\s\d{4}\s\d{4}\b", text.extract_text())
            found[row.roll_unit.code[-3:]] = re.sub(r"\s", "", printed)
        return found

    def use(self, code: str, name: str, *, now=NOW, person: int | None = None, **more):
        actor = Actor(role=Role.RESIDENT, account_id=1, person_id=person or self.newcomer)
        wrong: Refused | None = None
        with records.acting(actor):
            try:
                return services.use_letter(actor=actor, now=now, code=code, name=name, **more)
            except Refused as error:  # as a page does: what was counted stays counted
                wrong = error
        raise wrong

    def states(self) -> dict[str, str]:
        rows = queries.letters(self.street.roll.pk, actor=self.clerk, today=TODAY)
        return {f"{row.serial} {row.unit[-3:]}": row.state.value for row in rows}


@pytest.fixture
def post(quarter, settings, tmp_path) -> Post:
    settings.MEDIA = tmp_path
    return Post(Street(quarter))


def test_from_the_printed_letter_to_the_result(post: Post) -> None:
    street = post.street
    street.bind("104", "丙")
    run = post.send()
    # 104 is bound, 202 not delivered, 203 and 204 have no owners.
    assert post.states() == {
        "L1-0001 101": "stands", "L1-0002 102": "stands", "L1-0003 103": "stands", "L1-0004 201": "stands",
    }  # fmt: skip
    counts = queries.letter_counts(street.roll.pk, actor=post.clerk, today=TODAY)
    assert (counts.proven, counts.sent, counts.open) == (1, 4, 0)
    codes = post.codes(run)
    assert post.send().pk == run.pk  # the same key asks once
    assert refused(lambda: post.send(key="again")) == "sent"
    kept = b"".join(bytes(row.digest) for row in run.rows.all())
    assert not any(code.encode() in kept for code in codes.values())
    spaced = f"{codes['101'][:4]} {codes['101'][4:8]}　{codes['101'][8:]}"
    done = post.use(spaced, " 甲 ")
    assert done.unit == "1幢1单元101"
    row = VoterBinding.objects.get(unit_id=street.quarter.units["101"], ended_at=None)
    assert (row.kind, row.capacity, row.person_id, row.owner_id) == (
        "letter", "owner", post.newcomer, street.person("甲"),
    )  # fmt: skip
    assert refused(lambda: post.use(codes["101"], "甲")) == "used"
    actor = Actor(role=Role.RESIDENT, account_id=1, person_id=post.newcomer)
    with records.acting(actor):
        services.claim_units(actor=actor, now=NOW)
        services.cast_sheet(actor=actor, now=NOW, sheet=street.sheet("101"))
    assert Sheet.objects.get().basis == "letter"
    assert queries.resting_on(street.votes)[street.votes[0]].by_basis["letter"] == 1
    assert dict(queries.details.counted_details(list(street.roll.votes.all()))[street.votes[0]].bases) == {
        "letter": 1
    }
    told = [event.type for event in record.history(stream=run.stream)]
    assert told == [
        "voting.letters_asked", "voting.letters_taken", "voting.letter_used",
    ]  # fmt: skip


def test_wrong_codes_count_for_the_account_and_wrong_names_for_the_letter_too(post: Post) -> None:
    codes = post.codes(post.send())
    slip = codes["102"][:-1] + str((int(codes["102"][-1]) + 1) % 10)
    assert refused(lambda: post.use(slip, "甲")) == "slip"
    unknown = services.letters.rules.code_from(1)
    for _ in range(3):
        assert refused(lambda: post.use(unknown, "甲")) == "wrong"
    for _ in range(2):
        assert refused(lambda: post.use(codes["102"], "张三")) == "wrong"
    assert refused(lambda: post.use(codes["102"], "甲")) == "tries"  # five today
    assert Letter.objects.get(roll_unit_id=post.street.unit("102")).tries == 2
    tomorrow = NOW + timedelta(days=1)
    for _ in range(3):
        assert refused(lambda: post.use(codes["102"], "张三", now=tomorrow)) == "wrong"
    assert refused(lambda: post.use(codes["102"], "甲", now=tomorrow)) == "blocked"
    assert post.states()["L1-0002 102"] == "blocked"
    assert post.use(codes["101"], "甲", now=tomorrow).unit == "1幢1单元101"
    assert refused(lambda: post.use(codes["101"], "", now=tomorrow)) == "name"
    clerk = post.clerk
    assert refused(lambda: services.use_letter(actor=clerk, now=NOW, code=unknown, name="甲")) == "resident"


def test_a_co_owner_declares_and_the_other_one_objects(post: Post) -> None:
    street = post.street
    codes = post.codes(post.send())
    assert refused(lambda: post.use(codes["103"], "乙", person=street.person("乙"))) == "co_owners"
    post.use(codes["103"], "乙", person=street.person("乙"), declared=True)
    row = VoterBinding.objects.get(unit_id=street.quarter.units["103"])
    assert row.capacity == "chosen"
    assert record.open_sealed([row.evidence_id])[row.evidence_id] == services.letters.DECLARED
    street.phone("乙", street.sheet("103"))
    other = street.resident("甲")
    with records.acting(other):
        services.claim_units(actor=other, now=NOW)
        [unit] = queries.own_units(actor=other, roll_unit_id=street.unit("103"))
        bound = queries.own_binding(unit, actor=other, persons=[street.person("甲")], now=NOW)
        assert (bound.id, bound.mine, bound.kind) == (row.pk, False, "letter")
        services.object_to_binding(actor=other, now=NOW, binding_id=row.pk, text="没有推选过他")
    assert refused(lambda: street.phone("乙", street.sheet("103"))) == "objected"
    assert queries.resting_on(street.votes)[street.votes[0]].objected == 1


def test_a_letter_is_sent_again_the_file_is_erased_and_a_bound_unit_takes_no_letter(post: Post) -> None:
    street = post.street
    run = post.send(buildings=["1幢"])
    codes = post.codes(run)
    letter = run.rows.get(roll_unit_id=street.unit("101"))
    again = {"actor": post.clerk, "now": NOW, "letter_id": letter.pk, "key": "a", "site": SITE}
    assert refused(lambda: services.send_letter_again(reason=" ", **again)) == "text"
    second = LetterRun.objects.get(pk=services.send_letter_again(reason="信箱坏了", **again))
    post.work()
    assert refused(lambda: services.send_letter_again(reason="x", **again | {"key": "b"})) == "state"
    assert refused(lambda: post.use(codes["101"], "甲")) == "voided"
    [fresh] = post.codes(second).values()
    street.bind("101", "甲")
    assert refused(lambda: post.use(fresh, "甲")) == "bound"
    services.erase_printed_letters(actor=post.clerk, now=NOW, run_id=run.pk)
    assert services.take_letters(actor=post.clerk, now=NOW, run_id=run.pk) is None
    assert File.objects.get(stream=run.stream, purpose=PURPOSE).erased_at == NOW
    later = NOW + timedelta(days=30)
    assert refused(lambda: post.use(codes["102"], "甲", now=later)) == "expired"
    with records.acting(EVERYONE):
        assert services.sweep(actor=EVERYONE, now=later) >= 1
    assert services.take_letters(actor=post.clerk, now=later, run_id=second.pk) is None
    assert services.take_letters(actor=post.clerk, now=later, run_id=999) is None
    closed = CLOSES + timedelta(seconds=1)
    act = {"actor": post.clerk, "roll_id": street.roll.pk, "site": SITE, "key": "late"}
    assert refused(lambda: services.start_letter_run(now=closed, **act)) == "closed"
    grid = street.quarter.town.actor(Role.STREET_CLERK, "340102001", account=1)
    with records.acting(grid):
        assert refused(lambda: services.start_letter_run(now=NOW, **act | {"actor": grid})) == "forbidden"


def test_the_owner_gets_a_new_letter_once_whoever_used_his_has_fallen(post: Post) -> None:
    street = post.street
    run = post.send(buildings=["1幢"])
    codes = post.codes(run)
    post.use(codes["101"], "甲")
    letter = run.rows.get(roll_unit_id=street.unit("101"))
    again = {
        "actor": post.clerk,
        "now": NOW,
        "letter_id": letter.pk,
        "site": SITE,
        "reason": "代码被别人用了",
    }

    def may() -> bool:
        rows = queries.letters(street.roll.pk, actor=post.clerk, today=TODAY)
        return next(row.again for row in rows if row.id == letter.pk)

    assert (may(), refused(lambda: services.send_letter_again(key="a", **again))) == (False, "state")
    binding = VoterBinding.objects.get(unit_id=street.quarter.units["101"])
    services.object_to_binding(actor=post.clerk, now=NOW, binding_id=binding.pk, text="不是业主")
    assert not may()  # it is looked into first
    other = replace(post.clerk, account_id=2, person_id=street.person("丁"))
    with records.acting(other):
        services.settle_objection(actor=other, now=NOW, binding_id=binding.pk, upheld=True, reason="冒名")
    records.bind(post.clerk)
    assert may()
    second = LetterRun.objects.get(pk=services.send_letter_again(key="b", **again))
    assert not may()
    post.work()
    [fresh] = post.codes(second).values()
    post.use(fresh, "甲", person=street.person("甲"))
    bound = VoterBinding.objects.get(unit_id=street.quarter.units["101"], ended_at=None)
    assert bound.person_id == street.person("甲")
