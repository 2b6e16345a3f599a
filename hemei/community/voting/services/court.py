"""The case file of a meeting is made once it is asked for, and kept: what was handed out can be handed out again."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from hemei.community.voting.models import Assembly
from hemei.community.voting.queries.files import court_file, court_stream
from hemei.community.voting.rules.packing import packed
from hemei.community.voting.services.assemblies import tell_of
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.community.voting.services.results import note_inspection
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, system_actor

ZIP = "application/zip"


@for_own_estate
@transaction.atomic
def keep_court_file(*, actor: Actor, now: datetime, assembly_id: int, reason: str) -> bytes:
    """Make the case file (Civil Code art. 280) and keep it with its fingerprint; returns it.

    It lies on a stream of its own: an owner reads the meeting's, and this holds everybody's choices.

    Raises:
        Refused: the actor neither organises nor oversees the meeting, or no reason is given.
    """
    note_inspection(actor=actor, now=now, assembly_id=assembly_id, what="court", reason=reason)
    found = Assembly.objects.get(pk=assembly_id)
    wide = system_actor(found.scope)
    with opened(actor, found.scope):
        content = packed(court_file(assembly_id, actor=wide, now=now))
        kept = records.keep_file(
            content=content, media_type=ZIP, stream=court_stream(assembly_id), scope=found.scope, purpose="court_file",
            now=now,
        )  # fmt: skip
    data = {"file": kept.pk, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    tell_of(actor, now, found, "voting.court_file_kept", data, ())
    return content
