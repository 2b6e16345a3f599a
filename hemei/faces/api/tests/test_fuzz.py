"""schemathesis finds no 500, neither on our API nor on Open311: a few examples each time, many with `make prove`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hemei.faces.api.tests.conftest import Door
from hemei.kernel.actor import Role

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
FEW, MANY = 1, 100
HEADERS = {"Accept-Encoding": "identity"}


def fuzz(address: str, examples: int, call: Callable[[Any], Any]) -> int:
    """Call every operation of a description with made-up values; returns how many calls were made."""
    count = 0
    schema = schemathesis.openapi.from_wsgi(address, WSGIHandler())
    for found in schema.get_all_operations():
        operation = found.ok()

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
            nonlocal count
            count += 1
            response = call(case)
            case.validate_response(response, checks=list(CHECKS))

        every()
    return count


@pytest.fixture(autouse=True)
def connection_kept() -> Iterator[None]:
    """As Django's own client: what ends a request does not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def both(door: Door, examples: int) -> int:
    secret = door.key(Role.HOTLINE_CLERK, per_minute=6_000)
    headers = {**HEADERS, "Authorization": f"Bearer {secret}"}
    return fuzz("/api/openapi.json", examples, lambda case: case.call(headers=headers)) + fuzz(
        "/open311/v2/openapi.json", examples, lambda case: case.call(headers=HEADERS)
    )


def test_a_few_made_up_calls_find_no_error_of_ours(door: Door) -> None:
    assert both(door, FEW) >= 30


@pytest.mark.prove
def test_many_made_up_calls_find_no_error_of_ours(door: Door) -> None:
    assert both(door, MANY) > 2_000
