"""What `notice-rules` answers to its examples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hemei.faces.notices.rules.standards import NoticeRules
from hemei.faces.notices.rules.wording import message_of
from hemei.kernel.workdays import SHANGHAI
from tests.asked import Answer, Asked

NOON = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)


def _yes(found: object) -> str:
    return "yes" if found else "no"


def _merging(asked: Asked, rules: NoticeRules) -> Answer:
    text = message_of(
        [f"第{number}件" for number in range(int(asked.facts["waiting"]))], rules.merging.named, ""
    )
    return {"named": text.count("第"), "more": _yes("等。" in text)}


def _danger(asked: Asked, rules: NoticeRules) -> Answer:
    rule = next(rule for rule in rules.told if rule.matter == asked.facts["matter"])
    return {"at_once": _yes(rules.is_urgent(rule, str(asked.facts["service_class"])))}


def _past(asked: Asked, rules: NoticeRules) -> Answer:
    return {"told": _yes(not rules.past.is_past(NOON - timedelta(hours=int(asked.facts["hours"])), NOON))}


def _retry(asked: Asked, rules: NoticeRules) -> Answer:
    again = rules.retry.again_at(int(asked.facts["attempts"]), NOON)
    return {"minutes": (again - NOON) // timedelta(minutes=1) if again else 0}


_ITEMS: dict[str, Callable[[Asked, NoticeRules], Answer]] = {
    "merging": _merging,
    "danger": _danger,
    "past": _past,
    "near": lambda asked, rules: {"due": asked.due(rules.near.limit)},
    "retry": _retry,
    "default": lambda _asked, rules: {"channel": rules.default.channel},
    "kept": lambda asked, rules: {"erased": _yes(int(asked.facts["months"]) >= rules.kept.months)},
}


def notice_rules(asked: Asked) -> Answer:
    rules: NoticeRules = asked.content
    if asked.example.item in _ITEMS:
        return _ITEMS[asked.example.item](asked, rules)
    rule = rules.rule(asked.example.item)
    assert rule is not None
    happened = datetime.fromisoformat(str(asked.facts["happened"])).replace(tzinfo=SHANGHAI)
    return {
        "goes": rules.due_at(happened, asked.working, urgent=False).astimezone(SHANGHAI).isoformat(),
        "says": rule.says(str(asked.facts["number"]), str(asked.facts.get("what", ""))),
        "to": "、".join(rule.to),
    }


ANSWERS: dict[str, Callable[[Asked], Answer]] = {"notice-rules": notice_rules}
