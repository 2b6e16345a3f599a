"""Money is read exactly and written as it was read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.kernel.money import NotMoney, fen_of, yuan


@given(st.integers(-(10**13), 10**13))
def test_what_is_written_is_read_again(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen
    assert fen_of(yuan(fen).replace(",", "")) == fen


@pytest.mark.parametrize(("text", "fen"), [("0.5", 50), (" 12 ", 1200), ("1,234.50", 123450), ("-0.01", -1)])
def test_yuan_are_read_as_whole_fen(text: str, fen: int) -> None:
    assert fen_of(text) == fen


@pytest.mark.parametrize(
    "text", ["", "0.001", "1e3", "12元", "USD 5", ".5", "1,23", "1.", "--1", "１２", "1 2", "9" * 13]
)
def test_anything_else_is_no_money(text: str) -> None:
    with pytest.raises(NotMoney):
        fen_of(text)
