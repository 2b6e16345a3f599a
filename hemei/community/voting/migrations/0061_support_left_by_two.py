"""What owners asked for is taken back on paper once a second person held their signatures against the scan."""

from django.db import migrations, models

# Who asks, asks by a list; who left on paper, left by another. Support of the time before names no such list.
CONFIRMED = """
create or replace function voting_support_confirmed() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.channel = 'phone' and new.sheet_id is null or exists (
    select 1 from voting_supportsheet s where s.id = new.sheet_id and s.proposal_id = new.proposal_id and s.confirmed
      and not s.takes_back and new.unit_id = any (s.unit_ids)
  ) then
    return new;
  end if;
  raise exception 'What owners ask on paper counts once a second person confirmed it.' using errcode = '23514';
end $$;
create function voting_support_left() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (
    select 1 from voting_supportsheet s where s.scan_id = new.back_scan_id and s.proposal_id = new.proposal_id
      and s.confirmed and s.takes_back and new.unit_id = any (s.unit_ids)
  ) then
    return new;
  end if;
  raise exception 'What owners asked is taken back on paper once a second person confirmed it.' using errcode = '23514';
end $$;
create trigger voting_support_left_new before insert on voting_support
  for each row when (new.back_scan_id is not null) execute function voting_support_left();
create trigger voting_support_left before update on voting_support
  for each row when (new.back_scan_id is not null and new.back_scan_id is distinct from old.back_scan_id)
  execute function voting_support_left();
"""
BEFORE = """
drop trigger voting_support_left on voting_support;
drop trigger voting_support_left_new on voting_support;
drop function voting_support_left();
create or replace function voting_support_confirmed() returns trigger language plpgsql as $$
begin
  if new.channel = 'phone' and new.sheet_id is null or exists (
    select 1 from voting_supportsheet s
    where s.id = new.sheet_id and s.proposal_id = new.proposal_id and s.confirmed and new.unit_id = any (s.unit_ids)
  ) then
    return new;
  end if;
  raise exception 'What owners ask on paper counts once a second person confirmed it.' using errcode = '23514';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0060_owners_time")]
    operations = [
        migrations.AddField("supportsheet", "takes_back", models.BooleanField(default=False)),
        migrations.RunSQL(CONFIRMED, BEFORE),
    ]
