"""`python -m bench [ROW...]`: run rows of the bench, all of them by default."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

ROWS = (
    "events",
    "g1",
    "g2",
    "g3",
    "g4",
    "g5",
    "boards",
    "hotline",
    "g6",
    "g7",
    "g8",
    "g10",
    "g13",
    "latency",
    "g15",
    "load",
    "g14",
)


def main() -> int:
    """Prepare the ground, run the rows, print; exit 1 when a goal is missed, 2 when something is absent."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="hemei-bench-", ignore_cleanup_errors=True) as fresh:
        state = Path(given.state or fresh)
        state.mkdir(parents=True, exist_ok=True)
        state.chmod(0o755)  # root's database runs as another user
        os.environ["HEMEI_STATE"] = str(state.resolve())
        os.environ["HEMEI_DEMO"] = "yes"
        os.environ.setdefault("HEMEI_LOG_LEVEL", "warning")
        os.environ["DJANGO_SETTINGS_MODULE"] = "hemei.project.settings"
        from bench.ground import AbsentError
        from bench.rows import run
        from hemei.project.embedded import release

        try:
            report = run(given.rows or ROWS, quick=given.quick)
        except AbsentError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 2
        finally:
            release("main")  # before its folder goes
    if given.json:
        given.json.write_text(json.dumps(report.rows, indent=2, ensure_ascii=False), encoding="utf-8")
    for line in report.missed:
        print(f"missed  {line}")
    return 1 if report.missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], metavar="ROW", help=", ".join(ROWS))
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--state", help="keep the database in this folder for the next run")
    parser.add_argument(
        "--quick", action="store_true", help="short rounds and small tables: to try the bench"
    )
    given = parser.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    return given


if __name__ == "__main__":
    sys.exit(main())
