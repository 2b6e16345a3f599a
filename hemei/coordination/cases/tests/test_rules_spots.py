"""Where in an estate: phase, district, building, unit, floor, else a gate or the garage; other words say no place."""

from __future__ import annotations

import pytest

from hemei.coordination.cases.rules.spots import building_of, spot_key

# What a report says of the spot, and the key it has.
SAID = """
3幢楼下 = 3幢
３号楼 = 3幢
三栋二单元 = 3幢2单元
三栋２单元五楼 = 3幢2单元5层
3栋1单元门口 = 3幢1单元
十二号楼 = 12幢
二十一座 = 21幢
一百零五幢 = 105幢
一〇五幢 = 105幢
十幢 = 10幢
13幢 = 13幢
03幢 = 3幢
第3幢 = 3幢
③号楼 = 3幢
5#楼 = 5幢
5＃ = 5幢
3 号 楼 西侧 = 3幢
3号栋 = 3幢
零幢 =
A栋 = A幢
B栋 = B幢
a栋楼下 = A幢
Ａ座 = A幢
A座大堂 = A幢
B座电梯 = B幢
A号楼 = A幢
C楼3层 = C幢3层
A1栋 = A1幢
A-1栋 = A1幢
a－０1栋2单元 = A1幢2单元
3A栋 = 3A幢
甲栋 = 甲幢
东区3栋 = 东区3幢
西区3栋 = 西区3幢
西区三号楼2单元 = 西区3幢2单元
东南区3栋 = 东南区3幢
A区3栋 = A区3幢
一区12栋 = 1区12幢
3组团5栋 = 3组团5幢
2期3栋 = 2期3幢
二期3栋 = 2期3幢
Ⅱ期3栋 = 2期3幢
第二期东区3栋一单元 = 2期东区3幢1单元
二期路灯不亮 = 2期
东区 = 东区
上期3栋 = 3幢
绿地小区A区3栋 = A区3幢
15座面包车 =
十五座的面包车 =
七座商务车占道 =
7座SUV =
这里有一座假山 =
两座桥 =
两栋楼之间 =
3座的电梯坏了 = 3幢
3座车库 = 车库
3座地下车库 = 3幢
A座椅坏了 =
3-2-501 = 3幢2单元
2026-11-27 =
3幢501室 = 3幢
3幢东单元 = 3幢东单元
3幢A单元 = 3幢A单元
3幢负一层 = 3幢-1层
3幢-1楼 = 3幢-1层
3幢B1 = 3幢-1层
3幢地下2层 = 3幢-2层
3幢1-5楼 = 3幢
3幢共18层 = 3幢
3幢18层高 = 3幢
3幢2单元楼道 = 3幢2单元
5楼 =
3单元 =
小区东大门外 = 东门
东门 = 东门
西北门 = 西北门
东区南门 = 东区南门
3号门 = 3号门
三号大门 = 3号门
大门口 = 大门
西门子空调外机 =
地下车库入口 = 车库
地库 = 车库
地下二层车库 = 车库-2层
车库B2 = 车库-2层
地下车库A区 = A区车库
12#车位 =
KTV楼上 =
草坪边上 =
"""


def rows() -> list[tuple[str, str]]:
    pairs = [line.split(" =") for line in SAID.strip().splitlines()]
    return [(spot, key.strip()) for spot, key in pairs]


@pytest.mark.parametrize(("spot", "key"), rows())
def test_the_key_of_what_a_report_says(spot: str, key: str) -> None:
    assert spot_key("", spot, "绿地小区") == key


@pytest.mark.parametrize(
    ("house", "spot", "key"),
    [
        ("3幢 1单元", "东门", "3幢1单元"),
        ("3幢 1单元", "5楼", "3幢1单元5层"),
        ("3幢", "3栋二单元五楼", "3幢2单元5层"),
        ("3幢", "5栋二单元", "3幢"),
        ("3幢", "二单元", "3幢2单元"),
        ("三号楼", "", "3幢"),
        ("A栋 2单元", "", "A幢2单元"),
        ("B座", "A座", "B幢"),
        ("东区3栋 1单元", "", "东区3幢1单元"),
        ("3", "", "3幢"),
        ("3 2单元", "", "3幢2单元"),
        ("3号", "", "3幢"),
        ("a", "", "A幢"),
        ("会所", "", "会所"),
        ("会所", "3幢旁", "会所"),
        ("会 所", "", "会所"),
        ("荷园 １单元", "", "荷园1单元"),
        ("2期商铺", "", "2期商铺"),
        ("南门菜场", "", "南门菜场"),
        ("东大门", "", "东门"),
        ("地下车库", "", "车库"),
        ("  ", "3幢", "3幢"),
        ("", "", ""),
    ],
)
def test_the_building_of_the_register_comes_first(house: str, spot: str, key: str) -> None:
    assert spot_key(house, spot) == key


def test_the_name_of_an_estate_is_no_place_in_it() -> None:
    assert spot_key("", "安居苑西区3栋", "安居苑西区") == spot_key("", "3栋", "安居苑西区") == "3幢"
    assert spot_key("", "安居苑西区3栋", "安居苑") == "西区3幢"


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("2期东区A1幢2单元5层", "2期东区A1幢"),
        ("3幢5层", "3幢"),
        ("3幢东单元", "3幢"),
        ("车库-2层", "车库"),
        ("会所", "会所"),
        ("荷园1单元", "荷园"),
        ("东门", "东门"),
        ("", ""),
    ],
)
def test_others_read_the_building_and_no_door(key: str, shown: str) -> None:
    assert building_of(key) == shown
