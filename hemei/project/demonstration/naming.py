"""Names and numbers nobody has: persons, companies, estates, telephones, credit codes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from stdnum.cn import uscc

from hemei.project.demonstration.wording import words

# No operator was ever given numbers that begin with 154, so a code sent to one reaches nobody.
PHONE_PREFIX = "154"
# Division 9999 of a province does not exist, so no registry ever gave such a credit code.
_NO_DIVISION = "9999"
_DIGITS = "零一二三四五六七八九"


def person_names(dice: Random) -> Iterator[str]:
    """Return an endless stream of persons' names, each new until all combinations are used up."""
    told = words("names")["person"]
    every = [a + b + c for a in told["surnames"] for b in told["middles"] for c in told["lasts"]]
    while True:
        dice.shuffle(every)
        yield from every


def phones(first: int = 1) -> Iterator[str]:
    """Return telephone numbers one after the other, all in a range that is not in use."""
    return (f"{PHONE_PREFIX}{number:08d}" for number in range(first, 100_000_000))


def company_name(number: int) -> tuple[str, str]:
    """Return the name and the short name of the n-th company."""
    told = words("names")["company"]
    count = chinese_number(number)
    return told["name"].format(number=count), told["short"].format(number=count)


def credit_code(city_code: str, number: int) -> str:
    """Return a unified social credit code with right check characters, of a division that does not exist."""
    organisation = f"{number:08d}"
    body = f"91{city_code[:2]}{_NO_DIVISION}{organisation}{_organisation_check(organisation)}"
    return body + str(uscc.calc_check_digit(body))


def estate_names(dice: Random, kind: str) -> Iterator[str]:
    """Return different names for estates of a kind; numbered when all are used up."""
    told = words("names")["estate"]
    every = [first + last for first in told["firsts"] for last in told["lasts"][kind]]
    dice.shuffle(every)
    number = 1
    while True:
        yield from every if number == 1 else (f"{name}{chinese_number(number)}期" for name in every)
        number += 1


def chinese_number(number: int) -> str:
    """Return a whole number from 1 to 999 as it is written: 12 is 十二, 30 is 三十, 105 is 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if hundreds:
        tail = "" if not rest else chinese_number(rest) if tens else "零" + _DIGITS[ones]
        return f"{_DIGITS[hundreds]}百{'一' if tens == 1 else ''}{tail}"
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones else "")


def _organisation_check(organisation: str) -> str:
    """Return the check character of the inner organisation code (GB 11714)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(organisation, weights, strict=True)) % 11
    return "X" if rest == 10 else str(rest % 11)  # noqa: PLR2004 - the standard's own X
