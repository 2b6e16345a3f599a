"""A bill names the papers it was asked for, and is taken by the database with each of them alone."""

from importlib import import_module

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

_changed = import_module("hemei.community.funds.migrations.0022_repeated")._changed  # noqa: SLF001 - as it did
_MOVES = "funds_use_moves()"
_BEFORE = "'{bill_fen,audit,billed_on,billed_by_id}'"
_AFTER = _BEFORE.replace("}", ",bill_papers}")

# The documents of the owners' money are asked for by the standard of the day; these three it never leaves out.
PROVED = """
create function funds_use_proved() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  lacking text;
begin
  select string_agg(code, ', ' order by code) into lacking
    from unnest(array['acceptance', 'contract', 'invoice'] || coalesce(new.bill_papers, '{}')) as asked(code)
    where not coalesce(code = any (new.bill_papers), false) or not exists (
      select from records_file f
      where f.stream = new.stream and f.purpose = 'fund_' || code and f.erased_at is null);
  if lacking is not null then
    raise exception 'The bill of use % lacks papers: %.', new.id, lacking
      using errcode = '23514', constraint = 'funds_use_proved';
  end if;
  return new;
end $$;
create trigger funds_use_proved before update on funds_use for each row
  when (old.state = 'accepted' and new.state = 'billed') execute function funds_use_proved();
"""
UNPROVED = "drop trigger funds_use_proved on funds_use; drop function funds_use_proved();"


class Migration(migrations.Migration):
    dependencies = [("funds", "0028_pay_clock")]

    operations = [
        migrations.AddField("use", "bill_papers", ArrayField(models.TextField(), null=True)),
        migrations.RunSQL(_changed(_MOVES, _BEFORE, _AFTER), _changed(_MOVES, _AFTER, _BEFORE)),
        migrations.RunSQL(PROVED, UNPROVED),
    ]
