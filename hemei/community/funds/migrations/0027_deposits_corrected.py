"""A deposit, or what was taken over of a household, is taken back by two persons, like all else a fund recorded."""

import importlib

from django.db import migrations, models
from django.db.models import Q

_CORRECTIONS = importlib.import_module("hemei.community.funds.migrations.0016_corrections")
_DUE_BEFORE = importlib.import_module("hemei.community.funds.migrations.0021_common_taken_back").DUE
DUE = _CORRECTIONS._swapped(  # noqa: SLF001
    _DUE_BEFORE,
    (
        "         when 'common' then",
        (
            "         when 'deposit' then (select e.id from ledgers_entry e where e.id = new.entry_id\n"
            "                              and e.source_key like 'fund-deposit:%')\n"
            "         when 'opening' then (select e.id from ledgers_entry e\n"
            "           join ledgers_posting p on p.entry_id = e.id\n"
            "           join ledgers_account a on a.id = p.account_id and a.code = 'fund_unit'\n"
            "           join funds_household h on h.id = new.household_id and h.unit_id = a.unit_id\n"
            "           where e.id = new.entry_id and h.fund_id = new.fund_id\n"
            "             and e.source_key like 'fund-opening:%')\n"
            "         when 'common' then"
        ),
    ),
)
KEPT = """
create function funds_came_in_kept() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (
      select 1 from ledgers_entry e where e.id = new.reverses_id
        and (e.source_key like 'fund-deposit:%' or e.source_key like 'fund-opening:%'))
     and not exists (
      select 1 from funds_correction c where c.state = 'confirmed' and c.kind in ('deposit', 'opening')
        and c.entry_id = new.reverses_id and c.reversal_id = new.id) then
    raise exception 'What came in for households goes back only with a correction that was confirmed.'
      using errcode = '23514', constraint = 'funds_came_in_kept';
  end if;
  return null;
end $$;
create constraint trigger funds_came_in_kept after insert on ledgers_entry
  deferrable initially deferred for each row when (new.reverses_id is not null)
  execute function funds_came_in_kept();
create function funds_household_lowered() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not exists (
      select 1 from funds_correction c join ledgers_posting p on p.entry_id = c.reversal_id
      join ledgers_account a on a.id = p.account_id and a.code = 'fund_unit' and a.unit_id = old.unit_id
      where c.state = 'confirmed' and c.kind in ('deposit', 'opening') and c.fund_id = old.fund_id
        and (c.kind = 'opening' or p.amount_fen = old.deposited_fen - new.deposited_fen)) then
    raise exception 'What a household deposited is lowered only with a correction that was confirmed.'
      using errcode = '23514', constraint = 'funds_household_lowered';
  end if;
  return new;
end $$;
create trigger funds_household_lowered before update of deposited_fen on funds_household
  for each row when (new.deposited_fen < old.deposited_fen) execute function funds_household_lowered();
"""
FREED = """
drop trigger funds_household_lowered on funds_household;
drop function funds_household_lowered();
drop trigger funds_came_in_kept on ledgers_entry;
drop function funds_came_in_kept();
"""
_OF = {
    "deposit": "", "opening": "household", "use": "use", "gap": "share", "refund": "household", "closing": "household",
    "interest": "interest", "common": "distribution",
}  # fmt: skip


def _of_one() -> Q:
    found = Q()
    for kind, name in _OF.items():
        found |= Q(kind=kind, **{f"{one}__isnull": one != name for one in sorted({*_OF.values()} - {""})})
    return found


class Migration(migrations.Migration):
    dependencies = [("funds", "0026_late_interest")]

    operations = [
        migrations.AlterField("correction", "kind", models.TextField(choices=[(one, one) for one in _OF])),
        migrations.RemoveConstraint("correction", "funds_correction_of_one"),
        migrations.AddConstraint(
            "correction", models.CheckConstraint(condition=_of_one(), name="funds_correction_of_one")
        ),
        migrations.RunSQL(DUE, _DUE_BEFORE),
        migrations.RunSQL(KEPT, FREED),
    ]
