"""A request that a program sends becomes a case: the place is found, the key is asked, the report is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from hemei.coordination.cases import queries as cases
from hemei.coordination.cases import services as case_services
from hemei.faces.open311 import queries
from hemei.faces.open311.rules import LONGEST_SPOT, NEAR_METRES, Fault, coordinate
from hemei.ground.people import services as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.kernel.scopes import Scope
from hemei.kernel.workdays import shanghai_day

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What a program sent: its parameters, its pictures, and a key that makes a lost answer harmless."""

    params: Mapping[str, str]
    photos: Sequence[BinaryIO]
    once: str


def take_request(*, sent: Sent, now: datetime) -> str:
    """Open a case from a service request and return its number.

    Raises:
        Fault: 403 for the key, 429 for too many calls, 400 for what is missing or unknown, 404 for the service.
        Refused: the report itself will not do.
    """
    program = _admitted(sent.params.get("api_key", ""), now)
    actor = program.actor
    code = sent.params.get("service_code", "").strip()
    if not code:
        raise Fault(400, "service_code was not given.")
    if not queries.is_service(cases.law_of(shanghai_day(now)), code):
        raise Fault(404, f"service_code: there is no service '{code[:40]}'.")
    with records.acting(actor):
        token = _place(sent.params, now)
        spot, text = _words(sent.params)
        report = case_services.Report(
            channel=cases.channels_of(actor.role)[0],
            text=text,
            kind=code,
            spot=spot,
            phone=sent.params.get("phone", "").strip(),
        )
        return case_services.report(
            actor=actor, now=now, token=token, report=report, photos=sent.photos,
            # Two programs may choose the same key: each has its own.
            submission_key=f"{program.key_id}:{sent.once}",
        )  # fmt: skip


def _admitted(secret: str, now: datetime) -> people.Program:
    if not secret.strip():
        raise Fault(403, "api_key was not given.")
    try:
        return people.admitted(secret=secret.strip(), scope=Scope.REPORT, now=now)
    except Refused as refused:
        reason = refused.decision.reasons[0]
        if reason.code == "wait":
            seconds = int(reason.values["seconds"])
            raise Fault(
                429, f"Too many calls in this minute; wait {seconds} seconds.", wait=seconds
            ) from None
        raise Fault(403, "api_key is unknown, stopped, or not for reporting.") from None


def _words(params: Mapping[str, str]) -> tuple[str, str]:
    """Return the spot in the estate and the text, so that nothing of what was sent is lost.

    An `address_string` is the spot, unless it is what the estate is found by. A spot that is too long stands in the
    text, as do a position and a `media_url`. A place alone is no report.
    """
    lat, lon = coordinate(params, "lat", 90), coordinate(params, "long", 180)
    placed = lat is not None and lon is not None
    spots = [params.get("attribute[spot]", "").strip()]
    if placed or params.get("address_id", "").strip():
        spots.append(params.get("address_string", "").strip())
    spot = " ".join(dict.fromkeys(one for one in spots if one))
    said = [params.get("description", "").strip(), params.get("media_url", "").strip()]
    if any(said):
        said.append(spot if len(spot) > LONGEST_SPOT else "")
        said.append(f"lat, long: {lat:.6f}, {lon:.6f}" if placed else "")
    return ("" if len(spot) > LONGEST_SPOT else spot), "\n".join(part for part in said if part)


def _place(params: Mapping[str, str], now: datetime) -> str:
    """Return the token of the estate a request names: by its id, by its position, or by its name or address."""
    token = params.get("address_id", "").strip()
    if token:
        if places.public_estate(token) is None:
            raise Fault(400, f"address_id: there is no estate '{token[:20]}'.")
        return token
    lat, lon = coordinate(params, "lat", 90), coordinate(params, "long", 180)
    if lat is not None and lon is not None:
        return _near(lat, lon, now)
    text = params.get("address_string", "").strip()
    if not text:
        raise Fault(400, "No place was given: send lat and long, address_id, or address_string.")
    found = places.search_estates(text, limit=5)
    whole = [one for one in found if text in {one.name, one.address}] or list(found)
    if len(whole) == 1:
        return whole[0].token
    names = ", ".join(f"{one.name} ({one.token})" for one in found)
    hint = f"it may be one of: {names}; send its id as address_id." if found else "no estate is called so."
    raise Fault(400, f"address_string: '{text[:60]}': {hint}")


def _near(lat: float, lon: float, now: datetime) -> str:
    try:
        frame = places.city_frame(shanghai_day(now))
        point = places.Point(round(lon * _MILLION), round(lat * _MILLION))
        nearest = next(iter(places.nearest_estates(point, frame=frame, limit=1)), None)
    except Refused:
        raise Fault(400, "lat and long lie outside the city.") from None
    if nearest is None or nearest.metres is None or nearest.metres > NEAR_METRES:
        raise Fault(
            400, f"lat and long: no estate within {NEAR_METRES} metres; send address_id or address_string."
        )
    return nearest.token
