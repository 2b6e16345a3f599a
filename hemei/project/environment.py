"""Typed readers of the environment: a wrong value stops the start and says which.

Every variable begins with ``HEMEI_``. A secret may come from a file named by
the same variable with ``_FILE`` appended.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class ConfigurationError(ValueError):
    """A variable has a value that cannot be used."""


# The city of a copy whose environment names none: its official code, and its folder under standards/.
CITY = "3401"
STANDARDS_CITY = "hefei"


def text(name: str, default: str = "") -> str:
    """Read a text; an empty variable counts as unset."""
    return os.environ.get(name, "").strip() or default


def secret(name: str, default: str = "") -> str:
    """Read a secret from the variable or from the file that ``NAME_FILE`` points to."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise ConfigurationError(
            f"{name}_FILE points to {path!r}, which cannot be read ({reason}). Name a readable file."
        ) from error


def whole(name: str, default: int, *, least: int, most: int) -> int:
    """Read a whole number between two bounds, both included."""
    raw = text(name)
    if not raw:
        return default
    if not raw.isdecimal() or not least <= int(raw) <= most:
        raise ConfigurationError(f"{name} is {raw!r}. It takes a whole number from {least} to {most}.")
    return int(raw)


def flag(name: str, *, default: bool) -> bool:
    """Read yes or no."""
    raw = text(name).lower()
    if not raw:
        return default
    if raw not in {"yes", "no", "1", "0", "true", "false"}:
        raise ConfigurationError(f"{name} is {raw!r}. It takes yes or no.")
    return raw in {"yes", "1", "true"}


def words(name: str, default: str = "") -> list[str]:
    """Read a list of words separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret_words(name: str) -> list[str]:
    """Read a list of secret words separated by commas or line ends, from the variable or its file."""
    return [word.strip() for word in secret(name).replace("\n", ",").split(",") if word.strip()]


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in; no host, no mail."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mail_server(name: str) -> MailServer:
    """Read the address of a mail server: `smtps://user:password@host:465`, or `smtp://…:587` which begins TLS itself.

    `smtp://host:25?tls=no` stays plain, for a server of the same machine or network.
    """
    raw = secret(name)
    if not raw:
        return MailServer()
    try:
        parts = urlsplit(raw)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = dict(parse_qsl(parts.query)).get("tls") == "no"
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        # The address is not repeated: it may hold a password.
        raise ConfigurationError(
            f"{name} is not the address of a mail server. It takes smtp://user:password@host:587 or smtps://."
        )
    tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or (465 if tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=not tls and not plain,
        tls=tls,
    )


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Read one of a few words."""
    raw = text(name, default)
    if raw not in allowed:
        raise ConfigurationError(f"{name} is {raw!r}. It takes one of: {', '.join(allowed)}.")
    return raw


def folder(name: str, default: Path) -> Path:
    """Read a folder; it need not exist yet, but must be absolute."""
    path = Path(text(name) or default)
    if not path.is_absolute():
        raise ConfigurationError(f"{name} is {str(path)!r}. It takes an absolute path.")
    return path


def database(name: str) -> dict[str, object] | None:
    """Read a PostgreSQL address as Django's connection settings; ``None`` where unset.

    ``postgresql://user:password@host:5432/name`` or, by socket,
    ``postgresql:///name?host=/run/postgresql&user=hemei_app``.
    """
    raw = secret(name)
    if not raw:
        return None
    try:
        parts = urlsplit(raw)
        port = parts.port
    except ValueError:  # a port or bracket that is none
        parts, port = urlsplit(""), None
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) <= 1:
        # The address is not repeated: it may hold a password.
        raise ConfigurationError(
            f"{name} is not the address of a PostgreSQL database. "
            "It takes postgresql://user:password@host:5432/name."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": parts.hostname or options.pop("host", ""),
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": options,
    }
