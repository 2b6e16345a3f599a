"""Where no company serves, a member of the committee prepares: his own person approves it never, his colleagues may.

Of what a company prepared everybody of it stays barred. Who gives a held order another basis is barred as who prepared.
"""

import importlib

import django.db.models.deletion
from django.db import migrations, models

_NEVER = importlib.import_module("hemei.community.purses.migrations.0006_payer_never")
_UNPAID = importlib.import_module("hemei.community.purses.migrations.0016_never_paid")
_MOVING = importlib.import_module("hemei.community.purses.migrations.0002_kept").MOVING["paymentorder"]

_OF_OWNERS = """exists (
    select 1 from people_body b where b.id = held.prepared_body_id and b.estate_id is not null)"""
_HANDS, _OFFICE = _NEVER._HANDS, _NEVER._OFFICE  # noqa: SLF001 - the function as the migration before made it
_APPROVAL = _NEVER._BEFORE.replace(_HANDS, _HANDS + _OFFICE)  # noqa: SLF001
APPROVAL = _APPROVAL.replace(
    _HANDS + _OFFICE,
    f"new.person_id in (held.prepared_by_id, held.rested_by_id) or not {_OF_OWNERS}\n"
    f"    and (signs.body_id = held.prepared_body_id{_OFFICE})",
).replace("select state, round, prepared_by_id,", "select state, round, prepared_by_id, rested_by_id,")

_JUDGED = "    if exists (\n      select 1 from people_appointment a where a.person_id = new.judged_by_id"
RETURNS = _UNPAID.RETURNS.replace(
    _JUDGED,
    _JUDGED.replace(
        "if exists",
        f"if new.judged_by_id in (held.prepared_by_id, held.rested_by_id) or not {_OF_OWNERS} and exists",
    ),
).replace(
    "prepared_body_id, stream, scope into",
    "prepared_body_id, prepared_by_id, rested_by_id, stream, scope into",
)


def _moving(*columns: str) -> str:
    return (
        "drop trigger purses_paymentorder_only_moves on purses_paymentorder;\n"
        "create trigger purses_paymentorder_only_moves before update or delete on purses_paymentorder\n"
        f"  for each row execute function records_only_moves('{{{','.join((*_MOVING, *columns))}}}');\n"
    )


class Migration(migrations.Migration):
    dependencies = [("purses", "0024_one_only_moves")]

    operations = [
        migrations.AddField(
            "paymentorder",
            "rested_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.RunSQL(APPROVAL, _APPROVAL),
        migrations.RunSQL(RETURNS, _UNPAID.RETURNS),
        migrations.RunSQL(
            _moving("returned_on", "basis_fen", "rested_by_id"), _moving("returned_on", "basis_fen")
        ),
    ]
