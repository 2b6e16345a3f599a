"""Why an estate is in no bundle, why nothing can be planned, why estates cannot stay together."""

from __future__ import annotations

from collections.abc import Iterable

from hemei.kernel.decision import Reason, mark
from hemei.oversight.renewal.rules.planner.ground import Bundle, Ground, Site, bits


def why_left(ground: Ground, number: int, *, offered: bool) -> Reason:
    """Return why an estate is in no bundle; `offered` says that a bundle with it would pay."""
    if offered:
        return Reason(
            mark("可以打包，但这一方案把邻近的小区用在更合适的包里。"),
            {},
            mark("需要纳入的，把它和邻近小区固定在一起再算。"),
            code="elsewhere",
        )
    if not ground.next_to[number]:
        return _no_neighbour(ground, number)
    even = _least_even(ground, number)
    if even is None:
        return Reason(
            mark("和邻近小区合在一起，超过一个包的户数、个数或步行范围。"),
            {},
            mark("户数较多的，按市场化选聘办理。"),
            code="too_many",
        )
    return Reason(
        mark("和邻近小区打包，收费标准要到每平方米每月{even}元才能收支相抵，现按{fee}元。"),
        {"even": yuan(even), "fee": yuan(ground.wishes.fee_fen)},
        mark("提高拟定的收费标准、安排补贴，或改用社区准物业、居委会+物业。"),
        code="too_dear",
    )


def _no_neighbour(ground: Ground, number: int) -> Reason:
    """Return why there is nobody a step away: a line between, another street, or only distance."""
    here, step = ground.sites[number], ground.rules.walk.step
    others = _by_distance(ground, number)
    close = [other for metres, other in others if metres <= step]
    barred = next(
        (other for other in close if _within(ground, here, other) and _lines(ground, here, other)), None
    )
    if barred is not None:
        return Reason(
            mark("和{other}之间隔着{line}，步行范围内没有桥梁或通道。"),
            {"other": barred.name, "line": "、".join(_lines(ground, here, barred))},
            mark("有桥梁或通道的，请补登障碍线的通道后再算。"),
            code="barred",
        )
    beyond = next((other for other in close if not _within(ground, here, other)), None)
    if beyond is not None:
        return Reason(
            mark("步行范围内只有其他街道的小区（{other}）。"),
            {"other": beyond.name},
            mark("需要跨街道打包的，由区县写明理由统一测算。"),
            code="other_street",
        )
    if not others:
        return Reason(
            mark("没有别的小型老旧小区。"), {}, mark("按社区准物业或居委会+物业办理。"), code="alone"
        )
    metres, other = others[0]
    return Reason(
        mark("最近的小型老旧小区（{other}）步行约{metres}米，超过{step}米。"),
        {"other": other.name, "metres": metres, "step": step},
        mark("按社区准物业或居委会+物业办理。"),
        code="far",
    )


def nothing_pays(ground: Ground) -> Reason:
    """Return why no bundle can be formed at all."""
    if not ground.sites:
        return Reason(
            mark("没有可以打包的小型老旧小区。"),
            {},
            mark("请核对小区的面积、户数和位置是否登记，以及排除的小区。"),
            code="no_estates",
        )
    evens = [even for number in range(len(ground.sites)) if (even := _least_even(ground, number)) is not None]
    if len(ground.sites) == 1:
        return Reason(
            mark("只有一个可以打包的小型老旧小区，不成一个包。"),
            {},
            mark("按社区准物业或居委会+物业办理。"),
            code="alone",
        )
    if evens:
        return Reason(
            mark("没有一组小区在每平方米每月{fee}元时收支相抵；最接近的一组要{even}元。"),
            {"fee": yuan(ground.wishes.fee_fen), "even": yuan(min(evens))},
            mark("提高拟定的收费标准再算，或改用社区准物业、居委会+物业。"),
            "fee",
            "nothing_pays",
        )
    return Reason(
        mark("{count}个小区之间没有步行{step}米以内、可以相连的。"),
        {"count": len(ground.sites), "step": ground.rules.walk.step},
        mark("看每个小区的说明：隔着河流铁路的、跨街道的、位置有误的，分别处理。"),
        code="nobody_near",
    )


def impossible_together(ground: Ground, *groups: int) -> Reason:
    """Return why estates that are to stay together cannot."""
    members = [ground.sites[number] for group in groups for number in bits(group)]
    names = "、".join(site.name for site in members)
    for one in members:
        for other in members:
            if one.id < other.id and (lines := _lines(ground, one, other)) and not _way(ground, one, other):
                return Reason(
                    mark("{one}和{other}之间隔着{line}，没有桥梁或通道，不能打在一个包里。"),
                    {"one": one.name, "other": other.name, "line": "、".join(lines)},
                    mark("有桥梁或通道的，请先补登障碍线的通道。"),
                    "together",
                    "barred",
                )
    return Reason(
        mark("{names}不能同时固定在一起：相距太远、超过一个包的上限，或收费标准不够收支相抵。"),
        {"names": names},
        mark("请减少固定的小区，或提高拟定的收费标准。"),
        "together",
        "together",
    )


def yuan(fen: int) -> str:
    """Write fen as yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def _by_distance(ground: Ground, number: int) -> list[tuple[int, Site]]:
    """Return the other estates with the straight way in metres times the detour, the nearest first."""
    here = ground.sites[number]
    found = [
        (ground.walks.at_least(here.spot, other.spot), other) for other in ground.sites if other.id != here.id
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].id))


def _within(ground: Ground, one: Site, other: Site) -> bool:
    return ground.wishes.beyond_street or one.street == other.street


def _lines(ground: Ground, one: Site, other: Site) -> list[str]:
    return [line.name for line in ground.walks.barred_by(one.spot, other.spot)]


def _way(ground: Ground, one: Site, other: Site) -> bool:
    return ground.walks.metres(one.spot, other.spot, most=ground.rules.walk.across) is not None


def _least_even(ground: Ground, number: int) -> int | None:
    """Return the lowest fee at which a set with this estate that was looked at breaks even."""
    return min((one.budget.break_even_fen for one in _looked_at(ground, number)), default=None)


def _looked_at(ground: Ground, number: int) -> Iterable[Bundle]:
    least = ground.rules.size.least
    for bundle in ground.reckoned():
        if (
            bundle.mask >> number & 1
            and bundle.mask.bit_count() >= least
            and ground.hangs_together(bundle.mask)
        ):
            yield bundle
