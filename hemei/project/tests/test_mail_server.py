"""The address of the mail server, as the environment gives it."""

from __future__ import annotations

import pytest

from hemei.project import environment


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ("", 25, "", "", False, False)),
        ("smtp://mail.example.cn", ("mail.example.cn", 587, "", "", True, False)),
        ("smtps://me%40x:p%3Aw@mail.example.cn", ("mail.example.cn", 465, "me@x", "p:w", False, True)),
        ("smtp://10.0.0.1:25?tls=no", ("10.0.0.1", 25, "", "", False, False)),
    ],
)
def test_the_address_of_a_mail_server(
    monkeypatch: pytest.MonkeyPatch, address: str, expected: tuple[object, ...]
) -> None:
    monkeypatch.setenv("HEMEI_EMAIL_URL", address)
    found = environment.mail_server("HEMEI_EMAIL_URL")
    assert (found.host, found.port, found.user, found.password, found.starttls, found.tls) == expected


@pytest.mark.parametrize("address", ["mail.example.cn", "http://mail", "smtp://", "smtp://x:port"])
def test_a_wrong_address_stops_the_start_and_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HEMEI_EMAIL_URL", f"{address}")
    with pytest.raises(environment.ConfigurationError, match="HEMEI_EMAIL_URL") as caught:
        environment.mail_server("HEMEI_EMAIL_URL")
    assert address not in str(caught.value).replace("smtp://user", "")
