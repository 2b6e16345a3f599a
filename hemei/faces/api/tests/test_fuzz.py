"""schemathesis finds no 500, neither on our API nor on Open311: a few examples each time, many with `make prove`."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy, just, sampled_from
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hemei.faces.api.tests.conftest import Door
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Role

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
FEW, MANY = 1, 100
WRITING = 12
"""How many times as many examples an operation gets that writes: its body has more to be wrong in."""
HEADERS = {"Accept-Encoding": "identity"}
CREATED = 201
CREATING = ("POST /api/cases", "POST /open311/v2/requests.{format}")
Values = dict[str, Any]


@dataclass(frozen=True)
class Real:
    """What there is: made-up values alone never get past the key, the service and the place."""

    paths: Values
    bodies: Sequence[Values]


def fuzz(address: str, examples: int, real: Real, call: Callable[[Any], Any]) -> Counter[tuple[str, int]]:
    """Call every operation of a description with made-up values among real ones; returns how each was answered."""
    answers: Counter[tuple[str, int]] = Counter()
    schema = schemathesis.openapi.from_wsgi(address, WSGIHandler())
    schema.hook("flatmap_path_parameters")(_among(lambda drawn: [{}, *_known(drawn, real.paths)]))
    schema.hook("flatmap_body")(_among(lambda _: [{}, *real.bodies]))
    for found in schema.get_all_operations():
        operation = found.ok()
        often = examples * (WRITING if operation.method == "post" else 1)
        _call_often(operation, often, call, answers)
    return answers


def _call_often(
    operation: Any, examples: int, call: Callable[[Any], Any], answers: Counter[tuple[str, int]]
) -> None:
    name = f"{operation.method.upper()} {operation.path}"

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def every(case: Any) -> None:
        response = call(case)
        answers[name, response.status_code] += 1
        case.validate_response(response, checks=list(CHECKS))

    every()


def _among(ways: Callable[[Values], Sequence[Values]]) -> Callable[[Any, Any], SearchStrategy[Any]]:
    """Lay one of some ways of real values over the made-up ones."""

    def laid(context: Any, made_up: Any) -> SearchStrategy[Any]:
        del context
        if not isinstance(made_up, dict):
            return just(made_up)
        return sampled_from(ways(made_up)).map(lambda way: {**made_up, **way})

    return laid


def _known(drawn: Values, paths: Values) -> Iterator[Values]:
    known = {name: paths[name] for name in drawn if name in paths}
    if known:
        yield known


@contextmanager
def connection_kept() -> Iterator[None]:
    """As Django's own client, which undoes it after each call: what ends a request does not end the transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def both(door: Door, examples: int) -> Counter[tuple[str, int]]:
    secret = door.key(Role.HOTLINE_CLERK, per_minute=6_000)
    headers = {**HEADERS, "Authorization": f"Bearer {secret}"}
    number = json.loads(door.report(secret).content)["number"]
    with records.acting(SYSTEM):
        estate = Estate.objects.get(token=door.quarter.token)
        Estate.objects.filter(pk=estate.pk).update(lon=117_300_000, lat=31_860_000)
    there = {"number": number, "service_request_id": number, "service_code": "littering"}
    there |= {"token": estate.token, "jurisdiction": "national", "name": "case-limits", "day": "2026-11-02"}
    said = {"kind": "littering", "fact_on": None, "phone": ""}
    whole = {"place": estate.token, "text": "楼道里堆着垃圾", **said}
    ours = Real(
        there | {"code": estate.code}, [whole, {"place": estate.token, **said}, {"place": estate.token}]
    )
    secret = door.key(Role.HOTLINE_CLERK, per_minute=6_000)  # of its own: the clock stands still
    known = {"api_key": secret, "service_code": "littering", "jurisdiction_id": "340100", "phone": ""}
    places = [
        {"address_id": estate.token, "description": "楼道里堆着垃圾"},
        {"address_id": estate.token},
        {"address_id": "", "lat": 31.8601, "long": 117.3001},
        {"address_id": "", "lat": "", "long": "", "address_string": estate.name},
    ]
    sent = [{**known, **place} for place in places] + [{"api_key": secret}, known]
    tokens = Real({**there, "token": number}, sent)
    with connection_kept():
        return fuzz("/api/openapi.json", examples, ours, lambda case: case.call(headers=headers)) + fuzz(
            "/open311/v2/openapi.json", examples, tokens, lambda case: case.call(headers=HEADERS)
        )


def created(answers: Counter[tuple[str, int]]) -> dict[str, int]:
    """How many creations each door answered as done."""
    return {name: count for (name, status), count in answers.items() if status == CREATED}


def test_a_few_made_up_calls_find_no_error_of_ours(door: Door) -> None:
    answers = both(door, FEW)
    assert answers.total() >= 30
    assert {*CREATING} <= {*created(answers)}, answers


@pytest.mark.prove
def test_many_made_up_calls_find_no_error_of_ours(door: Door) -> None:
    begun = time.monotonic()
    answers = both(door, MANY)
    print(f"\n{answers.total()} calls in {(time.monotonic() - begun) / 60:.1f} minutes")  # noqa: T201
    for (name, status), count in sorted(answers.items()):
        print(f"{status} {count:>6}  {name}")  # noqa: T201
    assert answers.total() > 2_000
    assert min(created(answers).get(name, 0) for name in CREATING) > MANY, answers
    for read in (
        "GET /api/cases/{number}",
        "GET /api/cases/{number}/course",
        "GET /open311/v2/services/{service_code}.{format}",
        "GET /open311/v2/requests/{service_request_id}.{format}",
        "GET /open311/v2/tokens/{token}.{format}",
    ):
        assert answers[read, 200] > 0, read
