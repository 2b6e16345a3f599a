"""The case file of a meeting is made once it is asked for, and kept: what was handed out can be handed out again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hemei.community.voting.models import Assembly
from hemei.community.voting.queries.files import court_file
from hemei.community.voting.queries.volumes import court_stream, volumes_in
from hemei.community.voting.rules.packing import packed
from hemei.community.voting.services.assemblies import tell_of
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.community.voting.services.results import note_inspection
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, system_actor

ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class CourtFile:
    """A case file that was made: its id, its first volume, and how many volumes there are."""

    id: int
    content: bytes
    volumes: int


@for_own_estate
@transaction.atomic
def keep_court_file(*, actor: Actor, now: datetime, assembly_id: int, reason: str) -> CourtFile:
    """Make the case file (Civil Code art. 280) and keep its first volume with its fingerprint; returns it.

    Pictures that do not fit into it go into further volumes: their fingerprints stand in the first, they themselves
    are kept already.

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
        volumes = len(volumes_in(content))
    data = {
        "file": kept.pk, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "volumes": volumes,
    }  # fmt: skip
    tell_of(actor, now, found, "voting.court_file_kept", data, ())
    return CourtFile(kept.pk, content, volumes)
