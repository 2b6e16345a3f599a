"""What the import contracts cannot say of the house's shape. Each test lists every offence at once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from hemei.faces.portal.past import PAGES, TODAY_ONLY

ROOT = Path(__file__).parent.parent
CODE = sorted(path for path in (ROOT / "hemei").rglob("*.py") if "migrations" not in path.parts)
PRODUCT = [path for path in CODE if "tests" not in path.parts]
MOST_LINES = 400
MOST_FUNCTION_LINES = 50
# Another app is entered by these; `security` builds the policies of migrations.
DOORS = {"services", "queries", "security"}
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
}
CLOCKS = {"datetime.now", "date.today", "timezone.now", "utc_now", "time.time", "datetime.utcnow"}
CLOCK_ENDS = {name.rpartition(".")[2] for name in CLOCKS}
# A cell of a sheet and a day typed on the command line have no zone; in the last one the day is made.
DAYS_WITHOUT_A_ZONE = {
    "hemei/ground/records/tables/workbook.py",
    "hemei/project/commands/tally.py",
    "hemei/project/commands/figures.py",
    "hemei/project/commands/credit.py",
    "hemei/project/commands/standards.py",
    "hemei/kernel/workdays.py",
}
OF_THE_REAL_CLOCK = re.compile(r"utc_now\(\)[^,]*\.date\(\)")
OF_THE_CLOCK = re.compile(rf"\bnow\.date\(\)|{OF_THE_REAL_CLOCK.pattern}")
NAMES_OF_NOTHING = {"utils", "helpers", "common", "manager", "managers", "base", "misc"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class Said:
    """What a file's tree says, as far as it is asked here; the trees themselves would fill a gigabyte."""

    functions: list[tuple[str, int, int]]  # name, line, length
    imports: list[tuple[list[str], int]]
    calls: list[tuple[str, int]]  # what is called, as it is written, where a name or a name's attribute is


@cache
def said_in(path: Path) -> Said:
    said = Said([], [], [])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            said.functions.append(
                (node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1)
            )
        elif isinstance(node, ast.Import):
            said.imports.extend((alias.name.split("."), node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            said.imports.extend(
                (f"{node.module}.{alias.name}".split("."), node.lineno) for alias in node.names
            )
        elif isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            asked = not isinstance(node.func, ast.Attribute) or node.func.attr in WRITES | CLOCK_ENDS
            asked = asked or (node.func.attr == "date" and not node.args)  # type: ignore[union-attr]
            if asked:
                said.calls.append((ast.unparse(node.func), node.lineno))
    return said


def app_of(path: Path) -> str:
    """`hemei/ground/records/services/x.py` belongs to `hemei.ground.records`."""
    return ".".join(path.relative_to(ROOT).parts[:3])


def test_no_file_and_no_function_is_too_long() -> None:
    long = [name_of(path) for path in CODE if path.read_text(encoding="utf-8").count("\n") > MOST_LINES]
    long += [
        f"{name_of(path)}:{line} {name}"
        for path in PRODUCT
        for name, line, length in said_in(path).functions
        if length > MOST_FUNCTION_LINES
    ]
    assert not long, "Split by business act: " + ", ".join(long)


def test_another_app_is_entered_by_its_front_door() -> None:
    wrong = []
    for path in PRODUCT:
        own = app_of(path)
        if own.startswith("hemei.project"):
            continue  # the project wires the apps together
        for parts, line in said_in(path).imports:
            inner = parts[0] == "hemei" and len(parts) > 3 and parts[1] not in {"kernel", "ui", "project"}
            if inner and ".".join(parts[:3]) != own and parts[3] not in DOORS:
                wrong.append(f"{name_of(path)}:{line} enters {'.'.join(parts[:4])}")
    assert not wrong, "Use services or queries:\n" + "\n".join(wrong)


def test_only_services_write_rows() -> None:
    wrong = []
    for path in PRODUCT:
        if "services" in path.parts or path.name == "services.py":
            continue
        wrong += [
            f"{name_of(path)}:{line} {called}"
            for called, line in said_in(path).calls
            if called.rpartition(".")[2] in WRITES and ".objects" in called.rpartition(".")[0]
        ]
    assert not wrong, "Writing rows is a service's work:\n" + "\n".join(wrong)


def test_rules_services_and_queries_are_told_the_time() -> None:
    wrong = [
        f"{name_of(path)}:{line}"
        for path in PRODUCT
        if {"rules", "services", "queries"} & {*path.parts, path.stem}
        for called, line in said_in(path).calls
        if called in CLOCKS
    ]
    assert not wrong, "Let the edge pass `now`:\n" + "\n".join(wrong)


def test_the_day_of_a_moment_is_that_of_shanghai() -> None:
    """`.date()` of a moment in UTC says yesterday from midnight to eight o'clock in Shanghai."""
    wrong = [
        f"{name_of(path)}:{line} {called}"
        for path in PRODUCT
        if name_of(path) not in DAYS_WITHOUT_A_ZONE
        for called, line in said_in(path).calls
        if called.endswith(".date")
    ]
    scripts = sorted(path for folder in ("tests/journeys", "bench") for path in (ROOT / folder).rglob("*.py"))
    wrong += [
        f"{name_of(path)}:{number}"
        for path in (*scripts, *(path for path in CODE if "tests" in path.parts))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (OF_THE_CLOCK if path in scripts else OF_THE_REAL_CLOCK).search(line)
    ]
    assert not wrong, "Ask for shanghai_day(now):\n" + "\n".join(wrong)


def test_rule_tests_never_touch_the_database() -> None:
    for path in (ROOT / "hemei").rglob("tests/test_rules*.py"):
        text = path.read_text(encoding="utf-8")
        assert "django_db" not in text, name_of(path)
        assert "own_database" not in text, name_of(path)


def test_no_city_is_named_in_code() -> None:
    # The city of a copy whose environment names none is a setting, and stands there only.
    wrong = [
        f"{name_of(path)} says {word}"
        for path in PRODUCT
        if path != ROOT / "hemei/project/environment.py"
        for word in ("Hefei", "合肥", "hefei")
        if word in path.read_text(encoding="utf-8")
    ]
    assert not wrong, "Another city is another folder under standards/: " + ", ".join(wrong)


def test_no_module_is_named_after_nothing() -> None:
    assert [name_of(path) for path in CODE if path.stem in NAMES_OF_NOTHING] == []


# The apps that keep registers; of people the bodies, not the accounts. A later one is added here.
REGISTERS = {"places", "companies", "offices", "party", "policy", "duties", "cockpit"}
REGISTER_PATHS = (
    "office/bodies",
    "office/staff",
    "committees",
    "deliberation/communities",
    "honours/estates",
    "renewal",
)


def test_every_page_of_a_register_knows_the_past_or_says_why_not() -> None:
    """'As of' works on every register page: add a new page to `PAGES`, or with its reason to `TODAY_ONLY`.

    Both stand in `hemei.faces.portal.past`. A page in `PAGES` reads `on` from its address (`hemei.ui.forms.as_of`);
    the banner, and the day in every link, form and export of the page, come by themselves.
    """
    pages = {
        f"{space}:{pattern.name}"
        for space, path, pattern in addresses(get_resolver())
        if space in REGISTERS
        or (space in {"people", "deliberation", "honours", "renewal"} and path.startswith(REGISTER_PATHS))
    }
    assert PAGES | set(TODAY_ONLY) == pages
    assert PAGES & set(TODAY_ONLY) == set()


def addresses(within: URLResolver, space: str = "", path: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for found in within.url_patterns:
        if isinstance(found, URLResolver):
            yield from addresses(found, found.namespace or space, path + str(found.pattern))
        else:
            yield space, path + str(found.pattern), found
