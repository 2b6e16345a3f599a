"""What a service refuses half-way leaves nothing behind, though the page that called it takes the refusal up.

A view runs in one transaction and its answer commits, so a page that catches `Refused` and shows the form again
commits whatever the service had written before it refused. Every service a page calls under an `except Refused`
is therefore one act: it opens a transaction of its own, by `records.whole`, `records.acting` or what stands on them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(file for file in ROOT.glob("hemei/*/*/pages*/**/*.py") if "tests" not in file.parts) + sorted(
    ROOT.glob("hemei/*/*/pages.py")
)
WHOLE = {"whole", "acting", "opened", "atomic", "as_public"}
"""Names that open a transaction, or a point to go back to, around what they decorate or hold."""
NOT_WHOLE = {
    "cases.ladders_of": "reads",
    "cases.check_follow_code": "a wrong code stays counted; its page stands alone",
    "people.confirm_second_factor": "a wrong code stays counted; its page stands alone",
    "people.confirm_self": "a wrong code stays counted; its page stands alone",
    "cases.send_stop_code": "as `send_follow_code`",
    "cases.stop_texts": "as `check_follow_code`; what it stops is one act",
    "cases.send_follow_code": "writes by another service alone, which is one act",
    "people.sign_in": "a wrong password stays counted; its page stands alone",
    "cases.act": "its pages stand alone: it opens its own transaction",
    "cases.report": "one statement writes it all",
    "mediation.own_party": "reads",
    "records.is_acting": "reads",
    "records.read_issue": "reads",
    "ledgers.read_paper": "reads",
    "people.confirmed_at": "reads",
    "cases.try_lines": "reads",
    "people.try_standard": "reads",
}


def is_whole(node: ast.expr) -> bool:
    name = node.func if isinstance(node, ast.Call) else node
    return (name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")) in WHOLE


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    return next((one for one in (path / "__init__.py", path.with_suffix(".py")) if one.exists()), None)


@cache
def imported(file: Path) -> dict[str, tuple[str, str]]:
    """Return what a file imports from the project: each name with its module and its name there."""
    found = {}
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hemei."):
            found |= {alias.asname or alias.name: (node.module or "", alias.name) for alias in node.names}
    return found


def definition(module: str, name: str) -> tuple[Path, ast.FunctionDef] | None:
    """Return where a function is defined, through whatever passes it on."""
    file = file_of(module)
    if file is None:
        return None
    for node in parsed(file).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return file, node
    passed_on = imported(file).get(name)
    return definition(*passed_on) if passed_on else None


def writes_itself(file: Path, node: ast.FunctionDef) -> bool:
    """Whether a service is one act: decorated so, or all it does besides reading lies in a block that is."""
    if any(is_whole(one) for one in node.decorator_list):
        return True
    inside = [
        one
        for one in node.body
        if isinstance(one, ast.With) and any(is_whole(i.context_expr) for i in one.items)
    ]
    if inside:
        return True
    # A front that does nothing but call another service is what that one is.
    last = node.body[-1]
    call = last.value if isinstance(last, ast.Return | ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and len(node.body) <= 2:
        target = definition(module_of(file), call.func.id)
        return bool(target and writes_itself(*target))
    return False


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def services_called(
    file: Path, nodes: list[ast.stmt], seen: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Yield the services that statements call, themselves or through functions of the same file."""
    local = {node.name: node for node in parsed(file).body if isinstance(node, ast.FunctionDef)}
    for node in (inner for one in nodes for inner in unguarded(one)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id not in local:
            yield from services_named(file)
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            module = imported(file).get(called.value.id)
            if module and module[1] == "services":
                yield f"{module[0]}.services", called.attr
        elif isinstance(called, ast.Name) and called.id in local and called.id not in seen:
            yield from services_called(file, local[called.id].body, seen | {called.id})


def services_named(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the services that tables of a file hold, for a call of whatever was found there."""
    for table in (node for node in parsed(file).body if isinstance(node, ast.Assign | ast.AnnAssign)):
        for node in ast.walk(table):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module = imported(file).get(node.value.id)
                if module and module[1] == "services":
                    yield f"{module[0]}.services", node.attr


def unguarded(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what lies in a statement, leaving out blocks that are a transaction of their own."""
    if isinstance(node, ast.With) and any(is_whole(item.context_expr) for item in node.items):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from unguarded(child)


def catches_refusals(node: ast.AST) -> bool:
    return isinstance(node, ast.Try) and any(
        "Refused" in ast.unparse(handler.type or ast.Constant("")) and not always_raises(handler)
        for handler in node.handlers
    )


def always_raises(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.body[-1], ast.Raise)


def half_acts(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(parsed(file)):
        if not catches_refusals(node):
            continue
        for module, name in services_called(file, node.body):  # type: ignore[attr-defined]
            target = definition(module, name)
            if target is None or f"{target[0].relative_to(ROOT).parts[2]}.{name}" in NOT_WHOLE:
                continue
            if not writes_itself(*target):
                found.add(f"{target[0].relative_to(ROOT)}:{target[1].lineno} {name}")
    return found


@pytest.mark.parametrize("chapter", sorted({file.relative_to(ROOT).parts[1] for file in PAGES}))
def test_a_service_whose_refusal_a_page_takes_up_is_one_act(chapter: str) -> None:
    pages = [file for file in PAGES if file.relative_to(ROOT).parts[1] == chapter]
    found = set().union(*(half_acts(file) for file in pages))
    assert not found, "give each @records.whole:\n" + "\n".join(sorted(found))
