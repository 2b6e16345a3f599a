"""Whatever goes wrong below our root is told in the specification's error body."""

from __future__ import annotations

import json

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

V2 = "/open311/v2"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "delete", "patch", "post"])
@pytest.mark.parametrize(
    "path", ["discovery", "services", "services/dogs", "requests", "requests/1", "tokens/1"]
)
def test_a_method_there_is_not(method: str, path: str) -> None:
    if (method, path) == ("post", "requests"):
        return
    strict = Client(enforce_csrf_checks=True)
    answer = getattr(strict, method)(f"{V2}/{path}.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/json; charset=utf-8")
    [error] = json.loads(answer.content)
    assert error["code"] == 405
    assert method.upper() in error["description"]
    assert answer.headers["Allow"] == ("GET, HEAD, POST" if path == "requests" else "GET, HEAD")
    answer = getattr(strict, method)(f"{V2}/{path}.xml")
    assert fromstring(answer.content).findtext("error/code") == "405"


def test_the_description_is_read_only() -> None:
    answer = Client(enforce_csrf_checks=True).put(f"{V2}/openapi.json")
    assert (answer.status_code, json.loads(answer.content)[0]["code"]) == (405, 405)


@pytest.mark.parametrize("method", ["get", "post", "put"])
@pytest.mark.parametrize(
    ("path", "form"),
    [("nosuch.xml", "xml"), ("nosuch.json", "json"), ("a/b/c.xml", "xml"), ("nosuch", "json"), ("", "json"),
     ("requests.yaml", "json"), ("services/a/b.xml", "xml")],
)  # fmt: skip
def test_a_path_there_is_not(method: str, path: str, form: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(f"{V2}/{path}")
    assert answer.status_code == 404
    if form == "json":
        [error] = json.loads(answer.content)
        assert error["code"] == 404
    else:
        assert fromstring(answer.content).findtext("error/code") == "404"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"no parts at all", "multipart/form-data; boundary=", 400),
        (b"&".join(b"f%d=1" % number for number in range(2_000)), "application/x-www-form-urlencoded", 400),
        (b"description=" + b"x" * 6_000_000, "application/x-www-form-urlencoded", 413),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_form_that_cannot_be_read_is_told_in_the_error_body(
    body: bytes, kind: str, status: int, form: str
) -> None:
    answer = Client().post(f"{V2}/requests.{form}", data=body, content_type=kind)
    assert answer.status_code == status
    code = (
        json.loads(answer.content)[0]["code"]
        if form == "json"
        else int(fromstring(answer.content).findtext("error/code") or 0)
    )
    assert code == status
