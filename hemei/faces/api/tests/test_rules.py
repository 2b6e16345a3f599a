"""What may be subscribed to and where; how a push is signed; when one gives up."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from hemei.faces.api.rules import (
    KINDS,
    MOST_WEBHOOKS,
    RETRIES,
    is_public,
    may_subscribe,
    next_try,
    signature,
    spoken_secret,
)

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
KIND = "cases.case_reported"


def codes(url: str = "https://hooks.example.org/x", **changes: object) -> list[str]:
    usual: dict[str, object] = {
        "kinds": frozenset({KIND}), "scopes": frozenset({"cases", "webhooks"}), "standing": 0, "inside": False,
    }  # fmt: skip
    decision = may_subscribe(url=url, **{**usual, **changes})  # type: ignore[arg-type]
    return [reason.code for reason in decision.reasons]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://hooks.example.org/x?y=1", None),
        ("https://hooks.example.org:8443/x", None),
        ("http://hooks.example.org/x", "url"),
        ("ftp://hooks.example.org/x", "url"),
        ("https://", "url"),
        ("https://user:word@example.org/", "url"),
        ("https://example.org:99999/", "url"),
        ("https://example.org:0/", "url"),
        ("https://例子.cn/", "url"),
        ("https://example.org/\r\nX: y", "url"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://127.0.0.1/", "private"),
        ("https://169.254.169.254/latest", "private"),
        ("https://192.168.1.1/", "private"),
        ("https://localhost/", "private"),
        ("https://db.internal/", "private"),
        ("https://[::1/", "url"),
        ("https://example.org/" + "x" * 500, "url"),
    ],
)
def test_an_address_lies_in_the_open_network(url: str, code: str | None) -> None:
    assert codes(url) == ([code] if code else [])


def test_a_trial_may_push_to_itself() -> None:
    assert codes("http://127.0.0.1:9/x", inside=True) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kinds": frozenset()}, "kinds"),
        ({"kinds": frozenset({"people.signed_in"})}, "kind"),
        ({"scopes": frozenset({"webhooks"})}, "scope"),
        ({"standing": MOST_WEBHOOKS}, "most"),
    ],
)
def test_what_cannot_be_subscribed_to(changes: dict[str, object], code: str) -> None:
    assert codes(**changes) == [code]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to be refused
        ("224.0.0.1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("2002:7f00:1::", False),
        ("::ffff:93.184.216.34", True),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:  # noqa: FBT001
    assert is_public(address) is public


def test_a_push_is_signed_as_standard_webhooks_says() -> None:
    """The vector of the specification's own libraries."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    said = signature(
        secret, number="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=b'{"test": 2432232314}'
    )
    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert spoken_secret(secret) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_pauses_grow_and_end() -> None:
    tries = [next_try(failures, NOW) for failures in range(1, len(RETRIES) + 2)]
    assert tries[0] == NOW + timedelta(seconds=5)
    assert tries[-1] is None
    assert list(RETRIES) == sorted(RETRIES)


def test_every_kind_is_an_event_of_an_earlier_app() -> None:
    assert {kind.partition(".")[0] for kind in KINDS} == {"cases", "boards", "disclosure", "records"}
