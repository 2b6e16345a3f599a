"""What votes put on the workbench beside their clocks: what waits for a second person's word."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from hemei.community.voting import queries
from hemei.community.voting.queries import acting
from hemei.community.voting.queries import paper_proxies as with_paper
from hemei.community.voting.queries import ready_again as ready
from hemei.community.voting.queries import support_sheets as lists
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.ui.words import say
from hemei.ui.work import Count


def contested(actor: Actor) -> Sequence[Count]:
    """Return how many objections to voters wait to be looked into; until then these vote for nobody."""
    words = mark("%(count)s项对表决人的异议等待核实，核实以前不能由他投票")
    return queries.contested_count(actor=actor, now=utc_now()).each(
        lambda row: _count(words, "contested", *row)
    )


def awaited(actor: Actor) -> Sequence[Count]:
    """Return how many guardians and delegates wait for the reader; until he confirmed them they vote for nobody."""
    words = mark("%(count)s名监护人、单位代表等您确认，确认以后才登记为表决人")
    return acting.awaited_count(actor=actor, now=utc_now()).each(
        lambda row: _count(words, "awaited_voters", *row)
    )


def paper_proxies(actor: Actor) -> Sequence[Count]:
    """Return how many proxies that came with ballots wait for the reader, by batch; until then these do not count."""
    words = mark("%(count)s份随票交来的委托书等您确认，确认以前这些票不计入")
    return with_paper.paper_proxies_to_confirm(actor=actor).each(
        lambda row: _count(words, "batch", row[1], of=[row[0]])
    )


def signatures(actor: Actor) -> Sequence[Count]:
    """Return how many ballots whose proxy was refused wait for the reader to say who signed, by batch."""
    words = mark("%(count)s张票的委托书没有确认，等您核实票是谁签的名，核实以前不计入")
    return with_paper.signatures_to_say(actor=actor).each(
        lambda row: _count(words, "batch", row[1], of=[row[0]])
    )


def paper_proxies_left(actor: Actor) -> Sequence[Count]:
    """Return the proxies that came with ballots and that only the street, the reader, may look at as the second."""
    words = mark("随票交来的委托书等您核对，居民委员会没有别的工作人员")
    return with_paper.paper_proxies_left(actor=actor, now=utc_now()).each(
        lambda row: Count(say(words), reverse("voting:paper_proxy", args=row))
    )


def ready_again(actor: Actor) -> Sequence[Count]:
    """Return how many ballots left by a confirmation are ready now, by batch; they count once it is confirmed anew."""
    words = mark("%(count)s张票先前等着，现在准备好了，请到这一批再确认一次才计入")
    return ready.ready_again(actor=actor).each(lambda row: _count(words, "batch", row[1], of=[row[0]]))


def visits(actor: Actor) -> Sequence[Count]:
    """Return how many visits to doors wait for the reader to say that he was there; until then no ballot counts."""
    words = mark("%(count)s次上门收票等您确认，确认以后选票才计入")
    return queries.visits_to_confirm(actor=actor, now=utc_now()).each(
        lambda row: _count(words, "visits", *row)
    )


def corrections(actor: Actor) -> Sequence[Count]:
    """Return how many corrections of a roll wait for the reader as the second person; until then nothing changes."""
    words = mark("%(count)s项名册更正等您确认，确认以前名册不变")
    found = queries.corrections_to_confirm(actor=actor, now=utc_now())
    return found.each(lambda row: _count(words, "corrections", *row))


def asides(actor: Actor) -> Sequence[Count]:
    """Return how many pages of ballots wait for the reader to look whether they are to be left out."""
    words = mark("%(count)s页选票有人提出搁置，等您看过票面确认")
    return queries.asides_to_confirm(actor=actor).each(lambda row: _count(words, "asides", *row))


def objected_sheets(actor: Actor) -> Sequence[Count]:
    """Return how many owners object to what came in for their homes; whose it was is said before the count."""
    words = mark("%(count)s户业主对收到的选票有异议，请在计票以前核实")
    return queries.objected_sheets_count(actor=actor, now=utc_now()).each(
        lambda row: _count(words, "objected_sheets", *row)
    )


def rules(actor: Actor) -> Sequence[Count]:
    """Return how many rules of procedure wait for another person; until then no vote goes by them."""
    words = mark("%(count)s份议事规则等另一人核对，确认以后才施行")
    return queries.waiting_rules(actor=actor).each(lambda row: _count(words, "rules_list", *row))


def support_sheets(actor: Actor) -> Sequence[Count]:
    """Return the signature lists that wait for the reader as the second person; until then nobody on them asks."""
    return lists.sheets_to_settle(actor=actor).each(lambda row: _list(*row))


def _list(number: int, title: str, takes_back: bool) -> Count:  # noqa: FBT001 - a row
    words = mark("“%(title)s”的附议签名表等您核对，核对以后才计入")
    if takes_back:
        words = mark("“%(title)s”有业主书面撤回附议，等您核对，核对以后才不计入")
    return Count(say(words) % {"title": title}, reverse("voting:support_sheet", args=[number]))


def drafts(actor: Actor) -> Sequence[Count]:
    """Return how many meetings are called and not noticed; until then they answer nobody who asked for them."""
    words = mark("%(count)s次会议已召集、还没有公告，公告以前不算已经召集")
    return queries.drafted_count(actor=actor).each(
        lambda row: _count(words, "assemblies", *row, asked="?state=called")
    )


def _count(words: str, page: str, count: int, *, of: Sequence[int] = (), asked: str = "") -> Count:
    return Count(say(words) % {"count": count}, reverse(f"voting:{page}", args=of) + asked)


COUNTS = (
    drafts, contested, awaited, objected_sheets, visits, corrections, asides, paper_proxies, signatures,
    paper_proxies_left, ready_again, rules, support_sheets,
)  # fmt: skip
