"""An agreement to come is called off: it stays as a period of no day, no order stands under it, and it holds never."""

from importlib import import_module

from django.db import migrations, models

BEFORE = import_module("hemei.community.purses.migrations.0027_later_decision")
WHERE = "where one.account_id = new.account_id and one.number < new.number"
FOLLOWS = BEFORE.LATER.replace(WHERE, f"{WHERE} and one.valid_until is distinct from one.valid_from")
ENDS = """
create function purses_agreement_ends() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.valid_until is not distinct from old.valid_until then
    return new;
  end if;
  if old.valid_until = old.valid_from then
    raise exception 'An agreement that was called off holds never.'
      using errcode = '23514', constraint = 'purses_agreement_ends';
  end if;
  if new.valid_until = new.valid_from
     and exists (select from purses_paymentorder where agreement_id = new.id) then
    raise exception 'An agreement under which orders were prepared is not called off.'
      using errcode = '23514', constraint = 'purses_agreement_ends';
  end if;
  if new.valid_until is null and exists (
    select from purses_agreement one where one.account_id = new.account_id and one.number > new.number
      and one.valid_until is distinct from one.valid_from) then
    raise exception 'An agreement holds on where the one after it was called off.'
      using errcode = '23514', constraint = 'purses_agreement_ends';
  end if;
  return new;
end $$;
create trigger purses_agreement_ends before update on purses_agreement
  for each row execute function purses_agreement_ends();
"""
UNDONE = """
drop trigger purses_agreement_ends on purses_agreement;
drop function purses_agreement_ends();
"""
PERIOD = "purses_agreement_period"


class Migration(migrations.Migration):
    dependencies = [("purses", "0028_taken_back_by_record")]

    operations = [
        migrations.RemoveConstraint(model_name="agreement", name=PERIOD),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name=PERIOD,
            ),
        ),
        migrations.RunSQL(FOLLOWS, BEFORE.LATER),
        migrations.RunSQL(ENDS, UNDONE),
    ]
