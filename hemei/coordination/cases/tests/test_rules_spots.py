"""Where in an estate: a building however it is written, a gate, the garage; other words say no place."""

from __future__ import annotations

import pytest

from hemei.coordination.cases.rules.spots import spot_key


@pytest.mark.parametrize(
    ("house", "spot", "key"),
    [
        ("", "3幢楼下", "3幢"),
        ("", "３号楼", "3幢"),
        ("", "三栋二单元", "3幢"),
        ("", "十二号楼", "12幢"),
        ("", "二十一座", "21幢"),
        ("", "一百零五幢", "105幢"),
        ("", "13幢", "13幢"),
        ("", "5#楼", "5幢"),
        ("3幢 1单元", "东门", "3幢"),
        ("会所", "", "会所"),
        ("", "小区东大门外", "东门"),
        ("", "地下车库入口", "车库"),
        ("", "地库", "车库"),
        ("", "草坪边上", ""),
        ("", "3单元", ""),
        ("", "十幢", "10幢"),
        ("", "零幢", ""),
        ("", "", ""),
    ],
)
def test_the_key_of_a_place(house: str, spot: str, key: str) -> None:
    assert spot_key(house, spot) == key
