"""The whole database that migrations make with less drawing of models is the one they make in Django's own way."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from hemei.project import embedded
from tests.prebuilt import ROOT, environment

pytestmark = pytest.mark.prove
_QUICK = "from hemei.project.migrating import migrate; migrate()"
_PLAIN = (
    "from django.core.management import call_command;"
    "call_command('migrate', database='owner', verbosity=0, interactive=False)"
)


def made(name: str, way: str, state) -> str:
    """Return the tables, rules and rows of a database migrated in a way, without the moments of its making."""
    from conftest import _admin

    with _admin() as admin:
        admin.execute(f'create database "{name}"')
    try:
        code = f"from hemei.project.start import ready; ready(); {way}"
        subprocess.run([sys.executable, "-P", "-c", code], cwd=ROOT, env=environment(name, state), check=True)
        place = embedded.connection("test", embedded.OWNER, name)
        dump = subprocess.run(
            [embedded.binaries() / "pg_dump", "-h", place["HOST"], "-U", place["USER"], "-d", name],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    finally:
        with _admin() as admin:
            admin.execute(f'drop database "{name}" with (force)')
    return re.sub(r"(?m)^\\(un)?restrict .*$|\d{4}-\d\d-\d\d [\d:.]+\+00", "", dump)


@pytest.mark.usefixtures("_template")
def test_what_the_migrations_make_does_not_hang_on_how_django_draws_past_models(tmp_path):
    quick, plain = (made(f"migrated_{len(way)}", way, tmp_path) for way in (_QUICK, _PLAIN))
    assert "CREATE TABLE" in quick
    assert quick == plain
