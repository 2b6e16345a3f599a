"""The files of a vote, made from the rows: they recount with the verifier and with the tally, for the court too."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Ballot, RollUnit
from hemei.community.voting.pages import assembly, files, gate
from hemei.community.voting.queries.files import ballot_table, roll_table
from hemei.community.voting.rules.files import read_ballots, read_roll
from hemei.community.voting.rules.roll import CHOICES
from hemei.community.voting.rules.trust import look_up
from hemei.community.voting.rules.voters import BindingKind
from hemei.community.voting.services import BindingDraft, SheetDraft
from hemei.community.voting.tests.test_assemblies import (
    ENDS,
    FIRST_BALLOT,
    cast,
    code_of,
    judged,
    noticed,
    street,
)
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.community.voting.verify import differences, root_of
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused

AFTER = ENDS + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (files, assembly, gate):
        monkeypatch.setattr(module, "utc_now", lambda: AFTER)


def published(quarter, found: Assembly) -> list[queries.OutcomeRow]:
    rows = judged(quarter, found)
    services.publish_result(actor=quarter.clerk, now=AFTER, assembly_id=found.pk)
    return rows


def unpacked(response) -> dict[str, bytes]:
    with response.file_to_stream as room:
        archive = zipfile.ZipFile(io.BytesIO(room.read()))
    return {name: archive.read(name) for name in archive.namelist()}


def corrected(quarter) -> Assembly:
    """Return a meeting with a double, an invalid ballot, and a roll put right while it ran."""
    found = noticed(quarter)
    cast(quarter, found, "101", "for")
    cast(quarter, found, "101", "against", at=FIRST_BALLOT + timedelta(hours=1))
    for room in ("103", "104", "203"):
        cast(quarter, found, room, "for")
    cast(quarter, found, "102", "for", valid=False)
    unit = RollUnit.objects.get(roll=found.roll, unit_id=quarter.units["104"])
    services.object_to_roll(actor=quarter.clerk, now=FIRST_BALLOT, roll_unit_id=unit.pk, text="面积写错了")
    quarter.correct_unit(unit, now=FIRST_BALLOT, area_dm2=9_000)
    return found


def test_the_files_count_what_was_judged_and_the_roll_was_committed_to(quarter) -> None:
    found = corrected(quarter)
    assert queries.files_of(found.roll.votes.first().pk, actor=quarter.clerk, now=AFTER) is None  # not closed
    hire, _ = published(quarter, found)
    made = queries.files_of(hire.vote.id, actor=quarter.clerk, now=AFTER)
    assert list(differences(made.full, made.public)) == []
    assert made.public["result"]["area"] == [hire.total.area_dm2, hire.part.area_dm2, hire.agree.area_dm2]
    assert Assembly.objects.get(pk=found.pk).roots["1"] == made.public["root"]
    assert "choices" not in made.public
    # The roll was committed to with the notice, and anew with its correction; each is recorded, and shown to owners.
    meeting = Assembly.objects.get(pk=found.pk)
    first, last = [value for _at, value in meeting.commitments]
    [noticed_as] = record.events_of(streams=[found.stream], kind="voting.assembly_noticed")
    [corrected_as] = record.events_of(streams=[found.roll.stream], kind="voting.roll_corrected")
    assert (noticed_as[1].data["commitment"], corrected_as[1].data["commitment"]) == (first, last)
    assert first != last == made.public["roll"]
    page = text(call(assembly.assembly, owner_of(quarter, "丙"), found.pk))
    assert all(value in page for value in (first, last))
    assert made.public["root"] in page
    assert "业主签名的纸质选票" in page


def test_an_owner_recounts_from_the_files_and_finds_his_receipt(quarter) -> None:
    found = corrected(quarter)
    hire, _ = published(quarter, found)
    made = queries.files_of(hire.vote.id, actor=quarter.clerk, now=AFTER)
    # An owner takes the public file home and finds his receipt; the full one he opens with a reason.
    owner = owner_of(quarter, "丙")
    taken = json.loads(call(files.public, owner, found.pk, 1).content)
    assert taken == json.loads(json.dumps(made.public))
    opened = next(one for one in made.full["ballots"] if one["unit"] == "1幢1单元104")
    receipt = {"vote": made.full["vote"], **{key: opened[key] for key in ("code", "salt", "unit", "choice")}}
    assert look_up(receipt, taken) == "counted"
    assert look_up(receipt | {"choice": "against"}, taken) == "differs"
    assert call(files.full, owner, found.pk, post={"reason": ""}).status_code == 422
    full = unpacked(call(files.full, owner, found.pk, post={"reason": "核对自己楼栋的选票"}))
    assert list(differences(json.loads(full["1/full.json"]), json.loads(full["1/public.json"]))) == []
    with pytest.raises(Http404):
        call(files.court, owner, found.pk)
    with pytest.raises(Http404):
        call(files.full, owner_of(quarter, "张三"), found.pk)


def test_the_court_gets_all_and_its_file_is_kept_as_it_was_made(quarter) -> None:
    found, owner = corrected(quarter), owner_of(quarter, "丙")
    published(quarter, found)
    case = unpacked(call(files.court, street(quarter), found.pk, post={"reason": "法院调取案卷"}))
    for line in case["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(case[name]).hexdigest() == digest
    assert "面积写错了" in case["objections.json"].decode()
    assert "参与表决" in case["votes/1/result.txt"].decode()
    assert {"standards/owner-matters.toml", "verify.py", "log.jsonl", "notice.json"} <= set(case)
    told = [event.type for event in record.history(stream=found.stream)]
    assert told.count("voting.file_opened") == 1
    # The case file is kept as it was made; an owner who reads the meeting does not see it.
    with records.acting(quarter.clerk):
        [kept] = queries.kept_court_files(found.pk)
    assert kept.size == len(queries.kept_court_file(found.pk, kept.id) or b"")
    again = {"reason": "法院再次调取", "file": str(kept.id)}
    assert unpacked(call(files.court, street(quarter), found.pk, post=again)) == case
    with records.acting(owner):
        assert queries.kept_court_file(found.pk, kept.id) is None
    with pytest.raises(Http404):
        call(files.court, street(quarter), found.pk, post={**again, "file": "999999999"})


def test_a_file_published_in_the_first_format_stays_what_it_was(quarter) -> None:
    found = corrected(quarter)
    hire, _ = published(quarter, found)
    made = queries.files_of(hire.vote.id, actor=quarter.clerk, now=AFTER)
    meeting = Assembly.objects.get(pk=found.pk)
    meeting.roots["1"] = root_of(made.public["ballots"])
    meeting.save(update_fields=["roots"])
    older = queries.files_of(hire.vote.id, actor=quarter.clerk, now=AFTER)
    assert older.public["root"] == meeting.roots["1"]
    assert "format" not in older.public
    assert list(differences(older.full, older.public)) == []


def test_no_file_of_ballots_exists_before_the_result_is_published(quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "101", "for")
    judged(quarter, found)
    owner = owner_of(quarter, "甲")
    with pytest.raises(Http404):
        call(files.public, owner, found.pk, 1)
    # Judged is not published: an owner sees no button, no form and no file yet; the organiser does.
    address = reverse("voting:full_file", args=[found.pk])
    assert address not in text(call(assembly.assembly, owner, found.pk))
    assert address in text(call(assembly.assembly, quarter.clerk, found.pk))
    for asked in ({}, {"post": {"reason": "核对自己楼栋的选票"}}):
        with pytest.raises(Http404):
            call(files.full, owner, found.pk, **asked)
    with pytest.raises(Refused) as early, records.acting(owner):
        services.note_inspection(actor=owner, now=AFTER, assembly_id=found.pk, what="full", reason="核对")
    assert code_of(early) == "not_published"
    records.bind(quarter.clerk)
    services.publish_result(actor=quarter.clerk, now=AFTER, assembly_id=found.pk)
    assert address in text(call(assembly.assembly, owner, found.pk))
    assert unpacked(call(files.full, owner, found.pk, post={"reason": "核对自己楼栋的选票"}))
    with pytest.raises(Refused) as refused, records.acting(quarter.clerk):
        services.note_inspection(
            actor=replace(quarter.clerk, places=()),
            now=AFTER,
            assembly_id=found.pk,
            what="full",
            reason="核对",
        )
    assert code_of(refused) in {"forbidden", "not_found"}


def test_a_secret_vote_gets_voters_with_weights_and_the_questions(quarter) -> None:
    found = noticed(quarter)
    parts = unpacked(
        call(files.secret_vote, quarter.clerk, found.pk, post={"reason": "业主大会决定秘密投票"})
    )
    voters = parts["area/voters.txt"].decode().splitlines()
    assert voters[0] == "1幢1单元101,1幢1单元101,10001"
    assert len(voters) == 8
    assert len(parts["heads/voters.txt"].decode().splitlines()) == 4
    asked = json.loads(parts["area/template.json"])["questions"]
    assert [one["question"] for one in asked] == ["续聘大地物业公司", "加装电梯"]


def by_hand(found: Assembly, number: int) -> dict[str, list[int]]:
    """Count with pencil and paper: a third way beside the database and the rules."""
    units = {row.pk: row for row in RollUnit.objects.filter(roll=found.roll)}
    owner = {
        key: "D" if not row.delivered or not row.owner_ids else tuple(row.owner_ids)
        for key, row in units.items()
    }
    said: dict[int, str] = {}
    rows = Ballot.objects.filter(vote__roll=found.roll, vote__number=number, valid=True)
    for ballot in sorted(rows, key=lambda one: (one.received_at, one.pk)):
        said[ballot.roll_unit_id] = ballot.choice
    heads: dict[object, list[str]] = {}
    for key, choice in said.items():
        heads.setdefault(owner[key], []).append(choice)
    area = [
        sum(row.area_dm2 for row in units.values()),
        sum(units[key].area_dm2 for key in said),
        sum(units[key].area_dm2 for key, choice in said.items() if choice == "for"),
    ]
    agreeing = sum(all(choice == "for" for choice in choices) for choices in heads.values())
    return {"area": area, "heads": [len(set(owner.values())), len(heads), agreeing]}


@pytest.mark.parametrize("seed", range(3))
def test_database_rules_verifier_and_pencil_count_the_same(quarter, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test that can be repeated
    found = noticed(quarter)
    rooms = [room for room in quarter.units if room != "P1"]
    for hour in range(24):
        cast(
            quarter, found, chance.choice(rooms), chance.choice(CHOICES), number=chance.choice((1, 2)),
            valid=chance.random() < 0.8, at=FIRST_BALLOT + timedelta(hours=hour),
        )  # fmt: skip
        if hour % 8 == 4:
            room = chance.choice(rooms)
            people = chance.sample(sorted(quarter.town.persons.values()), chance.randint(0, 2))
            quarter.correct(
                found.roll, room, now=FIRST_BALLOT, area_dm2=chance.randint(5_000, 12_000), owner_ids=tuple(people),
                delivered=True,
            )  # fmt: skip
    for row in published(quarter, found):
        made = queries.files_of(row.vote.id, actor=quarter.clerk, now=AFTER)
        assert list(differences(made.full, made.public)) == []
        pencil = by_hand(found, row.vote.number)
        judged_as = {
            "area": [row.total.area_dm2, row.part.area_dm2, row.agree.area_dm2],
            "heads": [row.total.heads, row.part.heads, row.agree.heads],
        }
        assert judged_as == pencil == {key: made.public["result"][key] for key in ("area", "heads")}
        roll = read_roll("roll.csv", roll_table(made.units))
        assert [(unit.code, unit.area_dm2) for unit in roll.units] == [
            (unit.code, unit.area_dm2) for unit in made.units
        ]
        ballots = read_ballots("ballots.csv", ballot_table(made.sealed), {unit.code for unit in made.units})
        assert len(ballots.ballots) == len(made.sealed)


def test_what_a_contested_voter_cast_is_told_with_the_result_and_to_the_court(quarter) -> None:
    found = noticed(quarter)
    unit = RollUnit.objects.get(roll=found.roll, unit_id=quarter.units["104"])
    draft = BindingDraft(
        unit_id=unit.unit_id, person_id=quarter.town.persons["丙"], owner_id=quarter.town.persons["丙"],
        kind=BindingKind.DESK, document="passport",
    )  # fmt: skip
    binding = services.bind_voter(actor=quarter.clerk, now=FIRST_BALLOT, draft=draft)
    votes = dict(found.roll.votes.values_list("number", "pk"))
    owner = owner_of(quarter, "丙")
    with records.acting(owner):
        services.claim_units(actor=owner, now=FIRST_BALLOT)
        sheet = SheetDraft(
            roll_unit_id=unit.pk, choices={votes[1]: "for", votes[2]: "against"}, channel="phone",
            received_at=FIRST_BALLOT, confirmed_at=FIRST_BALLOT,
        )  # fmt: skip
        services.cast_sheet(actor=owner, now=FIRST_BALLOT, sheet=sheet)
    services.object_to_binding(actor=quarter.clerk, now=FIRST_BALLOT, binding_id=binding, text="已经卖掉")
    cast(quarter, found, "101", "for")
    published(quarter, found)
    words = "计入的选票中有1张，投票人的登记有人提出过异议"
    assert words in text(call(assembly.assembly, owner, found.pk))
    case = unpacked(call(files.court, street(quarter), found.pk, post={"reason": "法院调取案卷"}))
    assert words in case["votes/1/result.txt"].decode()
    # The court sees by what right each ballot was cast, and what was said about who voted.
    basis = list(csv.DictReader(io.StringIO(case["votes/1/basis.csv"].decode())))
    assert [(one["channel"], one["basis"], one["binding"]) for one in basis] == [
        ("phone", "desk", str(binding)), ("paper", "paper", ""),
    ]  # fmt: skip
    full = json.loads(case["votes/1/full.json"])
    assert [one["code"] for one in basis] == [one["code"] for one in full["ballots"]]
    [told] = json.loads(case["bindings.json"])["bindings"]
    events = {one["type"]: one for one in told["events"]}
    assert set(events) == {"voting.voter_bound", "voting.voter_objected", "clocks.deadline_started"}
    assert events["voting.voter_objected"]["texts"] == {"text": "已经卖掉"}
    assert json.loads(case["call-backs.json"]) == {"call_backs": []}
    assert json.loads(case["paper.json"]) == {"batches": [], "pages": []}
    assert "standards/paper-ballots.toml" in case
