"""A person's word counts once of a round, by whichever of his entries as a signatory it is given."""

import importlib

from django.db import migrations

_BEFORE = importlib.import_module(
    "hemei.community.purses.migrations.0036_substitution_with_the_office"
).APPROVAL
_SECOND = "  if new.confirmed_at > new.given_at or"
_ONCE = """  if exists (
    select from purses_approval a
    join purses_signatory one on one.id = a.counts_for_id
    join purses_signatory other on other.id = new.counts_for_id and other.person_id = one.person_id
    where a.order_id = new.order_id and a.round = new.round) then
    raise exception 'The word of a person counts once.' using errcode = '23514', constraint = 'purses_approval_one_word';
  end if;
"""
APPROVAL = _BEFORE.replace(_SECOND, _ONCE + _SECOND)


class Migration(migrations.Migration):
    dependencies = [("purses", "0038_no_word_behind_a_return")]

    operations = [migrations.RunSQL(APPROVAL, _BEFORE)]
