"""What the common part gave to the households goes back there by two persons, and may be shared out again."""

import importlib

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from hemei.ground.records.security import APP_ROLE

_CORRECTIONS = importlib.import_module("hemei.community.funds.migrations.0016_corrections")
_DUE_BEFORE = _CORRECTIONS._function(_CORRECTIONS.CORRECTIONS, "funds_correction_due")  # noqa: SLF001
DUE = _CORRECTIONS._swapped(  # noqa: SLF001
    _DUE_BEFORE,
    (
        "         when 'interest' then",
        (
            "         when 'common' then (select d.entry_id from funds_distribution d where d.id = new.distribution_id\n"
            "                             and d.fund_id = new.fund_id and d.taken_back_at is null)\n"
            "         when 'interest' then"
        ),
    ),
)
KEPT = f"""
drop trigger funds_distribution_append_only on funds_distribution;
create trigger funds_distribution_only_moves before update or delete on funds_distribution
  for each row execute function funds_only_moves('{{taken_back_at}}');
create trigger funds_distribution_never_emptied before truncate on funds_distribution
  for each statement execute function records_append_only();
grant update (taken_back_at) on funds_distribution to {APP_ROLE};
create function funds_distribution_taken_back() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.taken_back_at is null or old.taken_back_at is not null or not exists (
      select 1 from funds_correction c join ledgers_entry r on r.id = c.reversal_id
      where c.state = 'confirmed' and c.kind = 'common' and c.fund_id = old.fund_id and c.entry_id = old.entry_id
        and r.reverses_id = c.entry_id) then
    raise exception 'What the households were given goes back once, with a correction that was confirmed.'
      using errcode = '23514', constraint = 'funds_distribution_taken_back';
  end if;
  return new;
end $$;
create trigger funds_distribution_taken_back before update of taken_back_at on funds_distribution
  for each row execute function funds_distribution_taken_back();
"""
FREED = f"""
revoke update (taken_back_at) on funds_distribution from {APP_ROLE};
drop trigger funds_distribution_taken_back on funds_distribution;
drop function funds_distribution_taken_back();
drop trigger funds_distribution_never_emptied on funds_distribution;
drop trigger funds_distribution_only_moves on funds_distribution;
create trigger funds_distribution_append_only before update or delete or truncate on funds_distribution
  for each statement execute function records_append_only();
"""
_BEFORE = {
    "use": "use",
    "gap": "share",
    "refund": "household",
    "closing": "household",
    "interest": "interest",
}
_OF = {**_BEFORE, "common": "distribution"}


def _of_one() -> Q:
    found = Q()
    for kind, name in _OF.items():
        others = {f"{other}__isnull": True for other in {*_OF.values()} - {name}}
        found |= Q(kind=kind, **{f"{name}__isnull": False}, **others)
    return found


class Migration(migrations.Migration):
    dependencies = [("funds", "0020_came_back_on")]

    operations = [
        migrations.AddField("distribution", "taken_back_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "distribution",
            "source",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledgers.entry"
            ),
        ),
        migrations.AddConstraint(
            "distribution",
            models.UniqueConstraint(
                fields=["source"], condition=Q(taken_back_at=None), name="funds_distribution_once"
            ),
        ),
        migrations.AddField(
            "correction",
            "distribution",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="funds.distribution",
            ),
        ),
        migrations.AlterField("correction", "kind", models.TextField(choices=[(one, one) for one in _OF])),
        migrations.RemoveConstraint("correction", "funds_correction_of_one"),
        migrations.AddConstraint(
            "correction", models.CheckConstraint(condition=_of_one(), name="funds_correction_of_one")
        ),
        migrations.RunSQL(KEPT, FREED),
        migrations.RunSQL(DUE, _DUE_BEFORE),
    ]
