pragma journal_mode = wal;
create table items (
  id text primary key,
  name text,
  price integer,
  note text,
  sku text unique,
  created text default current_timestamp,
  must text not null default 'd'
) strict;
