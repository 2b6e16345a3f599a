"""A small city for long proofs, built once a session and copied for each test."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.prove.copies import Copy, new_state


@pytest.fixture(scope="session")
def _built() -> Iterator[Path]:
    original = Copy(new_state())
    try:
        original.build()
        yield original.state
    finally:
        original.throw_away()


@pytest.fixture
def copies(_built: Path) -> Iterator[list[Copy]]:
    """Two copies of the city, each with a state folder, database and port of its own."""
    made = []
    for _ in range(2):
        state = new_state()
        shutil.rmtree(state)
        _copy_with_owners(_built, state)
        made.append(Copy(state))
    yield made
    for copy in made:
        copy.throw_away()


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Say a measured figure where the reader of a long run sees it."""

    def tell(words: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"    {words}\n")

    return tell


@pytest.fixture
def copy(copies: list[Copy]) -> Copy:
    return copies[0]


def _copy_with_owners(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
