"""An order is of the estate of its account in all it names, and asks what the agreement of its day asks, whoever writes.

Resolution, amount due, part, file for the bank and entries are of that estate; the agreement is in force on the day the
order was prepared. While the owners' resolution behind it stands, the order has its tier; else it asks no less of the
committee, and nothing of the community, which only reads.
"""

from django.db import migrations

OF_ACCOUNT = """
create function purses_order_of_account() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  held record;
  wrong text;
begin
  select scope, estate_id, ledger_id, purse into held from purses_jointaccount where id = new.account_id;
  wrong := case
    when new.scope <> held.scope or held.purse <> 'revenue' then 'place'
    when new.basis_vote_id is not null and not exists (
      select from voting_vote v join voting_assembly m on m.roll_id = v.roll_id
      where v.id = new.basis_vote_id and m.id = new.basis_assembly_id and m.estate_id = held.estate_id)
      then 'resolution'
    when new.due_id is not null and not exists (
      select from ledgers_revenuedue d where d.id = new.due_id and d.ledger_id = held.ledger_id) then 'due'
    when new.part_id is not null and not exists (
      select from ledgers_revenuepart p where p.id = new.part_id and p.ledger_id = held.ledger_id) then 'part'
    when new.bank_file_id is not null and not exists (
      select from purses_bankfile f where f.id = new.bank_file_id and f.account_id = new.account_id) then 'bank file'
    when exists (
      select from ledgers_entry e where e.id in (new.entry_id, new.paid_entry_id) and e.ledger_id <> held.ledger_id)
      then 'entry'
  end;
  if wrong is not null then
    raise exception 'Order % names the % of another account or estate.', new.number, wrong
      using errcode = '23514', constraint = 'purses_order_of_account';
  end if;
  return new;
end $$;
create trigger purses_order_of_account before insert or update on purses_paymentorder
  for each row execute function purses_order_of_account();

create function purses_order_of_tier() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  agreed record;
  tier jsonb;
  day date := (new.prepared_at at time zone 'Asia/Shanghai')::date;
  stands boolean;
begin
  select * into agreed from purses_agreement where id = new.agreement_id;
  if day < agreed.valid_from or day >= agreed.valid_until then
    raise exception 'Agreement % is not in force on %.', new.agreement_id, day
      using errcode = '23514', constraint = 'purses_order_of_tier';
  end if;
  select one.says into tier from jsonb_array_elements(agreed.tiers) with ordinality one(says, place)
    where (jsonb_exists(one.says->'kinds', new.kind) or jsonb_array_length(one.says->'kinds') = 0 and not exists (
        select from jsonb_array_elements(agreed.tiers) other(says) where jsonb_exists(other.says->'kinds', new.kind)))
      and ((one.says->>'up_to_fen')::bigint = 0 or new.amount_fen <= (one.says->>'up_to_fen')::bigint)
    order by one.place limit 1;
  stands := agreed.annulled_on is null and coalesce((
    select o.passed and o.annulled_on is null from voting_outcome o
    where o.vote_id = agreed.adopted_vote_id order by o.round desc limit 1), false);
  if new.committee_needed < (tier->>'approvers')::int
     or (tier->>'needs_resolution')::boolean and new.code <> 'into_fund' and not new.resolution_needed
     or new.community_needed <> (
       case when stands and agreed.community_approves then (tier->>'co_approvers')::int else 0 end)
     or stands and (new.tier <> tier->>'name' or new.committee_needed <> (tier->>'approvers')::int) then
    raise exception 'Order % does not ask what tier % of its agreement asks.', new.number, tier->>'name'
      using errcode = '23514', constraint = 'purses_order_of_tier';
  end if;
  return new;
end $$;
create trigger purses_order_of_tier before insert on purses_paymentorder
  for each row execute function purses_order_of_tier();
"""
UNDONE = """
drop trigger purses_order_of_tier on purses_paymentorder;
drop function purses_order_of_tier();
drop trigger purses_order_of_account on purses_paymentorder;
drop function purses_order_of_account();
"""


class Migration(migrations.Migration):
    dependencies = [("purses", "0031_orders_since"), ("ledgers", "0020_orders_no_more")]

    operations = [migrations.RunSQL(OF_ACCOUNT, UNDONE)]
