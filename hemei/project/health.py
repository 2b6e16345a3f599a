"""The health page: which commit answers, and whether it is ready to."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from hemei.ground.records import queries
from hemei.ui.doors import stands_alone


@cache
def commit() -> str:
    """Return the commit of this copy, or what the build wrote, or `unknown`."""
    built = settings.BASE / "commit.txt"
    if built.exists():
        return built.read_text(encoding="ascii").strip()
    head = Path(settings.ROOT) / ".git"
    if not head.exists():
        return "unknown"
    asked = subprocess.run(
        # The checkout may belong to another user, which git minds unless told that we trust our own code.
        ["git", "-c", f"safe.directory={settings.ROOT}", "-C", str(settings.ROOT), "rev-parse", "HEAD"],  # noqa: S607
        check=False,
        capture_output=True,
        text=True,
        timeout=5,
    )
    return asked.stdout.strip() or "unknown"


def waiting_migrations() -> list[str]:
    """Return the migrations of this code that the database has not seen."""
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - needs loaded apps

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


_ready: list[bool] = []


@stands_alone  # it looks at what visitors may not see
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when migrated and loaded, else 503 with what is missing."""
    try:
        if not _ready:
            waiting = waiting_migrations()
            loaded = not waiting and queries.is_loaded()
            if loaded:
                _ready.append(True)  # neither is ever undone while this process lives
            state = {"ready": loaded, "migrations_waiting": len(waiting), "loaded": loaded}
        else:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
            state = {"ready": True, "migrations_waiting": 0, "loaded": True}
        state["database"] = True
    except DatabaseError:
        state = {"ready": False, "database": False}
    return JsonResponse({"commit": commit(), **state}, status=200 if state["ready"] else 503)
