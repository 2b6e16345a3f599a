"""One file with everything: a database dump, the encrypted files, the published checkpoints, a manifest.

The dump is taken first: a file stored later is in the archive without a row,
never a row without its file.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

from hemei.ground.records.keys import masters
from hemei.project import embedded

FORMAT = 1
_DUMP = "database.dump"
_MANIFEST = "manifest.json"


class ArchiveError(RuntimeError):
    """The archive could not be written or read; the message says why and what to do."""


def write(target: Path) -> int:
    """Write the archive whole or not at all; returns its bytes."""
    partial = target.with_name(f".{target.name}.partial")
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        dump = Path(scratch) / _DUMP
        _run([_tool("pg_dump"), "--format=custom", "--compress=6", "--no-owner", f"--file={dump}", *_place()])
        manifest = {
            "format": FORMAT,
            "city": settings.CITY,
            "key": key_mark(settings.VAULT_KEY),
            "dump_sha256": _digest(dump),
        }
        sheet = Path(scratch) / _MANIFEST
        sheet.write_text(json.dumps(manifest, indent=2), encoding="utf-8")
        try:
            with tarfile.open(partial, "w") as out:
                out.add(sheet, _MANIFEST)
                out.add(dump, _DUMP)
                for folder, name in ((settings.MEDIA, "media"), (settings.PUBLISHED, "published")):
                    if Path(folder).is_dir():
                        out.add(folder, name)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return target.stat().st_size


def read(source: Path, *, replace: bool) -> None:
    """Restore an archive; refuses another key, a damaged dump, and a database that holds something."""
    if not tarfile.is_tarfile(source):
        raise ArchiveError(f"{source} is not an archive of `hemei backup`.")
    with tempfile.TemporaryDirectory() as scratch:
        room = Path(scratch)
        with tarfile.open(source) as box:
            box.extractall(room, filter="data")
        _check(room, source)
        _empty_database(replace=replace)
        _run(
            [
                _tool("pg_restore"),
                "--no-owner",
                "--exit-on-error",
                "--single-transaction",
                *_place(),
                str(room / _DUMP),
            ]
        )
        for folder, name in ((settings.MEDIA, "media"), (settings.PUBLISHED, "published")):
            if replace:
                shutil.rmtree(folder, ignore_errors=True)
            if (room / name).is_dir():
                shutil.copytree(room / name, folder, dirs_exist_ok=True)


def key_mark(master: str) -> str:
    """Return a mark of a vault key that tells keys apart and tells nothing about them."""
    return hashlib.sha256(b"hemei/key-mark" + master.encode()).hexdigest()[:16]


def _check(room: Path, source: Path) -> None:
    try:
        manifest = json.loads((room / _MANIFEST).read_text(encoding="utf-8"))
        whole = manifest["format"] == FORMAT and manifest["dump_sha256"] == _digest(room / _DUMP)
        key = manifest["key"]
    except (OSError, ValueError, KeyError) as error:
        raise ArchiveError(f"{source} is not an archive of `hemei backup` ({error}).") from error
    if not whole:
        raise ArchiveError(f"{source} is damaged or of another format. Use another backup.")
    if key not in {key_mark(master) for master in masters()}:
        raise ArchiveError(
            "This backup was written under another vault key, so its personal data could not be opened. "
            "Set HEMEI_VAULT_KEY_FILE, or HEMEI_VAULT_KEY_BEFORE_FILE, to the key that belongs to it."
        )


def _empty_database(*, replace: bool) -> None:
    """Make the database empty; without `replace` only one that holds no events may be emptied."""
    place = settings.DATABASES["owner"] | {"NAME": connections["owner"].settings_dict["NAME"]}
    connections.close_all()
    with psycopg.connect(_address(_keywords(place)), autocommit=True) as owner:
        there = owner.execute("select to_regclass('records_event')").fetchone()
        held = there and there[0] and owner.execute("select 1 from records_event limit 1").fetchone()
        if held and not replace:
            raise ArchiveError(
                "The database holds events already. Restore into an empty one, or give --replace."
            )
        owner.execute("drop schema public cascade")
        owner.execute("create schema public")
        owner.execute(
            "do $$ begin if not exists (select 1 from pg_roles where rolname = 'hemei_app') then"
            " create role hemei_app login; end if;"
            " if not exists (select 1 from pg_roles where rolname = 'hemei_public') then"
            " create role hemei_public nologin; end if;"
            " if not pg_has_role('hemei_app', 'hemei_public', 'member') then"
            " grant hemei_public to hemei_app; end if; end $$"
        )
        owner.execute("grant usage on schema public to hemei_app, hemei_public")


def _keywords(place: dict[str, object]) -> dict[str, str]:
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {name: str(place[key]) for name, key in names.items() if place[key]}


def _address(words: dict[str, str]) -> str:
    return psycopg.conninfo.make_conninfo("", **words)


def _place() -> list[str]:
    """Return where the database is, for PostgreSQL's tools."""
    place = settings.DATABASES["owner"] | {"NAME": connections["owner"].settings_dict["NAME"]}
    words = _keywords(place)
    secret = words.pop("password", "")
    if secret:
        words["passfile"] = _passfile(secret)
    return ["--dbname=" + _address(words)]


def _passfile(secret: str) -> str:
    """Hand a password over by file: a command line is readable by every user of the machine."""
    escaped = secret.replace("\\", "\\\\").replace(":", "\\:")
    path = settings.STATE / "keys" / "pgpass"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(f"*:*:*:*:{escaped}\n", encoding="utf-8")
    return str(path)


def _tool(name: str) -> str:
    if settings.EMBEDDED:
        return str(embedded.binaries() / name)
    found = shutil.which(name)
    if found is None:
        raise ArchiveError(
            f"{name} is not installed. Install PostgreSQL's client programs of the server's version."
        )
    return found


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(list(command), check=False, capture_output=True, text=True)
    if done.returncode:
        raise ArchiveError(f"{Path(command[0]).name} failed: {done.stderr.strip().splitlines()[-1:]}")


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
