-- The tables of the restaurant module.
create table restaurant (
  id integer primary key,
  name text not null, -- references delivery
  owner_id integer references billing.invoice (id)
);

create view open_restaurant as
  with dish as (select * from restaurant)
  select * from dish;
