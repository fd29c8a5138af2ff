-- Indexes for reading one account's history by time, newest first: pages, windows and charts of a
-- file that has grown for a year touch only the rows that they show.
--
-- This file must never change once a database was made with it: its checksum is in that database.

CREATE INDEX orders_by_account ON orders (account, created_at);
CREATE INDEX fills_by_account ON fills (account, time);
CREATE INDEX signals_by_account ON signals (account, time);
CREATE INDEX round_trips_by_account ON round_trips (account, exit_time);
CREATE INDEX system_events_by_account ON system_events (account, time);
