"""The two small cities of the tests, built on the other core while the types are checked.

One is looked through as a whole (`tests/test_demonstration.py`), one is served to the journeys as of today. Each is a
database and a folder, marked with what it was built from; whoever finds none that fits builds his own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from hemei.kernel.workdays import shanghai_day
from hemei.project import embedded

ROOT = Path(__file__).resolve().parents[1]
WHOLE, SERVED = "city_whole", "city_served"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""The moment as of which the whole city is built."""
_COPYING = threading.Lock()  # a template is copied by one at a time
_BUILD = """
from hemei.project.start import ready
ready()
import sys
from datetime import datetime
from hemei.kernel.clock import utc_now
from hemei.project.demonstration.building import build_city
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import SMALL
now = datetime.fromisoformat(sys.argv[1]) if sys.argv[1:] else utc_now().replace(microsecond=0)
build_city(scale=SMALL, now=now, progress=Progress(sys.stderr))
"""


def environment(name: str, state: Path) -> dict[str, str]:
    """Return the environment of a process of ours that works in a city of this name and folder."""
    place = embedded.connection("test", embedded.OWNER, name)
    url = f"postgresql:///{name}?host={place['HOST']}&port={place['PORT']}&user="
    return {
        **os.environ,
        "HEMEI_TESTING": "yes",
        "HEMEI_DEMO": "yes",
        "HEMEI_STATE": str(state),
        "HEMEI_DATABASE_URL": url + embedded.APP,
        "HEMEI_OWNER_DATABASE_URL": url + embedded.OWNER,
        "HEMEI_SECRET_KEY": "5" * 64,
        "HEMEI_VAULT_KEY": "7" * 64,
        "DJANGO_SETTINGS_MODULE": "hemei.project.settings",
    }


def folder(kind: str) -> Path:
    """Return the folder of a city that was built ahead."""
    return settings.STATE / "test-cities" / kind


def build(name: str, state: Path, now: datetime | None = None) -> None:
    """Build a small city in a fresh copy of the template, as of a moment or of now; what it tells is kept there."""
    state.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-P", "-c", _BUILD, *([now.isoformat()] if now else [])]
    with (state / "told").open("wb") as told:
        done = subprocess.run(command, cwd=ROOT, env=environment(name, state), stderr=told, check=False)
    if done.returncode:
        raise RuntimeError((state / "told").read_text(encoding="utf-8"))


def build_ahead(template: str) -> None:
    """Build both cities anew beside each other, unless those that stand are of this code and day."""
    with ThreadPoolExecutor() as both:
        for built in [
            both.submit(_build_one, template, kind, now) for kind, now in ((WHOLE, NOW), (SERVED, None))
        ]:
            built.result()


def _build_one(template: str, kind: str, now: datetime | None) -> None:
    if stands(kind):
        return
    with _admin() as admin:
        admin.execute(f'drop database if exists "{kind}" with (force)')
        with _COPYING:
            admin.execute(f'create database "{kind}" template "{template}"')
    shutil.rmtree(folder(kind), ignore_errors=True)
    build(kind, folder(kind), now)
    with _admin() as admin:
        admin.execute(f"comment on database \"{kind}\" is '{_mark(kind)}'")


def stands(kind: str) -> bool:
    """Whether a city of this code, and where it is served of this day, was built ahead."""
    with _admin() as admin:
        told = admin.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [kind]
        ).fetchone()
    return bool(told) and told[0] == _mark(kind)


def _mark(kind: str) -> str:
    files = [
        path for path in (ROOT / "hemei").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    files += [path for path in (ROOT / "standards").rglob("*") if path.is_file()]
    seen = hashlib.sha256()
    for path in sorted(files):
        seen.update(str(path.relative_to(ROOT)).encode() + hashlib.sha256(path.read_bytes()).digest())
    return f"{seen.hexdigest()[:16]} {shanghai_day(datetime.now(UTC)) if kind == SERVED else ''}"


def _admin():
    import psycopg

    place = embedded.connection("test", embedded.OWNER, "postgres")
    return psycopg.connect(host=place["HOST"], user=place["USER"], dbname="postgres", autocommit=True)
