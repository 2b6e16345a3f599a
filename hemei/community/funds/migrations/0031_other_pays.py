"""Who approved a bill does not let the bank pay it, and both gave a second factor shortly before.

What was approved or paid before stays as it was written: only the steps of now on are asked.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import F, Q

_changed = import_module("hemei.community.funds.migrations.0022_repeated")._changed  # noqa: SLF001 - as it did
_MOVES = "funds_use_moves()"
CHANGES = (
    ("'{checked_at,checked_by_id}'", "'{checked_at,checked_by_id,checked_factor_at}'"),
    ("'{paid_on,entry_id}'", "'{paid_on,entry_id,paid_at,paid_by_id,paid_factor_at}'"),
    (
        "'paid approved' and (num_nonnulls(new.paid_on, new.entry_id)",
        "'paid approved' and (num_nonnulls(new.paid_on, new.entry_id, new.paid_at, new.paid_by_id, new.paid_factor_at)",
    ),
    (
        "new.checked_at, new.paid_on, new.entry_id) > 0",
        "new.checked_at, new.checked_factor_at, new.paid_on, new.entry_id, new.paid_at, new.paid_by_id, new.paid_factor_at) > 0",
    ),
)
HANDS = """
create function funds_use_second() returns trigger language plpgsql as $$
declare
  hand bigint := case new.state when 'paid' then new.paid_by_id else new.checked_by_id end;
  done_at timestamptz := case new.state when 'paid' then new.paid_at else new.checked_at end;
  given timestamptz := case new.state when 'paid' then new.paid_factor_at else new.checked_factor_at end;
begin
  if num_nulls(hand, done_at, given) > 0 or given > done_at or given < done_at - interval '1 hour' then
    raise exception 'Use % is approved and paid by persons with a second factor given shortly before.', new.id
      using errcode = '23514', constraint = 'funds_use_second';
  end if;
  return new;
end $$;
create trigger funds_use_second before update on funds_use for each row
  when ((old.state = 'billed' and new.state = 'approved') or (old.state = 'approved' and new.state = 'paid'))
  execute function funds_use_second();
"""
FREED = "drop trigger funds_use_second on funds_use; drop function funds_use_second();"


class Migration(migrations.Migration):
    dependencies = [("funds", "0030_one_only_moves")]

    operations = [
        migrations.AddField("use", "checked_factor_at", models.DateTimeField(null=True)),
        migrations.AddField("use", "paid_at", models.DateTimeField(null=True)),
        migrations.AddField("use", "paid_by_id", models.BigIntegerField(null=True)),
        migrations.AddField("use", "paid_factor_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "use",
            models.CheckConstraint(
                condition=Q(paid_by_id=None)
                | (
                    ~Q(paid_by_id=F("person_id"))
                    & ~Q(paid_by_id=F("billed_by_id"))
                    & ~Q(paid_by_id=F("checked_by_id"))
                ),
                name="funds_use_other_pays",
            ),
        ),
        *(migrations.RunSQL(_changed(_MOVES, old, new), _changed(_MOVES, new, old)) for old, new in CHANGES),
        migrations.RunSQL(HANDS, FREED),
    ]
