"""Signed questions and penalties of other departments: real keys, real signatures, everything that is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as shipped
from django.test import Client
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.ground.records.standards import shapes
from hemei.kernel.standards import load_standards
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit import queries, signing
from hemei.oversight.credit.models import ConductLine, ExchangeEntry
from hemei.oversight.credit.rules.exchange import CreditExchange, Message, may_ask
from hemei.oversight.credit.rules.words import Source
from hemei.oversight.credit.tests.conftest import CODES, NOW, Credit

TODAY = shanghai_day(NOW)
BASIS = "招标投标法实施条例第七十九条"
pytestmark = pytest.mark.at(NOW)


@dataclass
class Office:
    """Another department with its key, and the ways it writes to us."""

    code: str
    key: ECKey

    def sign(self, key: ECKey | None = None, **more: Any) -> str:
        payload = {
            "iss": self.code, "iat": int(NOW.timestamp()), "jti": "q-1", "purpose": "tender",
            "basis": BASIS, "subject": CODES[0], **more,
        }  # fmt: skip
        who = key or self.key
        text = json.dumps({name: value for name, value in payload.items() if value is not None})
        return jws.serialize_compact(
            {"alg": "ES256", "kid": who.kid}, text.encode(), who, algorithms=["ES256"]
        )

    def send(self, token: str, door: str = "query", department: str = "") -> Any:
        address = f"/api/credit/exchange/{department or self.code}/{door}"
        return Client().post(address, token, content_type="application/jose")


@pytest.fixture
def office(settings: Any, tmp_path: Path) -> Office:
    settings.EXCHANGE_KEYS, settings.EXCHANGE_PARTNERS = tmp_path / "own", tmp_path / "partners"
    key = ECKey.generate_key("P-256", {"kid": "trading-1"})
    settings.EXCHANGE_PARTNERS.mkdir()
    known = {"keys": [key.as_dict(private=False)]}
    for code in ("trading", "market"):
        (settings.EXCHANGE_PARTNERS / f"{code}.json").write_text(json.dumps(known))
    signing.make_key(NOW)
    return Office("trading", key)


def opened(answer: Any) -> dict[str, Any]:
    """Check an answer by our published keys alone, as the department does."""
    keys = KeySet.import_key_set(Client().get("/api/credit/exchange/keys.json").json())
    return json.loads(jws.deserialize_compact(answer.text, keys, algorithms=["ES256"]).payload)


def code_of(answer: Any) -> str:
    return str(answer.json()["refused"][0]["code"])


@pytest.mark.django_db
def test_a_signed_question_is_answered_by_a_signed_answer_and_the_company_sees_it(
    credit: Credit, office: Office
) -> None:
    credit.confirmed()
    answer = office.send(office.sign())
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/jose")
    told = opened(answer)
    assert (told["aud"], told["in_reply_to"], told["subject"]) == ("trading", "q-1", CODES[0])
    assert [line["behaviour"] for line in told["lines"]] == ["B05"]
    assert told["score"] == 59 + sum(line["points"] for line in told["lines"])
    assert not {"manager", "person"} & set(json.dumps(told))
    for who, rows in (("company", 1), ("other", 0), ("county", 0), ("city", 1)):
        with records.acting(credit.actors[who]):
            found = queries.exchanged(actor=credit.actors[who])
        assert len(found) == rows, who
    assert (found[0].department, found[0].purpose, found[0].basis, found[0].outcome) == (
        "trading",
        "tender",
        BASIS,
        "",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": None}, "no_purpose"),
        ({"purpose": " "}, "no_purpose"),
        ({"purpose": 7}, "no_purpose"),
        ({"purpose": "supervision"}, "purpose"),
        ({"purpose": "penalty"}, "purpose"),
        ({"basis": ""}, "no_basis"),
        ({"basis": "x" * 201}, "basis"),
        ({"jti": ""}, "no_number"),
        ({"iat": 1_600_000_000}, "stale"),
        ({"iat": "soon"}, "stale"),
        ({"iss": "market"}, "issuer"),
        ({"subject": "91350100M000100Y44"}, "no_company"),
        ({"subject": "\x00"}, "no_company"),
    ],
)
def test_a_question_that_says_too_little_is_refused_and_kept(
    credit: Credit, office: Office, changes: dict[str, Any], code: str
) -> None:
    answer = office.send(office.sign(**changes))
    assert (answer.status_code, code_of(answer)) == (422, code)
    with records.acting(credit.actors["city"]):
        (row,) = queries.exchanged(actor=credit.actors["city"])
    assert row.outcome == code


@pytest.mark.django_db
def test_a_message_is_taken_once_and_only_with_the_departments_own_signature(
    credit: Credit, office: Office
) -> None:
    token = office.sign()
    assert office.send(token).status_code == 200
    assert code_of(office.send(token)) == "replayed"
    assert code_of(office.send(token)) == "replayed"
    stranger = ECKey.generate_key("P-256", {"kid": "trading-1"})
    for bad in (
        office.sign(stranger, jti="q-2"),
        token[:-3] + "AAA",
        "nothing",
        "é",
        jws.serialize_compact({"alg": "ES256", "kid": "trading-1"}, b"[]", office.key, algorithms=["ES256"]),
        "eyJhbGciOiJub25lIn0.e30.",
    ):
        assert office.send(bad).status_code == 401
    for department in ("nobody", "finance"):  # not on the list; on the list and without keys
        assert office.send(token, department=department).status_code == 401
    assert office.send("x" * 20_000).status_code == 413
    with records.acting(credit.actors["city"]):
        assert ExchangeEntry.objects.count() == 3


@pytest.mark.django_db
def test_keys_change_without_a_gap(credit: Credit, office: Office, settings: Any) -> None:
    del credit
    before = office.send(office.sign())
    signing.make_key(NOW + timedelta(days=1))
    after = office.send(office.sign(jti="q-2"))
    assert opened(before)["in_reply_to"] == "q-1"  # the former key is still published
    assert opened(after)["in_reply_to"] == "q-2"
    kids = [key["kid"] for key in signing.public_keys()["keys"]]
    assert len(kids) == 2
    assert json.loads(_header(after.text))["kid"] == kids[-1]
    assert all("d" not in key for key in signing.public_keys()["keys"])
    for file in Path(settings.EXCHANGE_KEYS).glob("*.pem"):
        assert file.stat().st_mode & 0o077 == 0
        file.unlink()
    assert office.send(office.sign(jti="q-3")).status_code == 503  # said, not signed with nothing


def _header(token: str) -> bytes:
    from base64 import urlsafe_b64decode

    part = token.split(".", maxsplit=1)[0]
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.mark.django_db
def test_a_penalty_becomes_a_proposed_line_that_the_authority_confirms(
    credit: Credit, office: Office
) -> None:
    market = replace(office, code="market")
    with records.acting(credit.actors["city"]):
        estate = next(row for row in places.estates(actor=credit.actors["city"]) if row.name == "翡翠花园")
    wanted = {
        "purpose": "penalty", "basis": "价格法第四十条", "estate": estate.code, "happened_on": "2026-09-03",
        "behaviour": "B05", "document": "瑶市监罚〔2026〕31号", "jti": "p-1",
    }  # fmt: skip
    for changes, code in (
        ({"happened_on": "2021-01-01", "jti": "p-2"}, "outside"),
        ({"happened_on": "yesterday", "jti": "p-3"}, "day"),
        ({"estate": "nowhere", "jti": "p-4"}, "outside"),
        ({"subject": CODES[1], "jti": "p-5"}, "outside"),
        ({"behaviour": "B99", "jti": "p-6"}, "no_row"),
        ({"purpose": "supervision", "jti": "p-7"}, "purpose"),
    ):
        answer = market.send(market.sign(**{**wanted, **changes}), "penalty")
        assert (answer.status_code, code_of(answer)) == (422, code), changes
    told = opened(market.send(market.sign(**wanted), "penalty"))
    assert told["state"] == "proposed"
    with records.acting(credit.actors["city"]):
        (row,) = ConductLine.objects.all()
        assert (row.pk, row.source, row.state, row.company_id) == (
            told["line"], Source.PENALTY, "proposed", credit.companies[0],
        )  # fmt: skip
        before = queries.score("company", credit.companies[0], TODAY).total
    credit.act("confirm_line", told["line"], "county", NOW)
    with records.acting(credit.actors["city"]):
        assert queries.score("company", credit.companies[0], TODAY).total < before


@pytest.mark.django_db
def test_the_pages_show_who_asked_and_the_lists(credit: Credit, office: Office) -> None:
    del credit
    office.send(office.sign(purpose=None))
    for code in ("incentive", "punishment", "key_supervision", "nonsense"):
        assert Client().get("/credit/lists", {"list": code}).status_code == 200
        assert b"".join(Client().get("/credit/lists.xlsx", {"list": code}).streaming_content)
    assert Client().get("/credit/exchange").status_code == 302


@pytest.fixture(scope="module")
def exchange() -> CreditExchange:
    found = load_standards(Path(shipped.STANDARDS_FOLDER), city=shipped.STANDARDS_CITY, shapes=shapes())
    return found.find("credit-exchange", CreditExchange, on=date(2026, 11, 2))


def test_a_signature_is_good_for_its_minutes_on_both_sides(exchange: CreditExchange) -> None:
    message = Message("trading", NOW, "q-1", "tender", BASIS)
    for seconds, allowed in ((0, True), (300, True), (301, False), (-300, True), (-301, False)):
        decision = may_ask(message, NOW + timedelta(seconds=seconds), exchange, seen=False)
        assert decision.allowed is allowed, seconds
    assert may_ask(message, NOW, exchange, seen=True).reasons[0].code == "replayed"
    assert (
        may_ask(replace(message, department="nobody"), NOW, exchange, seen=False).reasons[0].code
        == "department"
    )
