"""What the owners adopted about an account is replaced by what they adopt anew, while their resolution stands."""

from django.db import migrations

REPLACED = """
create function purses_agreement_follows() returns trigger language plpgsql as $$
declare
  former record;
begin
  select adopted_vote_id, annulled_on into former from purses_agreement
    where account_id = new.account_id and number < new.number order by number desc limit 1;
  if new.adopted_vote_id is null and former.adopted_vote_id is not null and former.annulled_on is null then
    raise exception 'What the owners adopted is replaced by their own resolution.'
      using errcode = '23514', constraint = 'purses_agreement_follows';
  end if;
  return new;
end $$;
create trigger purses_agreement_follows before insert on purses_agreement
  for each row execute function purses_agreement_follows();
"""
UNDONE = """
drop trigger purses_agreement_follows on purses_agreement;
drop function purses_agreement_follows();
"""


class Migration(migrations.Migration):
    dependencies = [("purses", "0025_prepared_by_owners")]

    operations = [migrations.RunSQL(REPLACED, UNDONE)]
