"""The doors of GeoReport v2, each in JSON and XML."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from hemei.coordination.cases import queries as cases
from hemei.faces.open311 import queries, services, shapes
from hemei.faces.open311.rules import Asked, Fault, asked_of, left_out
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import stands_alone
from hemei.ui.uploads import refuse_skipped
from hemei.ui.words import is_english, listing, say, say_reason

CHANGESET = "2026-11-26T00:00:00Z"
_KEYS = "Keys are issued by the security administration of the platform to other platforms of the city."
Door = Callable[..., HttpResponse]
_READ = ("GET", "HEAD")
_POSTED = (*_READ, "POST")


def _door(view: Door) -> Door:
    """Answer 404 to a form there is not, and tell what is wrong in the form that was asked for."""

    @csrf_exempt  # no door reads a cookie; a page of ours would answer otherwise
    @stands_alone
    @wraps(view)
    def guarded(request: HttpRequest, form: str, **named: str) -> HttpResponse:
        if form not in shapes.FORMS:
            return shapes.errors("json", 404, f"There is no format '{form[:10]}'; ask for json or xml.")
        allowed = _POSTED if view.__name__ == "requests" else _READ
        if request.method not in allowed:
            return _not_allowed(request, form, allowed)
        try:
            _read(request)
            _same_city(request)
            return view(request, form, **named)
        except Fault as fault:
            response = shapes.errors(form, fault.status, fault.description)
            if fault.wait:
                response["Retry-After"] = str(fault.wait)
            return response
        except Refused as refused:
            return shapes.errors(form, 400, *(say_reason(reason) for reason in refused.decision.reasons))

    return guarded


def _not_allowed(request: HttpRequest, form: str, allowed: tuple[str, ...]) -> HttpResponse:
    response = shapes.errors(form, 405, f"{request.method} is not allowed here; use {' or '.join(allowed)}.")
    response["Allow"] = ", ".join(allowed)
    return response


@csrf_exempt
@stands_alone
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer 404 below our root in the form the address ends in, else in JSON."""
    del request
    form = rest.rpartition(".")[2]
    told = f"There is nothing at '{rest[:60]}'; discovery.json and openapi.json say what there is."
    return shapes.errors(form if form in shapes.FORMS else "json", 404, told)


def _read(request: HttpRequest) -> None:
    """Read what was sent, or say why it cannot be read; a page of ours would answer otherwise."""
    try:
        request.POST  # noqa: B018 - reads the form and its files
    except RequestDataTooBig as large:
        raise Fault(413, "The form without its files is too large.") from large
    except (BadRequest, SuspiciousOperation, MultiPartParserError) as unread:
        raise Fault(400, f"The form cannot be read: {type(unread).__name__}.") from unread


def _same_city(request: HttpRequest) -> None:
    said = {sent.get("jurisdiction_id", "").strip() for sent in (request.GET, request.POST)} - {""}
    if not said:
        return
    with records.as_public():
        city = places.city()
    wrong = next((one for one in sorted(said) if one not in {city.code, request.get_host()}), None)
    if wrong is not None:
        raise Fault(404, f"jurisdiction_id: '{wrong[:40]}' is not {city.code}.")


@csrf_exempt
@stands_alone
def openapi(request: HttpRequest) -> HttpResponse:
    """Give programs the specification as OpenAPI."""
    if request.method not in _READ:
        return _not_allowed(request, "json", _READ)
    return HttpResponse(_description(), content_type="application/json")


@cache
def _description() -> bytes:
    return (Path(__file__).parent / "openapi.json").read_bytes()


@_door
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Say where the endpoints are and who is asked for a key."""
    with records.as_public():
        city = places.city()
    root = request.build_absolute_uri(reverse("open311:discovery", args=["json"])).rpartition("/")[0]
    told = {
        "changeset": CHANGESET,
        "contact": f"{city.name}: {request.build_absolute_uri('/')}",
        "key_service": _KEYS,
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": root,
                "changeset": CHANGESET,
                "type": "production",
                "formats": list(shapes.FORMS.values()),
            }
        ],
    }
    return shapes.answer(form, told, root="discovery")


@_door
def listed(request: HttpRequest, form: str) -> HttpResponse:
    """List the services: the lines of the responsibility list of today, and what fits none of them."""
    del request
    with records.as_public():
        law = cases.law_of(shanghai_day(utc_now()))
    rows = [
        {
            "service_code": line.code,
            "service_name": _named(law, line.code),
            "description": _described(law, line),
            "metadata": True,
            "type": "realtime",
            "keywords": ",".join(words.replace(" ", "") for words in line.words),
            "group": law.departments.get(line.lead, line.lead),
        }
        for line in sorted(law.lines.values(), key=lambda line: line.number)
    ]
    other = {
        "service_code": cases.OTHER_KIND,
        "service_name": _("其他"),
        "description": _("其他（由受理人确定）"),
    }
    rows.append({**dict.fromkeys(rows[0], ""), **other, "metadata": True, "type": "realtime"})
    return shapes.answer(form, rows, root="services", item="service")


def _named(law: Any, kind: str) -> str:
    line = law.lines.get(kind)
    if line is None:
        return _("其他") if kind == cases.OTHER_KIND else kind
    return str(line.name_en if is_english() else line.name)


def _described(law: Any, line: Any) -> str:
    joint = [law.departments.get(code, code) for code in line.joint]
    return "、".join([law.departments.get(line.lead, line.lead), *joint])


@_door
def definition(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """Say what may be asked about a service beyond its place and its words."""
    del request
    with records.as_public():
        law = cases.law_of(shanghai_day(utc_now()))
    if not queries.is_service(law, code):
        raise Fault(404, f"service_code: there is no service '{code[:40]}'.")
    spot = {
        "variable": True,
        "code": "spot",
        "datatype": "string",
        "required": False,
        "datatype_description": "",
        "order": 1,
        "description": "Where in the estate: building, entrance, floor or spot."
        if is_english()
        else "小区里的具体位置",
    }
    told = {"service_code": code, "attributes": [spot]}
    return shapes.answer(form, told, root="service_definition")


@_door
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """List requests by the specification's filters, or take one."""
    if request.method == "POST":
        return _taken(request, form)
    now = utc_now()
    asked = asked_of(request.GET.dict(), now)
    return _shown(request, form, asked)


def _taken(request: HttpRequest, form: str) -> HttpResponse:
    with records.as_public():
        most = cases.law_of(shanghai_day(utc_now())).intake.photo_megabytes.most
    refuse_skipped(request, field="media", most_megabytes=most)
    sent = services.Sent(
        params=request.POST.dict(),
        photos=[one.file for one in request.FILES.getlist("media")],  # type: ignore[misc]
        once=request.headers.get("Idempotency-Key", "") or secrets.token_hex(16),
    )
    number = services.take_request(sent=sent, now=utc_now())
    rows = [{"service_request_id": number, "service_notice": _not_kept(sent), "account_id": ""}]
    return shapes.answer(form, rows, root="service_requests", item="request", status=201)


def _not_kept(sent: services.Sent) -> str:
    names = left_out(sent.params)
    told = _(
        "没有保存：%(names)s。回访只需电话，请用 phone 提供，其他个人信息不收集；服务定义没有的属性请写进 description。"
    )
    return told % {"names": listing(names)} if names else ""


@_door
def one(request: HttpRequest, form: str, number: str) -> HttpResponse:
    """Show one request."""
    return _shown(request, form, Asked(numbers=(number,)), missing=number)


@_door
def token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """Return the request a token became. A request is there at once here, so its number is its token."""
    del request
    with records.as_public():
        found = queries.public_requests(Asked(numbers=(token,)))
    if not found:
        raise Fault(404, f"token: there is no request of '{token[:40]}'.")
    rows = [{"service_request_id": found[0].number, "token": token}]
    return shapes.answer(form, rows, root="service_requests", item="request")


def _shown(request: HttpRequest, form: str, asked: Asked, missing: str = "") -> HttpResponse:
    del request
    now = utc_now()
    with records.as_public():
        found = queries.public_requests(asked)
        law = cases.law_of(shanghai_day(now))
    if missing and not found:
        raise Fault(404, f"service_request_id: there is no request '{missing[:40]}'.")
    rows = [_row(row, law) for row in found]
    return shapes.answer(form, rows, root="service_requests", item="request")


def _row(row: queries.PublicRequest, law: Any) -> dict[str, Any]:
    return {
        "service_request_id": row.number,
        "status": "closed" if row.closed else "open",
        "status_notes": _standing(row),
        "service_name": _named(law, row.kind),
        "service_code": row.kind,
        "description": "",
        "agency_responsible": row.agency,
        "service_notice": "",
        "requested_datetime": _stamp(row.reported_at),
        "updated_datetime": _stamp(row.updated_at or row.reported_at),
        "expected_datetime": _stamp(row.next_due_at) if row.next_due_at and not row.closed else "",
        "address": " ".join(part for part in (row.estate, row.address) if part),
        "address_id": row.token or "",
        "zipcode": "",
        "lat": row.lat / 1_000_000 if row.lat is not None else None,
        "long": row.lon / 1_000_000 if row.lon is not None else None,
        "media_url": "",
    }


def _standing(row: queries.PublicRequest) -> str:
    """Say how a case stands; one that ended without a result was withdrawn or refused, and stays so."""
    if row.outcome:
        return say(cases.OUTCOME_TEXTS[cases.Outcome(row.outcome)])
    if row.state != cases.State.ENDED.value:
        return say(cases.STATE_TEXTS[cases.State(row.state)])
    if row.ended == cases.Ending.WITHDRAWN.value:
        return say(cases.ENDING_TEXTS[cases.Ending.WITHDRAWN])
    return say(cases.STATE_TEXTS[cases.State.REFUSED])


def _stamp(at: Any) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
