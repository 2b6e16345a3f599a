"""Every setting, event and command is documented; no document speaks of what is not there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from hemei.project.cli import _COMMANDS

ROOT = Path(__file__).parent.parent
CODE = [path for path in (ROOT / "hemei").rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_words(pattern: str) -> set[str]:
    return {word for path in CODE for word in re.findall(pattern, path.read_text(encoding="utf-8"))}


def test_every_setting_is_documented_and_none_is_invented() -> None:
    read = code_words(r'environment\.\w+\(\s*"(HEMEI_\w+)"') | code_words(r'_kept_secret\("(HEMEI_\w+)"')
    written = {word.removesuffix("_FILE") for word in re.findall(r"`(HEMEI_\w+)`", text("docs/settings.md"))}
    assert read - written == set(), "docs/settings.md does not speak of these"
    assert written - read == set(), "docs/settings.md speaks of these, which nothing reads"


# Two words that are no event: a kind of list in the audit trail.
# And what fills an item of an evaluation: the name of a record, not of something that happened.
NO_EVENTS = {"cases.street_lasting", "people.person_list"} | {
    name
    for path in (ROOT / "standards").glob("*/*/*.toml")
    for name in re.findall(r'^filled_by = "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_every_event_is_documented_and_none_is_invented() -> None:
    apps = "|".join(sorted(path.parent.name for path in (ROOT / "hemei").glob("*/*/apps.py")))
    words = code_words(rf'"((?:{apps})\.[a-z]+(?:_[a-z]+)*)"') - NO_EVENTS
    written = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", text("docs/events.md"), re.MULTILINE))
    assert written - words == set(), "docs/events.md speaks of these, which nothing records"
    # An event has two words at least (`case_closed`); a single word names a stream.
    assert {word for word in words if "_" in word} - written == set(), (
        "docs/events.md does not speak of these"
    )


@pytest.mark.parametrize("command", sorted(_COMMANDS))
def test_every_command_is_documented(command: str) -> None:
    assert f"hemei {command}" in text("docs/commands.md")


def test_links_inside_the_documents_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_kinds_in_examples_of_calls_are_on_the_list_of_today() -> None:
    newest = max((ROOT / "standards/hefei/responsibility-list").glob("2*.toml"))
    listed = {line["code"] for line in tomllib.loads(newest.read_text(encoding="utf-8"))["problem"]}
    named = {
        (page.name, code)
        for page in (ROOT / "docs/howto").glob("*.md")
        if page.name.startswith(("api.", "open311."))
        for code in re.findall(
            r"(?:\"kind\": ?\"|\bkind=|service_code=|services/)([a-z_]+)", page.read_text(encoding="utf-8")
        )
    }
    assert ("api.md", "blocked_fire_lane") in named
    assert [one for one in sorted(named) if one[1] not in listed] == []


def test_the_api_is_described_as_it_is() -> None:
    from hemei.faces.api.description import FILE
    from hemei.project.api import described
    from hemei.project.commands.api import STALE

    assert FILE.read_text(encoding="utf-8") == described(), STALE
