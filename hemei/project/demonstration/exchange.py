"""What other departments asked and brought in the made-up city: signed with keys made for it, answered as always.

Only what carries a made-up key is written anew; a department's real key set is never touched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc import jws
from joserfc.jwk import ECKey

from hemei.ground.companies import queries as companies
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit import queries, services, signing
from hemei.project.demonstration.scale import dice

_MADE_UP = "demo-"
_DEPARTMENTS = ("trading", "market", "finance")
_ASKS = (
    # days ago, department, purpose, legal basis
    (61, "trading", "tender", "招标投标法实施条例第七十九条"),
    (47, "finance", "procurement", "政府采购法第二十二条"),
    (33, "market", "supervision", "企业信息公示暂行条例第十八条"),
    (26, "trading", "tender", "招标投标法实施条例第七十九条"),
    (19, "finance", "", "政府采购法第二十二条"),  # no purpose: refused, and kept
    (9, "trading", "procurement", "政府采购法第二十二条"),
)
_PENALTY_DAYS, _CONDUCT_DAYS = 5, 40
_PENALTY = {
    "purpose": "penalty",
    "basis": "价格法第四十二条",
    "behaviour": "B05",
    "document": "合市监罚〔示范〕第1号",
}


@dataclass(frozen=True, slots=True)
class _Office:
    """A department that writes to us."""

    code: str
    key: ECKey

    def sign(self, at: datetime, number: str, said: dict[str, Any]) -> str:
        payload = {"iss": self.code, "iat": int(at.timestamp()), "jti": number, **said}
        header = {"alg": signing.ALGORITHM, "kid": self.key.kid, "typ": "JWT"}
        text = json.dumps(payload, ensure_ascii=False).encode()
        return jws.serialize_compact(header, text, self.key, algorithms=[signing.ALGORITHM])


def write_exchange(*, bureau: Actor, now: datetime) -> None:
    """Let departments ask and one of them bring a penalty, each signed at its own time."""
    try:
        queries.exchange_on(shanghai_day(now))
    except NoStandard:  # another city may exchange with nobody
        return
    if not signing.public_keys()["keys"]:
        signing.make_key(now)
    offices = {one.code: one for code in _DEPARTMENTS if (one := _office(code)) is not None}
    with records.acting(bureau):
        running = companies.projects(actor=bureau, on=shanghai_day(now), limit=200)
    codes = {row.id: row.uscc for row in companies.companies()}
    throw = dice("exchange")
    for number, (ago, code, purpose, basis) in enumerate(_ASKS, start=1):
        if code not in offices or not running:
            continue
        at, asked = now - timedelta(days=ago), codes[throw.choice(running).company_id]
        said = {"purpose": purpose, "basis": basis, "subject": asked}
        token = offices[code].sign(at, f"{code}-{number}", said)
        services.answer_query(now=at, department=code, token=token)
    if "market" in offices:
        _bring_penalty(offices["market"], bureau, now, running, codes)


def _bring_penalty(
    office: _Office, bureau: Actor, now: datetime, running: list[companies.ProjectRow], codes: dict[int, str]
) -> None:
    """A penalty on a project that ran on the day of the conduct; it waits for the county to confirm it."""
    at, day = now - timedelta(days=_PENALTY_DAYS), shanghai_day(now - timedelta(days=_CONDUCT_DAYS))
    project = next((row for row in running if row.valid_from <= day), None)
    if project is None:
        return
    with records.acting(bureau):
        estate = places.estates_by_id([project.estate_id], actor=bureau)[project.estate_id]
    about = {"subject": codes[project.company_id], "estate": estate.code, "happened_on": day.isoformat()}
    services.take_penalty(now=at, department=office.code, token=office.sign(at, "p-1", {**_PENALTY, **about}))


def _office(code: str) -> _Office | None:
    """Make a department's key and lay its public half where ours are checked; None where a real one lies there."""
    file = Path(settings.EXCHANGE_PARTNERS) / f"{code}.json"
    if file.is_file():
        kept = json.loads(file.read_text(encoding="utf-8")).get("keys", [])
        if not all(str(one.get("kid", "")).startswith(_MADE_UP) for one in kept):
            return None
    key = ECKey.generate_key("P-256", {"kid": f"{_MADE_UP}{code}"})
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(json.dumps({"keys": [key.as_dict(private=False)]}), encoding="utf-8")
    return _Office(code, key)
