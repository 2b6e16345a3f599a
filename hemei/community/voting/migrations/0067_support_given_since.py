"""What owners signed to ask no more takes back what they gave before, and nothing once an assembly is owed."""

from django.db import migrations

LEFT = """
create or replace function voting_support_left() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (
    select 1 from voting_supportsheet s where s.scan_id = new.back_scan_id and s.proposal_id = new.proposal_id
      and s.confirmed and s.takes_back and new.unit_id = any (s.unit_ids){since}
  ) then
    return new;
  end if;
  raise exception 'What owners asked is taken back on paper once a second person confirmed it.' using errcode = '23514';
end $$;
"""
SINCE = LEFT.format(since="\n      and new.supported_at <= s.entered_at and new.taken_back_at = s.entered_at")
KEPT = """
create function voting_support_stays() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (select 1 from voting_proposal p where p.id = new.proposal_id and p.state = 'gathering') then
    return new;
  end if;
  raise exception 'What owners asked is taken back while the proposal gathers support.' using errcode = '23514';
end $$;
create trigger voting_support_stays_new before insert on voting_support
  for each row when (new.taken_back_at is not null) execute function voting_support_stays();
create trigger voting_support_stays before update on voting_support
  for each row when (new.taken_back_at is distinct from old.taken_back_at)
  execute function voting_support_stays();
"""
LOOSE = """
drop trigger voting_support_stays on voting_support;
drop trigger voting_support_stays_new on voting_support;
drop function voting_support_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0066_paper_waits_for_its_proxy")]
    operations = [
        migrations.RunSQL(SINCE, LEFT.format(since="")),
        migrations.RunSQL(KEPT, LOOSE),
    ]
