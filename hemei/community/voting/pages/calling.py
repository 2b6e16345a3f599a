"""The call-back of ballots: draw, call, and read what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.community.voting import queries, services
from hemei.community.voting.pages.paper import LIST, REFUSED, clerks_only
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.call_back import POOL_TEXTS, Why
from hemei.community.voting.rules.calling import Said, said_to
from hemei.community.voting.rules.casting import BASIS_NAMES, CHANNEL_NAMES, Channel
from hemei.community.voting.rules.voters import CAST_AS_NAMES
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

VERDICTS: dict[str, tuple[str, str]] = {
    "running": (mark("回访进行中"), ""),
    "holds": (mark("回访支持这一结果"), "good"),
    "weaker": (mark("有人联系不上，保证低于原定"), "warn"),
    "call_all": (mark("有票被否认，范围内的票须全部回访"), "bad"),
    "fails": (mark("被否认的票已足以改变结果，结果不可信"), "bad"),
    "open": (mark("未核实的票可能改变结果，尚不能认定"), "bad"),
}
_SAID_TEXTS: dict[str, str] = {
    "for": mark("投了同意"),
    "against": mark("投了反对"),
    "abstain": mark("投了弃权"),
    "not_voted": mark("没有投过票"),
    "another": mark("说是另一位共有人投的，还没有问到他"),
    "not_reached": mark("没有联系上"),
    "not_said": mark("不愿说或记不清"),
}
_RIGHTS: dict[str, tuple[str, str, str, str]] = {
    "proxy": (
        mark("业主是否给过这份委托"), mark("给过这份委托"), mark("没有给过这份委托"), mark("代理人怎样回答"),
    ),
    "guardian": (
        mark("投票的人是不是业主的监护人"), mark("是他的监护人"), mark("不是他的监护人"), mark("监护人怎样回答"),
    ),
    "delegate": (
        mark("单位是否授权过投票的人"), mark("授权过"), mark("没有授权过"), mark("代表怎样回答"),
    ),
}  # fmt: skip
"""What the owner is asked of whoever voted for him, his yes and his no, and what is asked of the voter then."""
_HOW: dict[str, str] = {
    "proxy": mark("先问业主给没给过委托，他说自己没有投票不算否认；再问代理人怎样投的。"),
    "guardian": mark(
        "先按业主的电话问投票的人是不是监护人，业主说自己没有投票不算否认；再问监护人怎样投的。"
    ),
    "delegate": mark("先问单位授权过谁，再问代表怎样投的。"),
    "chosen": mark("共有人推选一人投票：这一位没有投的，接着问推选的那一位，不算否认。"),
}
"""Whom to ask in which order, by as what the ballot was cast."""
_STRANGER = mark(
    "投票的人登记的资料和业主的对不上：只问业主，按业主的电话问，没有电话的上门问；不按投票人的电话问，他自己会说是。"
)
"""Whom to ask where somebody voted as the owner under a record that is not the owner's."""
_STATES: dict[str, tuple[str, str]] = {
    "waiting": (mark("待回访"), ""),
    "confirmed": (mark("已确认"), "good"),
    "denied": (mark("被否认"), "bad"),
    "unconfirmed": (mark("未核实"), "warn"),
}
_ANSWERS = {
    "confirmed": mark("相符"),
    "denied": mark("不相符"),
    "not_reached": mark("没有回答"),
    "given": mark("业主认可由他投票"),
    "not_given": mark("业主否认由他投票"),
}
REASON = mark("选票回访核对")
callers_only = partial(clerks_only, act=Act.ASK)
"""Let in who calls voters back: the residents' committee, and the street that stands in for it."""


@never_cache
@require_GET
@callers_only
def calls(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Show the items of a vote with their call-backs."""
    return _calls(request, roll_id)


def _calls(request: HttpRequest, roll_id: int, refused: Refused | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.paper_roll(roll_id, actor=actor)
    if row is None:
        raise Http404
    rows = [
        (one, _pool(one.pool), _said(VERDICTS[one.verdict]) if one.verdict else None)
        for one in queries.call_backs(roll_id, actor=actor)
    ]
    context = {
        "row": row, "rows": rows, "wrong": whole_of(request.POST.get("vote", "")),
        "draws": _draws(actor), "errors": errors_of(refused) if refused else {},
    }  # fmt: skip
    return render(request, "voting/calls.html", context, REFUSED if refused else 200)


@require_POST
@clerks_only
def draw(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Draw by the root of the first checkpoint over the publication."""
    try:
        number = services.draw_call_back(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            vote_id=whole_of(request.POST.get("vote", "")) or 0,
        )
    except Refused as refused:
        return _calls(request, roll_id, refused)
    return HttpResponseRedirect(reverse("voting:call_back", args=[number]))


@never_cache
@require_GET
@callers_only
def call_back(request: HttpRequest, call_back_id: int) -> HttpResponse:
    """Show a call-back: whom to call, what was answered, what follows."""
    return _call_back(request, call_back_id)


def _call_back(
    request: HttpRequest, call_back_id: int, refused: Refused | None = None, phone: tuple[int, str] = (0, "")
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    page = queries.call_back(call_back_id, actor=actor)
    if page is None:
        raise Http404
    after = whole_of(request.GET.get("after", "")) or 0
    found = queries.called_rows(call_back_id, actor=actor, now=utc_now(), after=after, limit=LIST + 1)
    chance = page.chance
    context = {
        "page": page,
        "verdict": _said(VERDICTS[page.verdict]),
        "chance": None if chance is None else f"{chance.numerator * 1000 // chance.denominator / 10:.1f}%",
        "rows": [_row(one) for one in found[:LIST]],
        "older": "?" + urlencode({"after": after + LIST}) if len(found) > LIST else "",
        "pool": _pool(page.pool),
        "draws": _draws(actor),
        "phone": phone,
        "wrong": whole_of(request.POST.get("called", "")),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/call_back.html", context, REFUSED if refused else 200)


def _row(one: queries.CalledRow) -> dict[str, Any]:
    return {
        "one": one, "state": _said(_STATES[one.state]),
        "cast": [
            say(CHANNEL_NAMES[cast("Channel", one.channel)]),
            say(CAST_AS_NAMES[one.cast_as]),
            *([say(BASIS_NAMES["letter"])] if one.basis == "letter" else []),
        ],
        "how": [say(words) for words in _how(one)] if one.open else [],
        "tries": [(at, say(_ANSWERS[answer])) for at, answer in one.tries],
        "others": [
            (other.unit, say(_by(other)), say(_STATES[other.state][0]) if other.state else "")
            for other in one.others
        ],
        **_asked(one),
    }  # fmt: skip


def _how(one: queries.CalledRow) -> Iterator[str]:
    """Yield whom to ask about a ballot, and in which order."""
    if one.cast_as in _HOW:
        yield _HOW[one.cast_as]
    if one.voter is not None and not one.asked_too:
        yield _STRANGER


def _by(other: queries.OtherBallot) -> str:
    """Return as what a ballot was cast; by a letter anybody is the owner who has its code."""
    return BASIS_NAMES["letter"] if other.basis == "letter" else CAST_AS_NAMES[other.cast_as]


def _asked(one: queries.CalledRow) -> dict[str, Any]:
    """Return the question that is open, and what may be said to it."""
    right = _RIGHTS.get(one.cast_as)
    asks = mark("业主怎样回答") if right is None else right[0] if one.question == "right" else right[3]
    texts = _SAID_TEXTS if right is None else _SAID_TEXTS | {"given": right[1], "not_given": right[2]}
    return {
        "asks": say(asks),
        "said": [(word, say(texts[word])) for word in said_to(one.question, one.cast_as)],
    }


def _draws(actor: Actor) -> bool:
    """Whether the reader draws and calls all: the residents' committee does, the street asks where it stands in."""
    return actor.role in roles_for(Act.CAST)


def _pool(pool: Mapping[Why, int]) -> list[str]:
    """Return in words from which ballots is drawn."""
    return [say(POOL_TEXTS[why], {"count": f"{count:,}"}) for why, count in pool.items()]


def _said(pair: tuple[str, str]) -> tuple[str, str]:
    return say(pair[0]), pair[1]


@require_GET
@callers_only
def codes(request: HttpRequest, call_back_id: int) -> HttpResponse:
    """Hand out what anybody needs to draw again: seed, root, and the codes of all ballots drawn from, a line each."""
    page = queries.call_back(call_back_id, actor=request.actor)  # type: ignore[attr-defined]
    if page is None:
        raise Http404
    lines = queries.paper_codes(call_back_id, actor=request.actor)  # type: ignore[attr-defined]
    answer = HttpResponse(
        "\n".join([page.seed, page.root, *lines, ""]), content_type="text/plain; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="call-back-{call_back_id}.txt"'
    return answer


def _answer(request: HttpRequest, given: dict[str, Any], _call_back_id: int) -> None:
    said = cast("Said", request.POST.get("said", ""))
    services.record_call(**given, called_id=whole_of(request.POST.get("called", "")) or 0, said=said)


def _widen(_request: HttpRequest, given: dict[str, Any], call_back_id: int) -> None:
    services.widen_call_back(**given, call_back_id=call_back_id)


_ACTS: dict[str, Callable[[HttpRequest, dict[str, Any], int], None]] = {"answer": _answer, "widen": _widen}


@require_POST
@callers_only
def act(request: HttpRequest, call_back_id: int, act: str) -> HttpResponse:
    """Record an answer, show a number or paper against a record of who looked, or call all."""
    actor, now = request.actor, utc_now()  # type: ignore[attr-defined]
    try:
        if act == "phone":
            vault = whole_of(request.POST.get("vault", "")) or 0
            called = whole_of(request.POST.get("called", "")) or 0
            number = services.open_contact(
                actor=actor, now=now, called_id=called, vault_id=vault, reason=str(REASON)
            )
            return _call_back(request, call_back_id, phone=(vault, number))
        if act not in _ACTS:
            raise Http404
        _ACTS[act](request, {"actor": actor, "now": now}, call_back_id)
    except Refused as refused:
        return _call_back(request, call_back_id, refused)
    return HttpResponseRedirect(reverse("voting:call_back", args=[call_back_id]))
