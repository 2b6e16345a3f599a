"""What the owners adopted about an account is replaced by what they decided later, never by what they decided before."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("hemei.community.purses.migrations.0026_owners_replace")
LATER = """
create or replace function purses_agreement_follows() returns trigger language plpgsql as $$
declare
  former record;
begin
  select one.adopted_vote_id, one.annulled_on, meeting.published_at into former
    from purses_agreement one left join voting_assembly meeting on meeting.id = one.adopted_assembly_id
    where one.account_id = new.account_id and one.number < new.number order by one.number desc limit 1;
  if former.adopted_vote_id is null or former.annulled_on is not null then
    return new;
  end if;
  if new.adopted_vote_id is null then
    raise exception 'What the owners adopted is replaced by their own resolution.'
      using errcode = '23514', constraint = 'purses_agreement_follows';
  end if;
  if exists (select from voting_assembly where id = new.adopted_assembly_id and published_at <= former.published_at) then
    raise exception 'What the owners decided later is not replaced by what they decided before.'
      using errcode = '23514', constraint = 'purses_agreement_follows';
  end if;
  return new;
end $$;
"""
UNDONE = BEFORE.REPLACED.partition("create trigger")[0].replace(
    "create function", "create or replace function"
)


class Migration(migrations.Migration):
    dependencies = [("purses", "0026_owners_replace")]

    operations = [migrations.RunSQL(LATER, UNDONE)]
