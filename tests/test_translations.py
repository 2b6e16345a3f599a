"""The English catalogue is current and complete: a screen never mixes two languages by neglect."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "mark": None,
    "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[ds]|\{\w*\}")


@cache
def extracted() -> frozenset[str]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_ours)
    return frozenset(
        text
        for _, _, message, _, _ in found
        for text in (message[:1] if isinstance(message, tuple) else [message])
    )


def _ours(folder: str) -> bool:
    return Path(folder).name[0] != "." and Path(folder).name not in {"node_modules", "var", "vendor", "dist"}


@cache
def catalogue() -> Catalog:
    with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="en")


def translations(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def test_every_message_in_the_code_is_in_the_catalogue() -> None:
    missing = {text for text in extracted() if catalogue().get(text) is None}
    assert not missing, f"Run `scripts/messages update` and translate: {sorted(missing)}"


def test_the_catalogue_holds_nothing_the_code_no_longer_says() -> None:
    left = {
        message.id[0] if isinstance(message.id, tuple) else message.id
        for message in catalogue()
        if message.id
    } - extracted()
    assert not left, f"Run `scripts/messages update`; these are gone from the code: {sorted(left)}"


def test_every_message_has_its_english() -> None:
    empty = [message.id for message in catalogue() if message.id and not all(translations(message))]
    assert not empty, f"Translate in locale/en/LC_MESSAGES/django.po: {empty}"


def test_no_translation_is_a_guess() -> None:
    assert not [message.id for message in catalogue() if message.id and message.fuzzy]


def test_placeholders_agree() -> None:
    wrong = []
    for message in catalogue():
        source = message.id[0] if isinstance(message.id, tuple) else message.id
        wanted = sorted(PLACEHOLDER.findall(source))
        if source and any(
            sorted(PLACEHOLDER.findall(text)) != wanted for text in translations(message) if text
        ):
            wrong.append(source)
    assert not wrong


def test_english_holds_no_chinese() -> None:
    names = {"简体中文", "中文"}  # a language is named in itself
    mixed = [
        message.id
        for message in catalogue()
        if message.id
        and message.id not in names
        and any(re.search(r"[㐀-鿿]", text) for text in translations(message))
    ]
    assert not mixed
