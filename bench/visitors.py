"""Who visits our server in a bench, and the requests their browsers send."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from ipaddress import IPv4Address
from random import Random
from urllib.parse import urlencode

from bench import ground
from bench.load import Answer, Connection, get, post
from bench.words import SAID

CSRF = "b" * 32  # Django takes any well-formed value, as long as cookie and form agree
_BOUNDARY = "----bench7d3f"
_OFFERED = b'id="offered"'


@dataclass(frozen=True, slots=True)
class Clerk:
    """A sample person who works at a desk: his account and how many cases lie within his places."""

    account_id: int
    role: str
    cases: int


def busiest_clerk(role: str) -> Clerk:
    """Return the clerk of a role whose places hold most cases, and let him be entered by one click."""
    with ground.connect() as owner:
        row = owner.execute(
            """select a.id, count(*) from people_account a
               join people_appointment p on p.person_id = a.person_id and p.role = %s and p.valid_until is null
               join people_body b on b.id = p.body_id
               join bench_cases c on c.scope >= b.scope and c.scope < left(b.scope, -1) || '/'
               group by a.id order by 2 desc, 1 limit 1""",
            [role],
        ).fetchone()
        if row is None:
            raise ground.AbsentError(f"The demonstration city has no {role} with cases.")
        owner.execute("update people_account set sample = 999 where id = %s and sample is null", [row[0]])
    return Clerk(int(row[0]), role, int(row[1]))


def count_cases_by_place() -> None:
    """Note every case's place once, for :func:`busiest_clerk`."""
    with ground.connect() as owner:
        owner.execute("drop table if exists bench_cases")
        owner.execute("create table bench_cases as select scope from cases_case order by id limit 6000")


def session_of(port: int, clerk: Clerk) -> str:
    """Become the clerk and return his cookies."""

    async def enter() -> str:
        connection = await Connection.open(port)
        form = urlencode({"csrfmiddlewaretoken": CSRF}).encode()
        answer = await connection.ask(
            post(
                f"/demo/persons/{clerk.account_id}",
                form,
                "application/x-www-form-urlencoded",
                Cookie=f"csrftoken={CSRF}",
            )
        )
        connection.close()
        for line in answer.head.decode().split("\r\n"):
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie" and value.strip().startswith("sessionid="):
                return f"csrftoken={CSRF}; {value.split(';')[0].strip()}"
        raise ground.AbsentError(f"A {clerk.role} could not be entered: status {answer.status}.")

    return asyncio.run(enter())


def page(path: str, cookies: str = "") -> bytes:
    """Return the request of a page."""
    return get(path, **({"Cookie": cookies} if cookies else {}))


def estate_tokens() -> list[str]:
    """Return the tokens on the boards of the city's estates."""
    with ground.connect() as owner:
        return [
            str(row[0])
            for row in owner.execute(
                "select token from places_estate where valid_until is null order by id"
            ).fetchall()
        ]


def report(token: str, number: int, key: str = "") -> bytes:
    """Return a resident's report as a browser sends it: nobody signed in, a phone left, no photo."""
    fields = {
        "csrfmiddlewaretoken": CSRF,
        "submission_key": key or str(uuid.uuid4()),
        "text": _text(number),
        "kind": "",
        "spot": f"{number % 30}幢{number % 4}单元",
        "fact_on": "",
        "phone": f"154{number % 100_000_000:08d}",
    }
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="photos"; filename=""\r\n'
        "Content-Type: application/octet-stream\r\n\r\n\r\n"
    )
    body = "".join([*parts, f"--{_BOUNDARY}--\r\n"]).encode()
    return post(
        f"/report/{token}",
        body,
        f"multipart/form-data; boundary={_BOUNDARY}",
        Cookie=f"csrftoken={CSRF}",
        **{"X-Forwarded-For": _address(number)},
    )


def offered(answer: Answer) -> str:
    """Say where a report was answered with the offer of a like case: no error, and no case either."""
    return "a like case offered" if answer.status == 200 and _OFFERED in answer.body else ""  # noqa: PLR2004


def _text(number: int) -> str:
    """Return plain first words, and others that stand in no other report: all are looked up, and hardly any is met."""
    throw = Random(number)  # noqa: S311 - repeatable, and no secret
    return throw.choice(SAID) + "".join(chr(throw.randrange(0x4E00, 0x9FA5)) for _ in range(100))


def _address(number: int) -> str:
    """Return where a resident writes from: each from a home of his own, as a proxy would tell it."""
    return str(IPv4Address("10.0.0.1") + number % 2**24)
