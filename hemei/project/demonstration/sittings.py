"""Three sides deliberate around the showcase of the made-up city.

Small matters (关键小事) stand at each of the five steps; what a three-in-one meeting concluded became duties, some of
them done. A topic that only the owners may decide became a proposal for their vote.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from hemei.community.deliberation import queries as topics_now
from hemei.community.deliberation import services as topics
from hemei.community.deliberation.queries import ConclusionKind, TopicKind
from hemei.community.deliberation.services import ConclusionDraft, Planned, Proposal, SittingDraft
from hemei.ground.records import services as records
from hemei.leadership.duties import queries as duties_now
from hemei.leadership.duties import services as duties
from hemei.leadership.duties.services import Act, ActName
from hemei.project.demonstration import drawings
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.talks import ROOM, Table, held

_FIRST, _SECOND = 80, 12  # days since the two meetings


def write_sittings(table: Table, progress: Progress) -> None:
    """Hold the two meetings, and let things go their way."""
    with progress.stage("三方议事 sittings", 2, "sittings") as stage:
        for step in (_first_sitting, _second_sitting):
            step(table)
            stage.step()


def _raised(table: Table, title: str, ago: int, *, small: bool = True) -> int:
    draft = Proposal(
        key=f"demonstration:{title}", title=title, text=f"{title}，影响居民日常生活，请大家一起商量怎么办。",
        kind=TopicKind.SMALL_MATTER if small else TopicKind.TOPIC, estate_id=table.lot.row.id,
    )  # fmt: skip
    photos = [_photo(after=False)] if small else []
    number: int = table.do(topics.propose_topic, table.at(ago), draft=draft, photos=photos)
    return number


def _photo(*, after: bool) -> io.BytesIO:
    return io.BytesIO(drawings.draw(next(iter(drawings.SCENES)), after=after, view=0))


def _sat(table: Table, ago: int, known: Sequence[tuple[int, str]], matter: str = "") -> None:
    """Take topics up, call the meeting and hold it."""
    for topic, title in known:
        table.do(topics.accept_topic, table.at(ago + 8), topic_id=topic, title=title, matter=matter)
        matter = ""
    sitting = _call(table, ago + 7, ago)
    with records.acting(table.clerk):
        page = topics_now.sitting(actor=table.clerk, now=table.at(ago, 15), sitting_id=sitting)
    if page is None or page.row.meeting_id is None:
        raise RuntimeError("The made-up sitting is gone.")
    held(table, page.row.meeting_id, table.at(ago, 15), "party")
    _tell(table.at(ago, 16))


def _call(table: Table, ago: int, starts: int) -> int:
    draft = SittingDraft(
        community_id=table.lot.site.home.community.id, estate_id=table.lot.row.id,
        starts_at=table.at(starts, 15), location=ROOM, key=f"demonstration:sitting:{starts}",
    )  # fmt: skip
    number: int = table.do(topics.call_sitting, table.at(ago), draft=draft)
    return number


def _concluded(table: Table, topic: int, text: str, ago: int, until: int) -> None:
    task = Planned(text, table.office, table.today - timedelta(days=until))
    draft = ConclusionDraft(kind=ConclusionKind.TASK, text=text, tasks=(task,))
    table.do(topics.conclude_topic, table.at(ago, 17), topic_id=topic, draft=draft)


def _first_sitting(table: Table) -> None:
    """Two small matters were built; one is looked after, was rated and its result shared."""
    bench, lamp = (_raised(table, title, _FIRST + 9) for title in ("中心花园长椅破损", "北门夜间太暗"))
    _sat(table, _FIRST, [(bench, "中心花园长椅换新"), (lamp, "北门加装路灯")])
    _concluded(table, bench, "更换中心花园四张长椅", _FIRST, _FIRST - 20)
    _concluded(table, lamp, "北门加装两盏路灯", _FIRST, _FIRST - 20)
    for topic in (bench, lamp):
        _done(table, topic, _FIRST - 10)
    kept = _FIRST - 11
    upkeep = Planned("每周擦洗一次长椅", table.office, table.today + timedelta(days=60))
    table.do(topics.add_upkeep, table.at(kept), topic_id=bench, task=upkeep)
    table.do(topics.add_photos, table.at(kept), topic_id=bench, photos=[_photo(after=True)])
    with records.acting(table.resident):
        topics.rate_topic(
            actor=table.resident, now=table.at(kept - 3), topic_id=bench, score=5, text="坐得舒服"
        )
    table.do(topics.share_result, table.at(kept - 20), topic_id=bench, text="长椅已经换新，每周有人擦洗。")


def _second_sitting(table: Table) -> None:
    """One small matter is being built, one waits, one was raised yesterday; on a topic the owners must vote."""
    fence, lifts = (
        _raised(table, "充电车棚不够用", _SECOND + 9),
        _raised(table, "两部电梯经常停运", _SECOND + 9, small=False),
    )
    _sat(
        table,
        _SECOND,
        [(lifts, "使用维修资金更换电梯"), (fence, "增建电动车充电车棚")],
        "use_maintenance_fund",
    )
    _concluded(table, fence, "在东门增建一处充电车棚", _SECOND, -30)
    draft = ConclusionDraft(kind=ConclusionKind.PROPOSAL, text="提请业主大会表决使用维修资金更换电梯")
    table.do(topics.conclude_topic, table.at(_SECOND, 17), topic_id=lifts, draft=draft)
    waits = _raised(table, "快递柜占用消防通道", 4)
    table.do(topics.accept_topic, table.at(3), topic_id=waits, title="快递柜搬离消防通道", matter="")
    _raised(table, "楼道堆放杂物", 1)


def _done(table: Table, topic: int, ago: int) -> None:
    """Hand in what a topic asked for and accept it."""
    with records.acting(table.clerk):
        page = topics_now.topic(actor=table.clerk, now=table.at(ago), topic_id=topic)
    for task in page.tasks if page else ():
        _act(table, task.duty_id, Act(ActName.SUBMIT, text="已经完成，请查看照片。"), ago, photo=True)
        _act(table, task.duty_id, Act(ActName.ACCEPT, text="属实。"), ago, photo=False)
    _tell(table.at(ago, 12))


def _act(table: Table, duty: int, act: Act, ago: int, *, photo: bool) -> None:
    with records.acting(table.clerk):
        page = duties_now.duty_page(actor=table.clerk, duty_id=duty)
        photos = [_photo(after=True)] if photo else []
        seen = page.version if page else 1
        duties.act(actor=table.clerk, now=table.at(ago), duty_id=duty, act=act, seen=seen, photos=photos)


def _tell(at: datetime) -> None:
    """Let the apps hear of what happened; contracts and terms were loaded, and nothing waits for them yet."""
    records.skip_unheard(also=("companies.project_begun", "people.term_registered"))
    while records.deliver_pending(now=at):
        pass
