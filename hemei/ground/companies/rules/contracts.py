"""Credit codes, contracts and who may enter them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.cn import uscc as credit_code
from stdnum.exceptions import ValidationError

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.registers.likeness import loose

REGISTRARS = frozenset({Role.CITY_BUREAU, Role.COUNTY_COORDINATOR, Role.SYSTEM})
CODE_KEEPERS = frozenset({Role.CITY_BUREAU, Role.SYSTEM})
CODE_LENGTH = 18
LONGEST_NAME = 100


class Contract(StrEnum):
    """Under what a company serves an estate; the value is stored."""

    EARLY_STAGE = "early_stage"
    OWNERS = "owners"
    EMERGENCY = "emergency"
    ENTRUSTED = "entrusted"


CONTRACT_NAMES = {
    Contract.EARLY_STAGE: mark("前期物业服务合同"),
    Contract.OWNERS: mark("业主大会选聘合同"),
    Contract.EMERGENCY: mark("应急服务"),
    Contract.ENTRUSTED: mark("委托代管"),
}


CODE, NAME, SINCE = "code", "name", "since"
COMPANY_LIKENESSES = {
    CODE: mark("信用代码只差易混的字母和数字"),
    NAME: mark("名称相同或只是写法不同，信用代码不同"),
}
PROJECT_LIKENESSES = {
    CODE: mark("同一小区、同一天开始，信用代码只差易混的字母和数字"),
    SINCE: mark("同一小区、同一家企业，时间重叠，起始日期不同"),
}
# The credit code has no I, O, S, V, Z; where one stands, a digit was meant (GB 32100-2015, 4.1).
_MISREAD = str.maketrans("IOSZ", "1052")
_LEGAL_FORMS = ("股份有限公司", "有限责任公司", "有限公司", "公司")


def code_key(code: str) -> str:
    """Return a credit code with letters it cannot have read as the digits they look like."""
    return code.upper().translate(_MISREAD)


def company_key(name: str) -> str:
    """Return a company's name without its legal form; 物业管理 and 物业服务 are the same."""
    return loose(name, _LEGAL_FORMS).replace("物业管理", "物业").replace("物业服务", "物业")


class ContractState(StrEnum):
    """How a contract stands on a day."""

    NOT_BEGUN = "not_begun"
    FIXED = "fixed"
    INDEFINITE = "indefinite"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CompanyDraft:
    """A company to enter; `override` says why a doubtful credit code is right all the same."""

    name: str
    uscc: str
    body_id: int
    valid_from: date
    override: str = ""


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A project to enter; `term_until` is the day the agreed term ends, itself excluded."""

    company_id: int
    estate_id: int
    contract: Contract
    valid_from: date
    term_until: date | None = None
    manager_id: int | None = None
    fee_fen: int | None = None
    service_grade: str = ""
    services: str = ""


def code_doubt(code: str) -> Reason | None:
    """Return what is doubtful about a unified social credit code (GB 32100-2015), if anything.

    A warning, not a refusal: some codes in use fail the check character, so a person may override it.
    """
    try:
        sound = credit_code.validate(code) == code
    except ValidationError:
        sound = False
    if sound:
        return None
    return Reason(
        mark("统一社会信用代码“{code}”校验不通过。"),
        {"code": code},
        remedy=mark("请对照营业执照核对；确认无误的，请写明理由后继续。"),
        field="uscc",
        code="doubtful_code",
    )


def may_add_company(role: Role, draft: CompanyDraft) -> Decision:
    """Answer whether this company may be entered."""
    reasons = _not_registrar(role)
    if not 0 < len(draft.name.strip()) <= LONGEST_NAME or not draft.name.isprintable():
        reasons.append(Reason(mark("企业名称须为1至{most}个字。"), {"most": LONGEST_NAME}, field="name"))
    reasons += _wrong_code(draft.uscc, draft.override)
    return Decision.no(*reasons) if reasons else Decision.yes()


def may_correct_code(role: Role, *, uscc: str, override: str) -> Decision:
    """Answer whether a company may stand with this code: right by its check character, or for a reason that is given.

    A company is the whole city's, so the city's bureau alone corrects it.
    """
    reasons = [] if role in CODE_KEEPERS else [Reason(mark("企业的代码由市级主管部门更正。"), code="role")]
    reasons += _wrong_code(uscc, override)
    return Decision.no(*reasons) if reasons else Decision.yes()


def _wrong_code(uscc: str, override: str) -> list[Reason]:
    if len(uscc) != CODE_LENGTH or not (uscc.isascii() and uscc.isalnum()):
        return [Reason(mark("统一社会信用代码须为18位数字和字母。"), field="uscc", code="bad_code")]
    doubt = None if override.strip() else code_doubt(uscc)
    return [doubt] if doubt else []


def may_begin(role: Role, draft: ProjectDraft, *, today: date) -> Decision:
    """Answer whether this project may be entered; that two never overlap is the database's to say."""
    reasons = _not_registrar(role)
    if draft.valid_from > today:
        reasons.append(
            Reason(
                mark("开始服务的日期在将来。"),
                remedy=mark("请在开始服务之日登记。"),
                field="valid_from",
                code="future_day",
            )
        )
    if draft.term_until is not None and draft.term_until <= draft.valid_from:
        reasons.append(Reason(mark("合同到期日须晚于开始日。"), field="term_until", code="bad_term"))
    return Decision.no(*reasons) if reasons else Decision.yes()


def may_end(role: Role, *, began: date, day: date, today: date) -> Decision:
    """Answer whether a project, or a manager's time in it, may end on the day (itself excluded)."""
    reasons = _not_registrar(role)
    if not began < day <= today:
        reasons.append(
            Reason(
                mark("日期须在{began}之后、且不晚于今天。"),
                {"began": began.isoformat()},
                field="day",
                code="bad_day",
            )
        )
    return Decision.no(*reasons) if reasons else Decision.yes()


def may_extend(role: Role, *, former: date, term_until: date) -> Decision:
    """Answer whether a running project may get this term: it must reach further than the former one."""
    reasons = _not_registrar(role)
    if term_until <= former:
        reasons.append(
            Reason(
                mark("新的到期日须晚于{former}。"),
                {"former": former.isoformat()},
                field="term_until",
                code="bad_term",
            )
        )
    return Decision.no(*reasons) if reasons else Decision.yes()


def contract_state(*, began: date, ended: date | None, term_until: date | None, on: date) -> ContractState:
    """Return how a contract stands on a day.

    Civil Code art. 948: who goes on serving after the term without a new decision serves for an
    indefinite time, and either side may end it with sixty days' written notice.
    """
    if on < began:
        return ContractState.NOT_BEGUN
    if ended is not None and on >= ended:
        return ContractState.ENDED
    if term_until is not None and on >= term_until:
        return ContractState.INDEFINITE
    return ContractState.FIXED


def _not_registrar(role: Role) -> list[Reason]:
    if role in REGISTRARS:
        return []
    return [Reason(mark("您的岗位不能登记物业企业和项目。"), code="role")]
