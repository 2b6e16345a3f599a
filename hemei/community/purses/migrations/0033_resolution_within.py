"""What rests on a resolution, directly or by a budget, ended or not, is no more than the owners passed, whoever writes."""

from django.db import migrations

WITHIN = """
create function purses_resolution_within() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  most bigint;
  given bigint;
begin
  select spends_fen into most from voting_vote where id = new.basis_vote_id;
  perform from purses_jointaccount where id = new.account_id for no key update;
  select coalesce(sum(o.amount_fen), 0) into given from purses_paymentorder o
    where o.account_id = new.account_id and o.basis_vote_id = new.basis_vote_id
      and o.state not in ('refused', 'expired', 'withdrawn');
  select given + coalesce(sum(greatest(y.planned, y.drawn)), 0) into given from (
    select coalesce(sum(b.total_fen) filter (where b.ended_at is null), 0) as planned,
      coalesce(sum((select sum(o.amount_fen) from purses_paymentorder o
        join purses_budgetline l on l.id = o.budget_line_id
        where l.budget_id = b.id and o.basis_vote_id is null
          and o.state not in ('refused', 'expired', 'withdrawn'))), 0) as drawn
    from purses_budget b
    where b.account_id = new.account_id and b.basis_vote_id = new.basis_vote_id group by b.year) y;
  if given > most then
    raise exception 'Resolution % lets % fen be spent, and % would rest on it.', new.basis_vote_id, most, given
      using errcode = '23514', constraint = 'purses_resolution_within';
  end if;
  return null;
end $$;
create trigger purses_order_of_resolution after insert or update of basis_vote_id on purses_paymentorder
  for each row when (new.basis_vote_id is not null) execute function purses_resolution_within();
create trigger purses_budget_of_resolution after insert on purses_budget
  for each row when (new.basis_vote_id is not null) execute function purses_resolution_within();
"""
DOWN = """
drop trigger purses_order_of_resolution on purses_paymentorder;
drop trigger purses_budget_of_resolution on purses_budget;
drop function purses_resolution_within();
"""


class Migration(migrations.Migration):
    dependencies = [("purses", "0032_order_of_account"), ("voting", "0049_from_a_record")]

    operations = [migrations.RunSQL(WITHIN, DOWN)]
