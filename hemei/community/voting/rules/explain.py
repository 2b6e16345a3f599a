"""A result in sentences: every number, its formula, its clause, and what was missing."""

from __future__ import annotations

from collections.abc import Iterator

from hemei.community.voting.rules.casting import CHANNEL_NAMES
from hemei.community.voting.rules.count import Comparison, Details, Measured, Outcome
from hemei.community.voting.rules.own_rules import NONE, Own, counted_by
from hemei.community.voting.rules.roll import Ballot
from hemei.community.voting.rules.standards import Matter, VoteCounting
from hemei.kernel.decision import Reason, mark
from hemei.kernel.standards import Warrant

MOST_BUILDINGS = 10
_CHANNELS = {str(channel): words for channel, words in CHANNEL_NAMES.items()}
_WITH_DEVELOPER = mark(
    "总人数{heads}人：同一买受人、完全相同的共有人各按一人，建设单位未出售和未交付的{units}个合计按一人（{clause}）。"
)
_WITHOUT_DEVELOPER = mark(
    "总人数{heads}人：同一买受人、完全相同的共有人各按一人，没有属于建设单位的部分（{clause}）。"
)
_COMPARED = {
    ("take_part", "area", True): mark(
        "参与表决的面积：{left} × {part} {sign} {right} × {whole}（平方米），成立。"
    ),
    ("take_part", "area", False): mark(
        "参与表决的面积：{left} × {part} {sign} {right} × {whole}（平方米），不成立，还差{short}平方米。"
    ),
    ("take_part", "heads", True): mark("参与表决的人数：{left} × {part} {sign} {right} × {whole}，成立。"),
    ("take_part", "heads", False): mark(
        "参与表决的人数：{left} × {part} {sign} {right} × {whole}，不成立，还差{short}人。"
    ),
    ("agree", "area", True): mark("同意的面积：{left} × {part} {sign} {right} × {whole}（平方米），成立。"),
    ("agree", "area", False): mark(
        "同意的面积：{left} × {part} {sign} {right} × {whole}（平方米），不成立，还差{short}平方米。"
    ),
    ("agree", "heads", True): mark("同意的人数：{left} × {part} {sign} {right} × {whole}，成立。"),
    ("agree", "heads", False): mark(
        "同意的人数：{left} × {part} {sign} {right} × {whole}，不成立，还差{short}人。"
    ),
}
_SHORT = {
    "take_part": mark("距参与表决的{share}还差{heads}人、{area}平方米。"),
    "agree": mark("距同意的{share}还差{heads}人、{area}平方米。"),
}
_SHORT_OF_ALL = {
    "take_part": mark("须全体参与表决，还差{heads}人。"),
    "agree": mark("须全体同意，还差{heads}人、{area}平方米。"),
}
_AGREE_OF = {
    "taking_part": mark("同意的比例按参与表决的面积和人数计算（{clause}）。"),
    "all": mark("同意的比例按全部面积和全部人数计算，这是当时的规定（{clause}）。"),
}


_NOT_ALL = {
    True: mark("全体参与了表决，没有全体同意，未通过（{clause}）。"),
    False: mark("没有全体参与表决，未通过（{clause}）。"),
}
"""Where all must agree: whether all took part."""


def square_metres(area_dm2: int) -> str:
    """Return an area in square metres, decimals only where there are any: 2,910 or 1,373.34."""
    metres, rest = divmod(area_dm2, 100)
    return f"{metres:,}.{rest:02}" if rest else f"{metres:,}"


def reasons_of(
    matter: Matter, counting: VoteCounting, measured: Measured, outcome: Outcome, own: Own = NONE
) -> tuple[Reason, ...]:
    """Explain a result from the verdict down to what was left out of it, and by which of the estate's own rules."""
    return (
        _verdict(matter, outcome),
        *_totals(counting, measured),
        *_bars(matter, outcome),
        *_missing(matter, measured, outcome),
        *_left_out(matter, counting, measured, own),
        *counted_by(own),
    )


def _verdict(matter: Matter, outcome: Outcome) -> Reason:
    if outcome.passed:
        text = mark("通过（{clause}）。")
    elif matter.unanimous:
        text = _NOT_ALL[outcome.quorum]
    elif outcome.quorum:
        text = mark("参与表决达到要求，同意未达到，未通过（{clause}）。")
    else:
        text = mark("参与表决未达到要求，未通过（{clause}）。")
    return Reason(text, {"clause": matter.clause}, code="verdict")


def _totals(counting: VoteCounting, measured: Measured) -> Iterator[Reason]:
    total, part, agree, details = measured.total, measured.part, measured.agree, measured.details
    yield Reason(
        mark("总面积{area}平方米：名册上{units}个专有部分的面积之和（{clause}）。"),
        {"area": square_metres(total.area_dm2), "units": f"{details.units:,}", "clause": _cited(counting.area.warrant)},
        code="total_area",
    )  # fmt: skip
    yield Reason(
        _WITH_DEVELOPER if details.developer_units else _WITHOUT_DEVELOPER,
        {
            "heads": f"{total.heads:,}",
            "units": f"{details.developer_units:,}",
            "clause": _cited(counting.heads.warrant),
        },
        code="total_heads",
    )
    yield Reason(
        mark("参与表决：{units}个专有部分投出有效选票，{area}平方米、{heads}人。"),
        {
            "units": f"{details.cast_units:,}",
            "area": square_metres(part.area_dm2),
            "heads": f"{part.heads:,}",
        },
        code="taking_part",
    )
    for channel, count in details.channels:
        values = {"channel": _CHANNELS.get(channel, channel) or "-", "count": f"{count:,}"}
        yield Reason(mark("计入的选票中，{channel}{count}张。"), values, code="channels")
    yield Reason(
        mark("同意：{area}平方米（按专有部分计）、{heads}人。"),
        {"area": square_metres(agree.area_dm2), "heads": f"{agree.heads:,}"},
        code="agreeing",
    )


def _bars(matter: Matter, outcome: Outcome) -> Iterator[Reason]:
    if matter.warrant.verify:
        text = mark("所引条文凭既有知识列出，引用前须核对原文（{clause}）。")
        yield Reason(text, {"clause": matter.clause}, code="verify")
    if matter.unanimous:
        text = mark("须经名册上有利害关系的业主全体同意：人人参与表决，各专有部分都同意（{clause}）。")
        yield Reason(text, {"clause": matter.clause}, code="unanimous")
    else:
        yield Reason(_AGREE_OF[matter.agree_of], {"clause": matter.clause}, code="agree_of")
    for test in outcome.tests:
        shown = square_metres if test.of == "area" else "{:,}".format
        yield Reason(
            _COMPARED[test.stage, test.of, test.holds],
            {
                "left": str(test.bar.share.denominator),
                "part": shown(test.part),
                "sign": test.bar.sign,
                "right": str(test.bar.share.numerator),
                "whole": shown(test.whole),
                "short": shown(test.short),
            },
            code=f"{test.stage}_{test.of}",
        )


def _missing(matter: Matter, measured: Measured, outcome: Outcome) -> Iterator[Reason]:
    """Say what the first stage that fails lacks; where owners stayed away, in which buildings."""
    failed = [test for test in outcome.tests if not test.holds]
    if not failed:
        return
    stage = failed[0].stage
    lacking = {test.of: test.short for test in failed if test.stage == stage}
    share = {} if matter.unanimous else {"share": _share(failed[0])}
    yield Reason(
        (_SHORT_OF_ALL if matter.unanimous else _SHORT)[stage],
        share | {"heads": f"{lacking.get('heads', 0):,}", "area": square_metres(lacking.get("area", 0))},
        code=f"short_{stage}",
    )
    if stage == "take_part" or matter.unanimous or matter.agree_of == "all":
        yield from _by_building(measured)


def _share(test: Comparison) -> str:
    return f"{test.bar.share.numerator}/{test.bar.share.denominator}"


def _by_building(measured: Measured) -> Iterator[Reason]:
    uncast = measured.details.uncast
    for one in uncast[:MOST_BUILDINGS]:
        yield Reason(
            mark("楼栋“{building}”未投票：{units}个专有部分，{area}平方米。"),
            {
                "building": one.building or "-",
                "units": f"{one.units:,}",
                "area": square_metres(one.area_dm2),
            },
            code="uncast",
        )
    rest = uncast[MOST_BUILDINGS:]
    if rest:
        yield Reason(
            mark("其余{buildings}个楼栋未投票：{units}个专有部分，{area}平方米。"),
            {
                "buildings": f"{len(rest):,}",
                "units": f"{sum(one.units for one in rest):,}",
                "area": square_metres(sum(one.area_dm2 for one in rest)),
            },
            code="uncast",
        )


def _left_out(matter: Matter, counting: VoteCounting, measured: Measured, own: Own) -> Iterator[Reason]:
    details = measured.details
    clause = {"clause": matter.clause}
    if details.cast_units < details.units:
        all_agree = mark("未投票的不算参与表决，也不算同意（{clause}）。")
        text = all_agree if matter.unanimous else mark("未投票的不算参与表决（{clause}）。")
        yield Reason(text, clause, code="silent")
    open_in_law = tuple(_open_in_law(counting, details))
    yield from open_in_law
    by_default = any(_CHOSEN.get(one.code) not in own.says for one in open_in_law)
    if by_default and matter.unanimous:
        text = mark(
            "以上各项法律没有规定，按现行标准的默认做法计；须全体同意是法律的规定，议事规则不能改变（{clause}）。"
        )
        yield Reason(text, clause, code="design")
    elif by_default:
        yield Reason(mark("以上各项法律没有规定，按现行标准的默认做法计，议事规则可以另定。"), code="design")


_CHOSEN = {
    "double": "double_ballots",
    "spoiled": "spoiled_ballots",
    "mixed": "mixed_choice",
    "parking": "parking_spaces",
}
"""By which parameter of rules of procedure the owners choose otherwise, by the code of what is open in law."""


def _open_in_law(counting: VoteCounting, details: Details) -> Iterator[Reason]:
    """Tell of everything that was counted by a design item, one by one."""
    for double in details.doubles:
        yield _double(double.counted, double.displaced)
    for count, text, code in (
        (details.spoiled_ballots, _SPOILED[counting.spoiled_ballots.take_part], "spoiled"),
        (details.mixed_heads, _MIXED[counting.mixed_choice.agrees], "mixed"),
        (details.shared_with_developer, _SHARED, "shared_with_developer"),
        (details.parking_units, _PARKING, "parking"),
    ):
        if count:
            yield Reason(text, {"count": f"{count:,}"}, code=code)


_SPOILED = {
    True: mark("无效选票{count}张，算参与表决，不算同意。"),
    False: mark("无效选票{count}张，不算参与表决。"),
}
_MIXED = {
    "all_units": mark(
        "{count}人名下各专有部分意见不一：算参与表决，人数不算同意，面积按每个专有部分各自计。"
    ),
    "most_area": mark(
        "{count}人名下各专有部分意见不一：同意的面积超过其已投面积一半的算同意，面积按每个专有部分各自计。"
    ),
}
_SHARED = mark("{count}个已交付的专有部分由建设单位与他人共有，按共有人另计一人，不并入建设单位。")
_PARKING = mark("车位{count}个没有表决权，不计入面积和人数。")
_DOUBLE = {
    True: mark(
        "{unit}有不止一张有效选票，后到的为准：计第{counted}行（{counted_at}，{counted_by}），"
        "不计第{displaced}行（{displaced_at}，{displaced_by}）。"
    ),
    False: mark(
        "{unit}有不止一张有效选票，先到的为准：计第{counted}行（{counted_at}，{counted_by}），"
        "不计第{displaced}行（{displaced_at}，{displaced_by}）。"
    ),
}


def _double(counted: Ballot, displaced: Ballot) -> Reason:
    later = (counted.received_at, counted.line) > (displaced.received_at, displaced.line)
    return Reason(
        _DOUBLE[later],
        {
            "unit": counted.unit,
            "counted": str(counted.line),
            "counted_at": counted.received_at.isoformat(),
            "counted_by": counted.channel or "-",
            "displaced": str(displaced.line),
            "displaced_at": displaced.received_at.isoformat(),
            "displaced_by": displaced.channel or "-",
        },
        code="double",
    )


def _cited(warrant: Warrant) -> str:
    return f"{warrant.source.title}{warrant.clause}"
