"""What a shape finds wrong with a document that a city issues is said in Chinese, sentence by sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from hemei.ground.records.standards import shapes, spoken_misfits
from hemei.kernel.standards import DocumentText, StandardError, read_document, read_sources
from hemei.kernel.standards.spoken import spoken

ROOT = Path(__file__).resolve().parent.parent
SPEAKING = sorted(ROOT.glob("hemei/*/*/rules/misfits.py"))


def sentences(rules: Path) -> Iterator[tuple[str, str]]:
    """Yield each sentence that the shapes of an app raise, with a number or word wherever one is filled in."""
    for file in sorted(rules.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name in {"__post_init__", "_problems"}:
                for said in ast.walk(node):
                    if isinstance(said, ast.Call) and getattr(said.func, "id", "") in {
                        "Misfit",
                        "ValueError",
                    }:
                        yield from ((file.name, text) for text in texts(said.args[0]))
                    elif isinstance(said, ast.Yield) and said.value is not None:
                        yield from ((file.name, text) for text in texts(said.value))
                    elif isinstance(said, ast.YieldFrom) and isinstance(said.value, ast.GeneratorExp):
                        yield from ((file.name, text) for text in texts(said.value.elt))


def texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "9" for one in node.values)


@pytest.mark.parametrize("file", SPEAKING, ids=lambda file: file.parts[-3])
def test_every_sentence_of_the_shapes_has_its_chinese(file: Path) -> None:
    said = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts)).SPOKEN
    found = list(sentences(file.parent))
    assert found
    for name, text in found:
        assert any(re.fullmatch(known, f"{text}.", re.DOTALL) for known, _words in said), f"{name}: {text}"


def test_a_weight_tree_that_does_not_add_up_is_told_with_its_numbers() -> None:
    text = (ROOT / "standards/hefei/red-property-standard/2019-12-31.toml").read_text("utf-8")
    wrong, changed = re.subn(
        r"\nweight = (\d+)\nscale", lambda found: f"\nweight = {int(found[1]) + 1}\nscale", text, count=1
    )
    assert changed == 1
    sources = read_sources("sources.toml", (ROOT / "standards/sources.toml").read_text("utf-8"))
    with pytest.raises(StandardError) as refusal:
        read_document(
            DocumentText("hefei", "red-property-standard", date(2027, 1, 1), wrong, "issued"),
            shapes()["red-property-standard"], sources,
        )  # fmt: skip
    reason = spoken(refusal.value, spoken_misfits())
    said = reason.text.format(**reason.values) + reason.remedy.format(**reason.values)
    assert re.search(r"“.+”部分各项指标的权重合计是\d+，这一部分的权重是\d+。", said)
    assert not re.search("[a-z]{3,} ", said)


def test_a_second_factor_counts_an_hour_at_most_as_the_database_holds() -> None:
    text = (ROOT / "standards/national/fund-rules/2021-01-01.toml").read_text("utf-8")
    sources = read_sources("sources.toml", (ROOT / "standards/sources.toml").read_text("utf-8"))
    for minutes, refused in (("60 minutes", False), ("61 minutes", True), ("1 hours", True)):
        changed = re.sub(r'(\[paying_second\]\nlimit = )".+"', rf'\1"{minutes}"', text)
        document = DocumentText("national", "fund-rules", date(2027, 1, 1), changed, "issued")
        try:
            read_document(document, shapes()["fund-rules"], sources)
            found = ""
        except StandardError as refusal:
            reason = spoken(refusal, spoken_misfits())
            found = reason.text.format(**reason.values)
        assert ("最多60分钟" in found) is refused, (minutes, found)
