-- Which changes of the schema a database has.

--query migrations_list
SELECT version, name, checksum FROM migrations ORDER BY version

--query migration_record
INSERT INTO migrations (version, name, checksum, applied_at)
VALUES (:version, :name, :checksum, :applied_at)
