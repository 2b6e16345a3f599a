"""Of who voted for an owner nothing is said of the vote before the owner said that he may, and of nobody else's right."""

from django.db import migrations

ASKED = """
create function voting_right_first() returns trigger language plpgsql as $$
declare
  for_another boolean := exists (
    select from voting_calledballot c join voting_ballot b on b.id = c.ballot_id join voting_sheet s on s.id = b.sheet_id
    where c.id = new.called_id and (s.proxy_id is not null or s.capacity in ('proxy', 'guardian', 'delegate')));
begin
  if for_another = (new.answer in ('given', 'not_given')) then return new; end if;
  if for_another and exists (select from voting_calltry t where t.called_id = new.called_id and t.answer = 'given')
  then return new; end if;
  raise exception 'Of who voted for an owner it is asked first whether he may, and of nobody else.'
    using errcode = '23514';
end $$;
create trigger voting_right_first
  before insert on voting_calltry for each row when (new.answer <> 'not_reached')
  execute function voting_right_first();
"""
NOT_ASKED = "drop trigger voting_right_first on voting_calltry; drop function voting_right_first();"


class Migration(migrations.Migration):
    dependencies = [("voting", "0055_acting_for_owners")]
    operations = [migrations.RunSQL([ASKED], [NOT_ASKED])]
