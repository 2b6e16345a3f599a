"""What a vote to raise the fund decided: for whom, how much and until when, read from the words owners voted on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import fen_of

_M2 = re.compile(r"每(?:平方米|平米|m2)([0-9]{1,7}(?:\.[0-9]{1,2})?)元")
_PERCENT = re.compile(r"首期[^0-9%]{0,8}([0-9]{1,3})%")
_BY = re.compile(r"([0-9]{4})(?:年|-)([0-9]{1,2})(?:月|-)([0-9]{1,2})日?(?:以|之)?[前止]")
_WHOLE = 100
_MOST_FEN = 1_000_000
EXAMPLES = ("每平方米20元，2027年6月30日前交齐", "补足到首期的60%，2027年6月30日前交齐")
"""How a vote says it; the words are read as they stand here, in whatever language the page is."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How much a vote decided, by the square metre or as a share of the first deposit, and its last day."""

    per_m2_fen: int | None = None
    percent: int | None = None
    until: date | None = None

    @property
    def says_how_much(self) -> bool:
        """Whether the vote said an amount at all."""
        return self.per_m2_fen is not None or self.percent is not None


def terms_of(title: str) -> Terms:
    """Read a vote's words: `每平方米20元` or `补足到首期的60%` (`补足首期`: all of it), `2027年6月30日前`.

    Nothing is guessed: what is not written so was not decided, and the owners say it in a further vote.
    """
    words = unicodedata.normalize("NFKC", "".join(title.split()))
    metre, percent = _M2.search(words), _PERCENT.search(words)
    share = int(percent[1]) if percent else _WHOLE if "补足" in words and "首期" in words else None
    if metre is not None or not share or share > _WHOLE:
        share = None
    return Terms(fen_of(metre[1]) if metre else None, share, _last_day(words))


def _last_day(words: str) -> date | None:
    found = _BY.search(words)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def item_words(terms: Terms) -> str:
    """Return the item the owners decide on; read back by `terms_of` it says just these terms."""
    yuan, fen = divmod(terms.per_m2_fen or 0, 100)
    metre = f"每平方米{yuan}.{fen:02}元" if fen else f"每平方米{yuan}元"
    how = metre if terms.per_m2_fen else f"补足到首期的{terms.percent}%"
    last = terms.until
    return f"续筹维修资金，{how}" + (f"，{last.year}年{last.month}月{last.day}日前交齐" if last else "")


def may_word(terms: Terms, *, today: date) -> Decision:
    """Whether a question put to the owners says how much, one way, and until when; the last day is still to come."""
    faults = []
    if (terms.per_m2_fen is None) is (terms.percent is None):
        faults.append(
            Reason(
                mark("没有写续筹多少，或者写了两样：每平方米多少元，或者补足到首期的百分之几。"), {},
                mark("请只填其中一样。"), "per_m2", "how_much",
            )
        )  # fmt: skip
    elif terms.per_m2_fen is not None and not 0 < terms.per_m2_fen <= _MOST_FEN:
        faults.append(
            Reason(
                mark("每平方米交的钱不能是零，也不能超过一万元。"),
                {},
                mark("请核对金额。"),
                "per_m2",
                "per_m2",
            )
        )
    elif terms.percent is not None and not 0 < terms.percent <= _WHOLE:
        faults.append(
            Reason(
                mark("补足到首期的{percent}%不对。"), {"percent": terms.percent or 0}, mark("请填1到100的整数。"),
                "percent", "percent",
            )
        )  # fmt: skip
    if terms.until is None or terms.until <= today:
        faults.append(
            Reason(
                mark("没有写明到哪一天交齐，或者那一天已经到了。"),
                {},
                mark("请填写今天以后的日期。"),
                "until",
                "until",
            )
        )
    return Decision.no(*faults) if faults else Decision.yes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raising:
    """A vote to raise the fund that was published and stands; no `parts` means the whole estate.

    `used` is whether households were asked by it before.
    """

    assembly_id: int
    vote: int
    title: str
    parts: tuple[str, ...]
    published_on: date
    used: bool

    @property
    def terms(self) -> Terms:
        """What it decided."""
        return terms_of(self.title)

    def covers(self, place: Sequence[str]) -> bool:
        """Whether it binds a household in one of these parts."""
        return not self.parts or bool(set(self.parts) & set(place))


def may_rest_on(raising: Raising, *, today: date) -> Decision:
    """Whether households are asked by a vote now: it says how much, its term runs, or it is used the first time.

    A vote decides the renewal it was held for, not all that come later: one with a day holds until that day, one
    without for one asking.
    """
    terms = raising.terms
    if not terms.says_how_much:
        return _no(
            mark("表决“{title}”没有写明每平方米交多少元，或者补足到首期的百分之几。"),
            mark("请再表决一次，在表决事项里写明金额，例如“{example}”。"), "no_amount", title=raising.title,
            example=EXAMPLES[0],
        )  # fmt: skip
    if terms.until is not None and today >= terms.until:
        return _no(
            mark("表决“{title}”决定续筹到{day}，期限已经到了。"), mark("请重新提请业主表决续筹。"), "term_over",
            title=raising.title, day=str(terms.until),
        )  # fmt: skip
    if terms.until is None and raising.used:
        return _no(
            mark("表决“{title}”没有写明期限，已经按它通知过一次。"), mark("这一次续筹请重新提请业主表决。"), "used_up",
            title=raising.title,
        )  # fmt: skip
    return Decision.yes()


def decided_fen(terms: Terms, *, balance_fen: int, first_fen: int, area_dm2: int) -> int:
    """Return what a household is asked by a vote: no more than was decided, nor than brings it back to the first."""
    missing = max(first_fen - balance_fen, 0)
    if terms.per_m2_fen is not None:
        return min(missing, terms.per_m2_fen * area_dm2 // 100)
    return max(min(missing, first_fen * (terms.percent or 0) // _WHOLE - balance_fen), 0)


def may_ask_by(fen: int, raising: Raising, last_asked: date | None) -> Decision:
    """Whether a household is asked by a vote: not asked since it was published, and short of what it decided."""
    if last_asked is not None and last_asked >= raising.published_on:
        return _no(
            mark("这一户已经按表决“{title}”通知过续筹。"), mark("再次不足的，请重新提请业主表决。"), "asked_by_it",
            title=raising.title,
        )  # fmt: skip
    if fen <= 0:
        return _no(
            mark("这一户已经达到表决“{title}”决定的数额。"),
            mark("不用通知。"),
            "reached",
            title=raising.title,
        )
    return Decision.yes()


def is_renewed(*, short: bool, came_fen: int, asked_fen: int) -> bool:
    """Whether a notice is answered: the household is not short any more, or paid all it was asked."""
    return not short or came_fen >= asked_fen


def _no(text: str, remedy: str, code: str, **values: str) -> Decision:
    return Decision.no(Reason(text, values, remedy, "", code))
