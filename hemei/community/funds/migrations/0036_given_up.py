"""A use that was cleared and will not be built is given up: its planner asks with a reason, another confirms it."""

from importlib import import_module

from django.db import migrations, models
from django.db.models import F, Q

_changed = import_module("hemei.community.funds.migrations.0022_repeated")._changed  # noqa: SLF001 - as it did
_MOVES = "funds_use_moves()"
_ASKED = "giving_up_on,giving_up_by_id,giving_up_reason_id"
_BEGINS = "num_nonnulls(new.assembly_id, new.vote, new.cleared_on, new.offers,"
_WRITES = "    when step = 'working accepted' then '{accepted_on}'\n"
_CHECKED = "new.state in ('planned', 'asked', 'billed', 'approved')"
_LACKS = "     or (step = 'working accepted' and new.accepted_on is null)\n"
_FREE = "'approved failed', 'merged failed')"
CHANGES = (
    (
        _BEGINS,
        "num_nonnulls(new.giving_up_by_id, new.ended_by_id, new.assembly_id, new.vote, new.cleared_on, new.offers,",
    ),
    (
        _WRITES,
        _WRITES
        + "    when step in ('cleared giving_up', 'working giving_up', 'giving_up cleared', 'giving_up working') then\n"
        + f"      '{{{_ASKED}}}'\n"
        + "    when step = 'giving_up withdrawn' then '{ended_on,ended_by_id}'\n",
    ),
    (_CHECKED, "new.state in ('planned', 'asked', 'billed', 'approved', 'giving_up')"),
    (
        _LACKS,
        _LACKS
        + "     or (step = 'giving_up withdrawn' and num_nulls(new.ended_on, new.ended_by_id) > 0)\n"
        + "     or (step in ('giving_up cleared', 'giving_up working') and (new.giving_up_by_id is not null\n"
        + "         or (new.begun_on is null) <> (new.state = 'cleared')))\n",
    ),
    (_FREE, "'approved failed', 'merged failed', 'giving_up failed')"),
)
_ASKED_TO_END = Q(
    giving_up_on__isnull=False, giving_up_by_id__isnull=False, giving_up_reason_id__isnull=False
)
STATES = (
    "planned", "voting", "asked", "cleared", "working", "giving_up", "accepted", "billed", "approved", "paid",
    "failed", "refused", "withdrawn", "merged",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("funds", "0035_transfers_withdrawn")]

    operations = [
        migrations.AlterField("use", "state", models.TextField(choices=[(one, one) for one in STATES])),
        migrations.AddField("use", "giving_up_on", models.DateField(null=True)),
        migrations.AddField("use", "giving_up_by_id", models.BigIntegerField(null=True)),
        migrations.AddField("use", "giving_up_reason_id", models.BigIntegerField(null=True)),
        migrations.AddField("use", "ended_on", models.DateField(null=True)),
        migrations.AddField("use", "ended_by_id", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "use",
            models.CheckConstraint(
                condition=~(Q(state="giving_up") | Q(ended_on__isnull=False)) | _ASKED_TO_END,
                name="funds_use_giving_up",
            ),
        ),
        migrations.AddConstraint(
            "use",
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by_id=None)
                | (
                    Q(state="withdrawn", ended_on__isnull=False, ended_by_id__isnull=False)
                    & ~Q(ended_by_id=F("giving_up_by_id"))
                    & (Q(person_id=None) | ~Q(ended_by_id=F("person_id")))
                ),
                name="funds_use_other_ends",
            ),
        ),
        *(migrations.RunSQL(_changed(_MOVES, old, new), _changed(_MOVES, new, old)) for old, new in CHANGES),
    ]
