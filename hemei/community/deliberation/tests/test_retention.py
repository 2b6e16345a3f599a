"""Who raised a topic and who rated its result goes three years after it ended; title, result and score stay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hemei.community.deliberation import services
from hemei.community.deliberation.models import Rating, Topic
from hemei.community.deliberation.rules.words import TopicKind
from hemei.community.deliberation.tests.conftest import NOW, Table, picture
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.privacy import services as privacy
from hemei.ground.records import services as records

pytestmark = pytest.mark.django_db
LATER = datetime.fromisoformat("2026-11-12T02:00:00+00:00")
YEARS = timedelta(days=3 * 366 + 14)


def _shared(table: Table) -> int:
    """A small matter that a resident raised, done, rated by him and shared."""
    topic = table.raise_topic(
        "楼下长椅坏了",
        table.owner,
        kind=TopicKind.SMALL_MATTER,
        photos=[picture()],
        text="我住101，椅子断了",
    )
    table.accept(topic, "楼下长椅坏了")
    table.hold(table.call())
    table.conclude(topic)
    (task,) = table.topic(topic).tasks
    table.do(task.duty_id, LATER)
    with records.acting(table.clerk):
        upkeep = services.Planned("每周擦一次长椅", table.office, (LATER + timedelta(days=60)).date())
        services.add_upkeep(actor=table.clerk, now=LATER, topic_id=topic, task=upkeep)
        services.add_photos(actor=table.clerk, now=LATER, topic_id=topic, photos=[picture()])
    with records.acting(table.owner):
        services.rate_topic(actor=table.owner, now=LATER, topic_id=topic, score=5, text="坐得舒服")
    over = LATER + timedelta(days=16)
    with records.acting(table.clerk):
        services.share_result(actor=table.clerk, now=over, topic_id=topic, text="换了新椅，有人管")
    return topic


def test_persons_and_words_go_and_the_shared_result_stays(table: Table) -> None:
    table.establish()
    topic = _shared(table)
    running = table.raise_topic("南门的门禁坏了", table.owner, text="晚上谁都能进")
    with records.acting(SYSTEM):
        Topic.objects.filter(pk=topic).update(state="closed")
    assert "topic" not in privacy.erase_expired(actor=SYSTEM, now=LATER + timedelta(days=3 * 365 - 20))
    assert privacy.erase_expired(actor=SYSTEM, now=LATER + YEARS + timedelta(days=30))["topic"] == 4
    with records.acting(SYSTEM):
        assert list(Topic.objects.exclude(person=None).values_list("pk", flat=True)) == [running]
        assert [(row.person_id, row.score) for row in Rating.objects.all()] == [(None, 5)]
    page = table.topic(topic)
    assert (page.row.title, page.shared, page.rating.count) == ("楼下长椅坏了", "换了新椅，有人管", 1)
    assert page.text == ""
    with records.acting(table.owner):
        assert [row.pk for row in Topic.objects.all()] == [running]  # and he is not led to it any more


def test_what_was_refused_ends_with_the_refusal(table: Table) -> None:
    table.establish()
    topic = table.raise_topic("广场舞太吵", table.owner, text="每晚到十点")
    with records.acting(table.clerk):
        services.refuse_topic(
            actor=table.clerk, now=NOW, topic_id=topic, ground="one_household", text="请报案件"
        )
    assert privacy.erase_expired(actor=SYSTEM, now=NOW + YEARS)["topic"] >= 2
