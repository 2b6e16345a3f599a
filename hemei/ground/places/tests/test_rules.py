"""Paths, names and positions: tables a clerk can check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.ground.places.rules.names import name_keys, short_name
from hemei.ground.places.rules.paths import child_path, fewest_ranges, ids_of, moved_path
from hemei.ground.places.rules.positions import (
    Frame,
    MapSystem,
    Point,
    degrees,
    may_use,
    metres_between,
    to_cgcs2000,
)

HEFEI = Frame(west=116_683_333, south=30_950_000, east=117_966_667, north=32_533_333)


def test_a_path_is_built_from_the_city_down() -> None:
    assert child_path("", 1) == "1."
    assert child_path("1.4.", 37) == "1.4.37."
    assert ids_of("1.4.37.") == (1, 4, 37)


def test_a_moved_street_takes_its_communities_along() -> None:
    assert moved_path("1.4.37.512.", old="1.4.37.", new="1.9.37.") == "1.9.37.512."
    with pytest.raises(ValueError, match="does not lie under"):
        moved_path("1.5.37.", old="1.4.", new="1.9.")


def test_a_range_inside_another_adds_nothing() -> None:
    assert [found.path for found in fewest_ranges(["1.40.", "1.4.7.", "1.4.", "1.4."])] == ["1.4.", "1.40."]


paths = st.lists(st.integers(1, 99), min_size=1, max_size=4).map(
    lambda ids: "".join(f"{number}." for number in ids)
)


@given(st.lists(paths, max_size=12), paths)
def test_fewest_ranges_cover_exactly_what_the_paths_cover(chosen: list[str], place: str) -> None:
    covered = any(place.startswith(path) for path in chosen)
    assert any(found.covers(place) for found in fewest_ranges(chosen)) == covered


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("长丰县", "changfengxian", "cfx"),
        ("长宁社区服务中心", "changningshequfuwuzhongxin", "cnsqfwzx"),
        ("翡翠花园12期A区", "feicuihuayuan12qiaqu", "fchy12qaq"),
        ("乐桥镇", "leqiaozhen", "lqz"),
    ],
)
def test_names_are_found_by_their_letters(name: str, pinyin: str, initials: str) -> None:
    keys = name_keys(name)
    assert (keys.pinyin, keys.initials) == (pinyin, initials)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("方塘社区居民委员会", "方塘社区"),
        ("多福巷社区居委会", "多福巷社区"),
        ("双墩村委会", "双墩村"),
        ("大杨村民委员会", "大杨村"),
        ("龚湾社区", "龚湾社区"),
        ("紫蓬山管委会", "紫蓬山管委会"),
        ("肥东经济开发区管理委员会", "肥东经济开发区管理委员会"),
    ],
)
def test_a_screen_shows_the_community_not_its_committee(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("shifted", "true"),
    [
        (Point(121_531_542, 31_175_304), Point(121_527_211, 31_177_428)),
        (Point(113_917_176, 22_540_796), Point(113_912_316, 22_543_847)),
        (Point(116_384_047, 39_913_345), Point(116_377_817, 39_911_954)),
    ],
)
def test_positions_of_shifted_maps_come_back_by_the_published_vectors(shifted: Point, true: Point) -> None:
    assert metres_between(to_cgcs2000(shifted.lon, shifted.lat, MapSystem.GCJ02), true) <= 1
    assert to_cgcs2000(true.lon, true.lat, MapSystem.WGS84) == true


def test_a_baidu_position_moves_by_what_both_shifts_add_up_to() -> None:
    shown = Point(117_233_000, 31_826_000)
    moved = to_cgcs2000(shown.lon, shown.lat, MapSystem.BD09)
    assert 800 < metres_between(shown, moved) < 1500


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert metres_between(Point(117_000_000, 31_000_000), Point(117_000_000, 32_000_000)) == 111_320
    assert metres_between(Point(117_000_000, 31_800_000), Point(117_010_000, 31_800_000)) in range(940, 952)


def test_a_point_outside_the_city_is_refused_with_its_value_and_a_way_out() -> None:
    decision = may_use(Point(121_473_700, 31_230_400), HEFEI, city="合肥市")
    assert not decision.allowed
    reason = decision.reasons[0]
    assert reason.text.format(**reason.values) == "位置（东经 121.473700，北纬 31.230400）不在合肥市范围内。"
    assert reason.remedy
    assert may_use(Point(117_227_239, 31_820_587), HEFEI, city="合肥市").allowed
    assert may_use(Point(0, 0), None, city="芜湖市").allowed


def test_degrees_are_written_without_rounding() -> None:
    assert degrees(31_000_001) == "31.000001"
    assert degrees(-500_000) == "-0.500000"
