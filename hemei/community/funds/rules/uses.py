"""How a use goes: what may be planned, voted on, cleared, billed and paid. Its moves stand in `steps`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hemei.community.funds.rules.standards import FundEmergencies, FundRules
from hemei.community.funds.rules.words import Level, Path
from hemei.kernel.decision import Decision, Reason, Reference, mark
from hemei.kernel.money import MOST_FEN, yuan

LONGEST_NAME, MOST_ITEMS = 60, 20


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the plan."""

    name: str
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is planned. `part` is a code of the common parts or of the costs that are excluded."""

    path: Path
    title: str
    part: str
    level: Level
    on_building: bool
    on_entrance: bool
    items: Sequence[Item]
    situation: str = ""
    proofs: frozenset[str] = frozenset()

    @property
    def budget_fen(self) -> int:
        """The budget: the sum of the items."""
        return sum(one.fen for one in self.items)


def may_plan(plan: Plan, *, rules: FundRules, emergencies: FundEmergencies | None) -> Decision:
    """Whether a use may be planned. Each thing that is wrong is said, with its value and its clause."""
    faults = [*_words(plan), *_place(plan)]
    references: list[Reference] = [rules.vote.warrant.reference] if plan.path is Path.ORDINARY else []
    excluded = rules.excluded_of(plan.part)
    if excluded is not None:
        faults.append(
            _reason(
                mark("“{part}”不能从维修资金列支，由{bearer}承担（{clause}）。"), mark("请向承担的一方提出。"), "part",
                "excluded", part=excluded.name, bearer=excluded.borne_by, clause=excluded.warrant.cited,
            )
        )  # fmt: skip
        references.append(excluded.warrant.reference)
    elif (part := rules.part_of(plan.part)) is None:
        faults.append(
            _reason(
                mark("“{part}”不在共用部位、共用设施设备的范围里。"), mark("请从列出的部位中选择。"), "part", "part",
                part=plan.part,
            )
        )  # fmt: skip
    else:
        references.append(part.warrant.reference)
    if plan.path is Path.EMERGENCY:
        told, cited = _emergency(plan, emergencies, rules)
        faults += told
        references += cited
    if faults:
        return Decision.no(*faults, references=tuple(references))
    return Decision.yes(*references)


def _words(plan: Plan) -> list[Reason]:
    faults = []
    if not 0 < len(plan.title.strip()) <= LONGEST_NAME:
        faults.append(
            _reason(
                mark("没有写明维修什么，或超过{most}个字。"), mark("请用一句话写明。"), "title", "title",
                most=LONGEST_NAME,
            )
        )  # fmt: skip
    if not 0 < len(plan.items) <= MOST_ITEMS:
        faults.append(
            _reason(
                mark("方案要有一至{most}个项目。"), mark("请逐项写明名称和金额。"), "items", "items", most=MOST_ITEMS
            )
        )  # fmt: skip
    for number, item in enumerate(plan.items, start=1):
        if not 0 < len(item.name.strip()) <= LONGEST_NAME:
            faults.append(
                _reason(
                    mark("第{number}项没有名称，或超过{most}个字。"), "", "items", "item_name", number=number,
                    most=LONGEST_NAME,
                )
            )  # fmt: skip
        if not 0 < item.fen < MOST_FEN:
            faults.append(
                _reason(
                    mark("第{number}项的金额{amount}元不对。"), mark("请填写大于零的金额。"), "items", "item_fen",
                    number=number, amount=yuan(item.fen),
                )
            )  # fmt: skip
    return faults


def _place(plan: Plan) -> list[Reason]:
    needs = {Level.ESTATE: (False, False), Level.BUILDING: (True, False), Level.ENTRANCE: (True, True)}
    if needs[plan.level] == (plan.on_building, plan.on_entrance):
        return []
    return [
        _reason(
            mark("分摊范围和选的楼幢、单元对不上。"),
            mark("全小区不选楼幢；一幢只选楼幢；一个单元选到单元。"),
            "level",
            "level",
        )
    ]


def _emergency(
    plan: Plan, emergencies: FundEmergencies | None, rules: FundRules
) -> tuple[list[Reason], tuple[Reference, ...]]:
    if emergencies is None:
        return [
            _reason(
                mark("这一天还没有应急使用的情形清单。"), mark("请按一般使用办理。"), "situation", "no_list"
            )
        ], ()
    found = emergencies.of(plan.situation)
    if found is None:
        listed = "、".join(one.name for one in emergencies.situation)
        return [
            _reason(
                mark("“{situation}”不在《{title}》列出的情形里：{listed}。"),
                mark("请按一般使用办理，或者由市里发布文件补充情形。"), "situation", "situation",
                situation=plan.situation or "—", title=emergencies.head.title, listed=listed,
            )
        ], ()  # fmt: skip
    affected, part = emergencies.affected_by(found.code), rules.part_of(plan.part)
    if affected is not None and part is not None and part.code not in affected.parts:
        listed = "、".join(one.name for one in rules.common_part if one.code in affected.parts)
        return [
            _reason(
                mark("“{situation}”（{clause}）只涉及：{listed}；“{part}”不能走应急程序。"),
                mark("请按一般使用由业主表决，或者核对情形和部位。"), "part", "other_part", situation=found.name,
                clause=found.warrant.cited, listed=listed, part=part.name,
            )
        ], (found.warrant.reference, affected.warrant.reference)  # fmt: skip
    if not set(emergencies.asked_proof.kinds) & plan.proofs:
        return [
            _reason(
                mark("没有上传“{situation}”的佐证。"), mark("请上传现场照片或者鉴定意见。"), "proof", "proof",
                situation=found.name,
            )
        ], (found.warrant.reference, emergencies.asked_proof.warrant.reference)  # fmt: skip
    return [], (found.warrant.reference, emergencies.clearing.warrant.reference)


@dataclass(frozen=True, slots=True)
class Result:
    """What the vote of an assembly came to: over which parts, of which matter, and whether it still stands."""

    matter: str
    buildings: tuple[str, ...]
    passed: bool
    published: bool
    annulled: bool


def may_pass(result: Result | None, *, parts: Sequence[str], rules: FundRules) -> Decision:
    """Whether a vote carries a use: of the right matter, of exactly those who share the cost, ended and published."""
    reference = rules.vote.warrant.reference
    if result is None or not result.published:
        return still_carries(result, rules=rules)
    if result.matter != rules.vote.matter:
        return _no(
            mark("这次表决的事项不是使用维修资金。"), mark("请选择对应的表决。"), "assembly", "matter", reference
        )  # fmt: skip
    if set(result.buildings) != set(parts):
        return _no(
            mark("这次表决的范围和分摊范围不一致。"), mark("分摊费用的业主才参加表决。"), "assembly", "scope", reference
        )  # fmt: skip
    return still_carries(result, rules=rules)


def still_carries(result: Result | None, *, rules: FundRules) -> Decision:
    """Whether a vote that carried a use does so still: published, not annulled, and passed as it was counted last."""
    reference = rules.vote.warrant.reference
    if result is None or not result.published:
        return _no(
            mark("表决还没有公布结果。"), mark("请等表决截止、计票和公布以后再办。"), "assembly", "not_over", reference
        )  # fmt: skip
    if result.annulled:
        return _no(mark("这次表决的结果已被撤销。"), mark("请重新表决。"), "assembly", "annulled", reference)
    if not result.passed:
        return _no(
            mark("表决没有通过。"), mark("请完善方案后重新表决。"), "assembly", "not_passed", reference
        )
    return Decision.yes(reference)


def supplement_stands(title: str, result: Result | None, *, rules: FundRules) -> Decision:
    """Whether what was allowed for an excess is allowed still: it falls with the vote it rests on."""
    found = still_carries(result, rules=rules)
    if found.allowed:
        return found
    return _no(
        mark("另行申请的“{title}”所依据的表决已不成立。"), mark("请稍后刷新，按仍然有效的预算重新结算。"), "bill",
        "supplement", rules.excess.warrant.reference, title=title,
    )  # fmt: skip


def may_begin(*, budget_fen: int, contractor: str, chosen_by: str, offers: int, rules: FundRules) -> Decision:
    """Whether works may begin: the contractor was chosen as the budget asks, from enough offers."""
    asked = rules.choice_for(budget_fen)
    faults = []
    if not 0 < len(contractor.strip()) <= LONGEST_NAME:
        faults.append(
            _reason(
                mark("没有写明施工单位，或超过{most}个字。"),
                "",
                "contractor",
                "contractor",
                most=LONGEST_NAME,
            )
        )
    codes = [one.code for one in rules.choice]
    if chosen_by not in codes or codes.index(chosen_by) < codes.index(asked.code):
        faults.append(
            _reason(
                mark("预算{budget}元的项目要用“{asked}”的方式选定施工单位。"), mark("请按金额选用，可以更严格。"),
                "chosen_by", "chosen_by", budget=yuan(budget_fen), asked=asked.name,
            )
        )  # fmt: skip
    elif offers < asked.offers:
        faults.append(
            _reason(
                mark("只有{offers}家报价，“{asked}”至少要{least}家。"), mark("请补足报价。"), "offers", "offers",
                offers=offers, asked=asked.name, least=asked.offers,
            )
        )  # fmt: skip
    reference = asked.warrant.reference
    return Decision.no(*faults, references=(reference,)) if faults else Decision.yes(reference)


def most_billed(budget_fen: int, supplements_fen: int, rules: FundRules) -> int:
    """Return how much may be billed: the budget with what may go over it, and what was allowed anew."""
    share = rules.excess.most.value
    return budget_fen + budget_fen * share.numerator // share.denominator + supplements_fen


def may_bill(
    *, bill_fen: int, budget_fen: int, supplements_fen: int, audit: str, rules: FundRules
) -> Decision:
    """Whether a bill may be shared: within its budget and what may go over it, audited where it is large."""
    faults = []
    references = [rules.sharing.warrant.reference, rules.rounding.warrant.reference]
    if not 0 < bill_fen < MOST_FEN:
        faults.append(
            _reason(
                mark("结算金额{bill}元不对。"), mark("请填写大于零的金额。"), "bill", "bill", bill=yuan(bill_fen)
            )
        )  # fmt: skip
    most = most_billed(budget_fen, supplements_fen, rules)
    if bill_fen > most:
        faults.append(
            _reason(
                mark("结算{bill}元，超过预算{budget}元的{percent}%以上。"),
                mark("最多结算{most}元；超出部分请另行申请，通过后再结算。"), "bill", "excess", bill=yuan(bill_fen),
                budget=yuan(budget_fen + supplements_fen), percent=int(rules.excess.most.value * 100),
                most=yuan(most),
            )
        )  # fmt: skip
        references.append(rules.excess.warrant.reference)
    if bill_fen > rules.audit.above_fen and not audit.strip():
        faults.append(
            _reason(
                mark("结算超过{above}元，没有审价报告。"), mark("请先审价，并填写报告编号。"), "audit", "audit",
                above=yuan(rules.audit.above_fen),
            )
        )  # fmt: skip
        references.append(rules.audit.warrant.reference)
    if faults:
        return Decision.no(*faults, references=tuple(references))
    return Decision.yes(*references)


def day_after(day: date, earlier: date | None, *, today: date, field: str) -> Decision:
    """Whether something happened on a day: not before what came first, not ahead."""
    if day > today:
        return _no(mark("{day}还没有到。"), mark("请填写今天或以前的日期。"), field, "future", day=day)
    if earlier is not None and day < earlier:
        return _no(
            mark("{day}在上一步的{earlier}以前。"), mark("请核对日期。"), field, "order", day=day, earlier=earlier
        )  # fmt: skip
    return Decision.yes()


def _reason(text: str, remedy: str, field: str, code: str, **values: object) -> Reason:
    said = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
    return Reason(text, said, remedy, field, code)


def _no(text: str, remedy: str, field: str, code: str, *references: Reference, **values: object) -> Decision:
    return Decision.no(_reason(text, remedy, field, code, **values), references=references)
