"""Who stands in for a signatory was named by that one himself, or by one hand and confirmed by another.

Who confirms is neither who named nor who is named, and holds no office at a company that the account is open to.
Nobody stands in beyond the days on which whom he stands for approves. Who stood in before this rule has no hands in the
record: he keeps his days, sixty at most, which were given by the rule of then; every entry from now on is asked.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

_PERSON = {
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "people.person",
    "null": True,
}
HANDS = """
create function purses_substitute_hands() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  away record;
  day date := (new.named_at at time zone 'Asia/Shanghai')::date;
begin
  if new.confirmed_by_id is not null and exists (
    select from people_appointment a
    join people_body b on b.id = a.body_id and b.kind = 'company'
    join records_access s on s.body_id = a.body_id and s.stream = new.stream
    where a.person_id = new.confirmed_by_id and a.valid_from <= day and (a.valid_until is null or a.valid_until > day)) then
    raise exception 'Who confirms a signatory holds no office at the company that pays.'
      using errcode = '23514', constraint = 'purses_signatory_payer';
  end if;
  if new.stands_for_id is null then
    return new;
  end if;
  select * into away from purses_signatory where id = new.stands_for_id;
  if new.named_by_id is null or (new.confirmed_by_id is null and new.named_by_id <> away.person_id) then
    raise exception 'A substitute is named by the signatory himself, or by one and confirmed by another.'
      using errcode = '23514', constraint = 'purses_substitute_two_hands';
  end if;
  if away.account_id <> new.account_id or away.side <> new.side or away.stands_for_id is not null
     or new.valid_from < away.valid_from or new.valid_until > away.valid_until then
    raise exception 'A substitute stands in for a signatory of the account, on that one''s own days.'
      using errcode = '23514', constraint = 'purses_substitute_days';
  end if;
  return new;
end $$;
create trigger purses_substitute_hands before insert on purses_signatory
  for each row execute function purses_substitute_hands();
"""
ONE_HAND = """
drop trigger purses_substitute_hands on purses_signatory;
drop function purses_substitute_hands();
"""


class Migration(migrations.Migration):
    dependencies = [("purses", "0033_resolution_within"), ("people", "0001_tables")]

    operations = [
        migrations.AddField("signatory", "named_by", models.ForeignKey(**_PERSON)),
        migrations.AddField("signatory", "confirmed_by", models.ForeignKey(**_PERSON)),
        migrations.AddConstraint(
            "signatory",
            models.CheckConstraint(
                condition=(Q(named_by=None) | ~Q(named_by=F("person")))
                & (
                    Q(confirmed_by=None)
                    | Q(named_by__isnull=False)
                    & ~Q(confirmed_by=F("named_by"))
                    & ~Q(confirmed_by=F("person"))
                ),
                name="purses_signatory_two_hands",
            ),
        ),
        migrations.RunSQL(HANDS, ONE_HAND),
    ]
