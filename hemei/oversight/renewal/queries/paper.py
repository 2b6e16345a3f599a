"""The tender documents of a package, from what is on record; papers are in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hemei.ground.places import queries as places
from hemei.ground.records.services import Heading, Paper, Paragraph, Part, Table, Words
from hemei.oversight.renewal.models import Package, PackageEstate
from hemei.oversight.renewal.rules.packages import KEY_TEXTS, CostKey, shares
from hemei.oversight.renewal.rules.planner.costs import Budget, budget_of
from hemei.oversight.renewal.rules.planner.left import yuan
from hemei.oversight.renewal.rules.planner.standard import PackagePlanning


def weights_of(row: Package, members: Sequence[PackageEstate]) -> dict[int, int]:
    """Return by what the cost of a package is shared: the agreed shares, else building areas."""
    if row.cost_key == CostKey.AGREED and all(one.share for one in members):
        return {one.estate_id: one.share or 0 for one in members}
    return {one.estate_id: one.area_dm2 for one in members}


def month_of(row: Package, members: Sequence[PackageEstate], rules: PackagePlanning, metres: int) -> Budget:
    """Return the month of the estates that stand in a package, at its fee."""
    area = sum(one.area_dm2 for one in members)
    households = sum(one.households for one in members)
    return budget_of(area, households, metres, fee_fen=row.fee_fen, rules=rules)


def tender_paper(
    row: Package,
    members: Sequence[PackageEstate],
    sites: Mapping[int, places.EstateRow],
    rules: PackagePlanning,
) -> Paper:
    """Return the documents of a tender: what is to be served, at most for how much, how it is shared, until when."""
    if row.opened_on is None or row.closes_on is None:
        raise ValueError(f"{row.stream} is not out to tender")
    return Paper(
        title=f"{row.name}物业服务招标文件",
        lines=(
            f"{row.opened_on.isoformat()}发出，{row.closes_on.isoformat()}投标截止",
            f"共{len(members)}个小区，服务期{row.years}年",
        ),
        parts=(
            *_estates(members, sites),
            *_terms(row, members),
            *_month(row, members, rules),
            *_shared(row, members, rules),
            *_bidding(),
        ),
        author=row.name,
        day=row.opened_on,
        foot=f"{row.name}　{row.opened_on.isoformat()}",
    )


def _estates(members: Sequence[PackageEstate], sites: Mapping[int, places.EstateRow]) -> Iterator[Part]:
    yield Heading("一、招标范围")
    rows = []
    for number, one in enumerate(members, start=1):
        site = sites[one.estate_id]
        cells = (
            str(number),
            site.name,
            site.address,
            str(one.area_dm2 // 100),
            str(one.households),
            str(site.built_year or "—"),
            one.decided_on.isoformat() if one.decided_on else "—",
        )
        rows.append(tuple(Words(cell) for cell in cells))
    heads = ("序号", "小区", "地址", "面积（平方米）", "户数", "建成年份", "业主表决")
    yield Table(heads, tuple(rows), (1, 3, 5, 2, 1, 2, 2))
    yield _said(
        "各小区在自己的物业管理区域内由业主共同决定（民法典第二百七十八条），没有通过的小区不在本次招标范围内。"
    )


def _terms(row: Package, members: Sequence[PackageEstate]) -> Iterator[Part]:
    area = sum(one.area_dm2 for one in members)
    yield Heading("二、收费标准和服务期")
    yield _said(f"收费标准由投标人报价，不得高于业主表决同意的每平方米每月{yuan(row.fee_fen)}元。")
    yield _said(
        f"总建筑面积{area // 100}平方米，按上限计全额收缴每月{yuan(area * row.fee_fen // 100)}元；服务期{row.years}年。"
    )
    yield _said("签订一份合同，每个小区一份附件；附件写明该小区的面积、收费和分摊，各小区的账目分别公布。")


def _month(row: Package, members: Sequence[PackageEstate], rules: PackagePlanning) -> Iterator[Part]:
    budget = month_of(row, members, rules, 0)
    names = {post.code: post.name for post in rules.post}
    yield Heading("三、人员配置和每月支出测算（供参考，不作为报价依据）")
    yield Table(
        ("岗位", "人数"),
        tuple((Words(names[code]), Words(str(number))) for code, number in budget.posts),
        (3, 1),
    )
    yield _said(
        f"人员{yuan(budget.wages_fen)}元，材料、机具和保险{yuan(budget.running_fen)}元；"
        f"按收缴{rules.paid.share.value * 100}%计，收支相抵的收费标准为每平方米每月{yuan(budget.break_even_fen)}元。"
    )
    yield _said(f"依据：{rules.head.source.title}（{rules.head.day.isoformat()}），按设计列出。")


def _shared(row: Package, members: Sequence[PackageEstate], rules: PackagePlanning) -> Iterator[Part]:
    weights = weights_of(row, members)
    parts = shares(month_of(row, members, rules, 0).cost_fen, weights)
    whole = sum(weights.values())
    yield Heading("四、共同支出在各小区之间的分摊")
    yield _said(
        f"分摊办法：{KEY_TEXTS[CostKey(row.cost_key)]}。分到分，除不尽的按余数从大到小进位，合计不变。"
    )
    yield Table(
        ("小区", "份额", "每月分摊（元）"),
        tuple(
            (
                Words(one.estate.name),
                Words(f"{weights[one.estate_id] * 10_000 // whole / 100:.2f}%"),
                Words(yuan(parts[one.estate_id])),
            )
            for one in members
        ),
        (4, 2, 2),
    )


def _bidding() -> Iterator[Part]:
    yield Heading("五、投标和评定")
    yield _said(
        "投标人的信用等级和综合实力星级由平台在登记投标之日从信用记录取得，附在投标人一览表，不由投标人填报。"
    )
    yield _said("中标后合同由区县物业主管部门登记，各小区的管理模式随之登记为统一打包选聘。")


def _said(text: str) -> Paragraph:
    return Paragraph((Words(text),))
