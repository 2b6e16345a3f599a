"""A receiver that keeps the line open is left in the end, whatever it sends now and then, over TLS as without."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hemei.faces.api import pushing
from hemei.faces.api.rules import Fault

LOOPBACK = "127.0.0.1"
DROP, AT_MOST = 0.05, 0.5
Wrap = Callable[[socket.socket], socket.socket]


@contextmanager
def dripping(begin: bytes, wrap: Wrap) -> Iterator[int]:
    """Answer one call with a beginning and then a byte now and then, for ever; gives the port."""
    over = threading.Event()

    def drip() -> None:
        with suppress(OSError):
            plain, _ = listener.accept()
            with wrap(plain) as line:
                line.sendall(begin)
                while not over.wait(DROP):
                    line.sendall(b"x")

    with socket.create_server((LOOPBACK, 0)) as listener:
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        over.set()
    thread.join(5)
    assert not thread.is_alive()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "receiver.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Wrap:
    monkeypatch.setattr(pushing, "_trust", lambda: ssl.create_default_context(cafile=certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return lambda plain: context.wrap_socket(plain, server_side=True)


def pushed(scheme: str, port: int, monkeypatch: pytest.MonkeyPatch) -> pushing.Outcome:
    """Push with a patience of half a second; each byte comes well within the limit of a single read."""
    monkeypatch.setattr(pushing, "SECONDS", AT_MOST / 2)
    begun = time.monotonic()
    outcome = pushing.push(f"{scheme}://{LOOPBACK}:{port}/", {}, b"{}", inside=True)
    assert time.monotonic() - begun < 4 * AT_MOST
    return outcome


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\nX-Slow: "


@pytest.mark.parametrize("begin", [HEAD, HEAD + b"\r\n\r\n"], ids=["head", "body"])
def test_a_tls_receiver_that_drips_is_cut_off(
    begin: bytes, tls: Wrap, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dripping(begin, tls) as port:
        assert pushed("https", port, monkeypatch).fault is Fault.TIMEOUT


def test_a_receiver_that_drips_through_the_handshake_is_cut_off(
    tls: Wrap, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The header of a TLS record that promises 16 kB of handshake.
    with dripping(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", lambda plain: plain) as port:
        assert pushed("https", port, monkeypatch).fault is Fault.TIMEOUT


def test_a_plain_receiver_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    with dripping(HEAD, lambda plain: plain) as port:
        assert pushed("http", port, monkeypatch).fault is Fault.TIMEOUT


def test_a_tls_receiver_that_answers_has_it(tls: Wrap, monkeypatch: pytest.MonkeyPatch) -> None:
    with dripping(b"HTTP/1.1 204 No Content\r\n\r\n", tls) as port:
        assert pushed("https", port, monkeypatch) == pushing.Outcome(204)
