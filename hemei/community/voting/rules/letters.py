"""The code of a letter to the door: how it is written, what a slip of the pen is, and when it is taken."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum import damm

from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.kernel.decision import Decision, Reason, mark

DIGITS = 12
"""The last one follows from the others, so that a digit copied wrong is told from a code that was guessed."""
CODES = 10 ** (DIGITS - 1)
_GROUP = 4


class LetterState(StrEnum):
    """How a letter stands."""

    WAITING = "waiting"
    STANDS = "stands"
    USED = "used"
    VOIDED = "voided"
    EXPIRED = "expired"
    BLOCKED = "blocked"


LETTER_STATE_NAMES: dict[LetterState, str] = {
    LetterState.WAITING: mark("正在排版"),
    LetterState.STANDS: mark("等待确认"),
    LetterState.USED: mark("已确认"),
    LetterState.VOIDED: mark("已作废"),
    LetterState.EXPIRED: mark("已过期"),
    LetterState.BLOCKED: mark("填错停用"),
}
_RENEWABLE = frozenset({LetterState.STANDS, LetterState.EXPIRED, LetterState.BLOCKED})
"""A letter in these states may be sent anew; the one before is void."""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What is known of a letter."""

    made: bool
    expires_on: date
    wrong: int
    used: bool
    voided: bool


def state_of(letter: LetterFacts, today: date, proof: VoterProof) -> LetterState:
    """Return how a letter stands on a day."""
    held = (
        (letter.voided, LetterState.VOIDED),
        (letter.used, LetterState.USED),
        (not letter.made, LetterState.WAITING),
        (letter.wrong >= proof.letter.most_wrong, LetterState.BLOCKED),
        (today >= letter.expires_on, LetterState.EXPIRED),
    )
    return next((state for holds, state in held if holds), LetterState.STANDS)


def may_be_sent_again(state: LetterState, *, wanted: bool) -> bool:
    """Whether a letter may be sent anew: a used one where its home is `wanted` again, as who used it fell."""
    return state in _RENEWABLE or (state is LetterState.USED and wanted)


def code_from(number: int) -> str:
    """Return the code of a random number below `CODES`."""
    digits = f"{number:0{DIGITS - 1}}"
    return digits + str(damm.calc_check_digit(digits))


def spaced(code: str) -> str:
    """Return a code as it is printed: in groups of four."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def plain_code(text: str) -> str:
    """Return the digits of what somebody typed; spaces, dashes and full-width digits are as good."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign not in " \t\r\n-－—")


def copied_right(code: str) -> Decision:
    """Whether a code can be one of ours; a slip of the pen does not count as a wrong code."""
    digits = code.isascii() and code.isdigit()
    if digits and len(code) == DIGITS and damm.is_valid(code):
        return Decision.yes()
    if digits and len(code) != DIGITS:
        return _no(
            mark("代码是{digits}位数字，您填了{given}位"), mark("请对照信上的数字再填一遍"), "code", "slip",
            digits=DIGITS, given=len(code),
        )  # fmt: skip
    return _no(mark("代码里有数字抄错了"), mark("请对照信上的数字再填一遍，这一次不算填错"), "code", "slip")


def may_try(wrong_today: int, proof: VoterProof) -> Decision:
    """Whether an account that gave so many wrong codes today may give another."""
    if wrong_today < proof.letter.most_wrong:
        return Decision.yes(proof.letter.warrant.reference)
    return _no(
        mark("今天已填错{most}次，明天才能再填"), mark("不便等待的，请带身份证件到社区窗口办理"), "code", "tries",
        most=proof.letter.most_wrong,
    )  # fmt: skip


def may_use(state: LetterState) -> Decision:
    """Whether the code of a letter is taken now."""
    why: dict[LetterState, tuple[str, str]] = {
        LetterState.USED: (mark("这封信的代码已经用过"), mark("不是您本人使用的，请在“我的表决”提出异议")),
        LetterState.VOIDED: (mark("这封信已经作废"), mark("请用最近送到的一封")),
        LetterState.EXPIRED: (mark("这封信已经过期"), mark("请到社区窗口办理，或者请社区另送一封")),
        LetterState.BLOCKED: (
            mark("这封信填错次数太多，已经停用"),
            mark("请到社区窗口办理，或者请社区另送一封"),
        ),
    }
    if state not in why:
        return Decision.yes()
    return _no(*why[state], "code", state.value)


def wrong_code(left: int) -> Decision:
    """Refuse a code or a name that does not agree; which of the two is not said."""
    return _no(
        mark("代码或者业主姓名与登记的不一致，今天还可以再试{left}次"),
        mark("请填不动产权证上的业主姓名，并对照信上的代码"), "code", "wrong",
        left=left,
    )  # fmt: skip


def must_be_declared(owners: int, proof: VoterProof, *, declared: bool) -> Decision:
    """Whether who fills in the code of a unit with so many owners said that the others chose him."""
    if owners <= 1 or (declared and proof.letter.co_owner_declares):
        return Decision.yes(proof.co_owners.warrant.reference)
    if proof.letter.co_owner_declares:
        return _no(
            mark("这一专有部分有{count}名共有人"), mark("请在下面声明其他共有人推选您一人投票"), "chosen", "co_owners",
            count=owners,
        )  # fmt: skip
    return _no(
        mark("这一专有部分有{count}名共有人"), mark("请带共有人的推选书到社区窗口办理"), "chosen", "co_owners",
        count=owners,
    )  # fmt: skip


def _no(text: str, remedy: str, field: str, code: str, **values: str | int) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))
