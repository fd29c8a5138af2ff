-- Runs of the program, and what of their journals has arrived.

--query run_id_next
SELECT coalesce(max(run_id), 0) + 1 FROM runs

--query run_last
SELECT run_id, account, mode, version, feed, journal, journal_seq, started_at, ended_at IS NOT NULL
FROM runs
WHERE account = :account
ORDER BY run_id DESC
LIMIT 1

--query run_begin
INSERT INTO runs (run_id, account, mode, version, feed, journal, started_at)
VALUES (:run_id, :account, :mode, :version, :feed, :journal, :started_at)

--query run_end
UPDATE runs SET ended_at = :ended_at, end_reason = :end_reason
WHERE run_id = :run_id

-- What was reached never runs back.
--query run_reached
UPDATE runs
SET journal_seq = CASE WHEN journal_seq < :journal_seq THEN :journal_seq ELSE journal_seq END
WHERE run_id = :run_id

--query runs_newest
SELECT run_id, account, mode, version, feed, started_at, journal, ended_at IS NOT NULL
FROM runs
WHERE run_id IN (SELECT max(run_id) FROM runs GROUP BY account)
ORDER BY run_id DESC
