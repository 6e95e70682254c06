-- What a county's store in PostgreSQL shows to programs that only read: published results, coverage, receipts, logs,
-- the feed, devices and their contacts, as views with names that explain themselves. Run it once, as PostgreSQL's
-- own administrator, as it makes a role:
--
--     sudo -u postgres psql -X -v ON_ERROR_STOP=1 -d cunbang -f deploy/grafana/views.sql
--
-- The views stand in a schema of their own, `report`. A role of their own, `cunbang_dashboard`, sees them and nothing
-- else: no operators, no sessions, no settings, no enrolment codes, no entries, and no list that was not published. Run it again
-- after an upgrade of the program; a migration of the store that meets them says so, and then `DROP SCHEMA report CASCADE`
-- makes way. Dashboards belong on a replica of the database, which gets the views with everything else.

SET client_min_messages = warning;
BEGIN;

DROP SCHEMA IF EXISTS report CASCADE;
CREATE SCHEMA report;
COMMENT ON SCHEMA report IS '村榜 for dashboards: only views, only to be read';

-- Every publication of a list, those that were withdrawn too.
CREATE VIEW report.published_runs AS
SELECT p.run AS run_id,
       LEFT(p.run, 12) AS run,
       p.unit AS published_by,
       p.period,
       p.scheme,
       p.published_on::date AS published_on,
       p.withdrawn_reason,
       p.withdrawn_reason IS NULL AND p.run = FIRST_VALUE(p.run) OVER (
           PARTITION BY p.unit, p.period ORDER BY p.withdrawn_reason IS NOT NULL, p.published_on DESC, r.made_at DESC NULLS LAST, p.run
       ) AS stands,
       TO_TIMESTAMP(r.made_at / 1000.0) AS made_at
FROM published_runs p
LEFT JOIN runs r ON r.id = p.run;
COMMENT ON VIEW report.published_runs IS '已发布的排名 published lists; the one that stands for a unit and a period has stands';

-- The results of the publications that stand: a line for each unit and period.
CREATE VIEW report.results AS
SELECT p.period,
       p.published_by,
       p.published_on,
       p.run,
       l.level,
       l.unit,
       l.name,
       NULLIF(l.parent, '') AS parent,
       NULLIF(l.parent_name, '') AS parent_name,
       l.status,
       CASE l.status
           WHEN 'received' THEN '已收到'
           WHEN 'taken' THEN '认定：按已收到'
           WHEN 'provisional' THEN '暂定'
           WHEN 'not_received' THEN '未收到'
           WHEN 'not_carried_out' THEN '未收到，认定未开展'
           WHEN 'excused' THEN '免考'
           ELSE l.status
       END AS status_chinese,
       ROUND(l.score_hundredths / 100.0, 2) AS score,
       l.rank,
       l.rank_in_parent,
       l.stars,
       l.candidate = 1 AS is_candidate,
       l.best_rank,
       l.worst_rank,
       l.prospect,
       CASE l.prospect WHEN 'certain' THEN '确定' WHEN 'possible' THEN '可能' END AS prospect_chinese
FROM report.published_runs p
JOIN published_results l ON l.run = p.run_id
WHERE p.stands;
COMMENT ON VIEW report.results IS '成绩 scores and ranks of what stands published, a line for each unit';

-- Where the list of candidates ends, of each publication that stands.
CREATE VIEW report.cuts AS
SELECT r.period,
       r.published_by,
       r.run,
       r.highest_listed,
       (SELECT MIN(o.score) FROM report.results o
        WHERE o.period = r.period AND o.published_by = r.published_by AND o.level = 'village'
          AND NOT o.is_candidate AND o.rank IS NOT NULL AND o.score >= r.highest_listed) AS lowest_unlisted,
       r.listed,
       r.certain,
       r.possible
FROM (
    SELECT period,
           published_by,
           run,
           MAX(score) FILTER (WHERE is_candidate AND rank IS NOT NULL) AS highest_listed,
           COUNT(*) FILTER (WHERE is_candidate) AS listed,
           COUNT(*) FILTER (WHERE prospect = 'certain') AS certain,
           COUNT(*) FILTER (WHERE prospect = 'possible') AS possible
    FROM report.results
    WHERE level = 'village'
    GROUP BY period, published_by, run
) r;
COMMENT ON VIEW report.cuts IS '后进界线 the highest score on the list and the lowest off it, and how many are certain or possible';

-- How much of what was expected is in, by the unit above the villages.
CREATE VIEW report.coverage AS
SELECT r.period,
       r.published_by,
       r.parent AS unit,
       r.parent_name AS name,
       COUNT(*) AS villages,
       COUNT(*) FILTER (WHERE r.status = 'received') AS received,
       COUNT(*) FILTER (WHERE r.status = 'provisional') AS provisional,
       COUNT(*) FILTER (WHERE r.status = 'not_received') AS not_received,
       COUNT(*) FILTER (WHERE r.status = 'excused') AS excused,
       COUNT(*) FILTER (WHERE r.status = 'taken') AS taken,
       COUNT(*) FILTER (WHERE r.status = 'not_carried_out') AS not_carried_out
FROM report.results r
WHERE r.level = 'village'
GROUP BY r.period, r.published_by, r.parent, r.parent_name;
COMMENT ON VIEW report.coverage IS '上报情况 how many villages of each unit stand how in the published list';

-- Every log that is here: what one device has written into one document.
CREATE VIEW report.logs AS
SELECT l.id AS log,
       CASE l.kind
           WHEN 101 THEN 'org'
           WHEN 201 THEN 'scheme'
           WHEN 202 THEN 'bulletin'
           WHEN 203 THEN 'log'
           WHEN 301 THEN 'roster'
           WHEN 401 THEN 'ledger'
           WHEN 402 THEN 'appeal'
           WHEN 501 THEN 'inspection'
           WHEN 502 THEN 'sheet'
           ELSE l.kind::text
       END AS kind,
       l.unit,
       NULLIF(l.period, '') AS period,
       ENCODE(l.device, 'hex') AS device,
       l.incarnation,
       l.number AS entries,
       (SELECT TO_TIMESTAMP(MAX(s.received_at) / 1000.0) FROM segments s WHERE s.log_id = l.id) AS last_received_at
FROM logs l;
COMMENT ON VIEW report.logs IS '日志 how many entries are here of each log, and when the last came';

-- The villages' ledgers by quarter.
CREATE VIEW report.ledgers AS
SELECT l.unit,
       l.period,
       COUNT(*) AS logs,
       SUM(l.entries) AS entries,
       MAX(l.last_received_at) AS last_received_at
FROM report.logs l
WHERE l.kind = 'ledger' AND l.entries > 0
GROUP BY l.unit, l.period;
COMMENT ON VIEW report.ledgers IS '台账 how much of each village''s ledger is here, and since when';

-- Every receipt that is here: who says that how many entries of a log were there, and since when.
CREATE VIEW report.receipts AS
SELECT l.kind,
       l.unit,
       l.period,
       l.device,
       r.number AS entries,
       r.unit AS given_by,
       ENCODE(r.node, 'hex') AS node,
       TO_TIMESTAMP(r.received_at / 1000.0) AS received_at
FROM receipts r
JOIN report.logs l ON l.log = r.log_id;
COMMENT ON VIEW report.receipts IS '回执 receipts of this node and of others';

-- What came in, in its order.
CREATE VIEW report.feed AS
SELECT s.feed AS place,
       l.kind,
       l.unit,
       l.period,
       l.device,
       s.first_entry,
       s.last_entry,
       LENGTH(s.frame) AS bytes,
       NULLIF(ENCODE(s.via, 'hex'), '') AS brought_by,
       TO_TIMESTAMP(s.received_at / 1000.0) AS received_at
FROM segments s
JOIN report.logs l ON l.log = s.log_id;
COMMENT ON VIEW report.feed IS '接收流水 what came when, and which device brought it';

-- When devices were last here.
CREATE VIEW report.contacts AS
SELECT ENCODE(c.device, 'hex') AS device, TO_TIMESTAMP(c.happened_at / 1000.0) AS last_contact_at
FROM contacts c;
COMMENT ON VIEW report.contacts IS '联网 when each device below last connected';

-- Devices that have written, and their last contact.
CREATE VIEW report.devices AS
SELECT l.device,
       CASE WHEN COUNT(DISTINCT l.unit) = 1 THEN MIN(l.unit) END AS unit,
       COUNT(DISTINCT l.unit) AS units_written_about,
       COUNT(*) AS logs,
       SUM(l.entries) AS entries,
       MAX(l.last_received_at) AS last_received_at,
       MAX(c.last_contact_at) AS last_contact_at
FROM report.logs l
LEFT JOIN report.contacts c ON c.device = l.device
WHERE l.entries > 0
GROUP BY l.device;
COMMENT ON VIEW report.devices IS '设备 what each device has written, and when it was last here';

-- What the people who run the node should know.
CREATE VIEW report.incidents AS
SELECT i.kind, i.message, TO_TIMESTAMP(i.happened_at / 1000.0) AS happened_at FROM incidents i;
COMMENT ON VIEW report.incidents IS '异常 what the node has noticed';

-- What was refused; without what it held.
CREATE VIEW report.refusals AS
SELECT NULLIF(ENCODE(q.device, 'hex'), '') AS device,
       NULLIF(q.document, '') AS document,
       q.message,
       LENGTH(q.bytes) AS bytes,
       TO_TIMESTAMP(q.happened_at / 1000.0) AS happened_at
FROM quarantine q;
COMMENT ON VIEW report.refusals IS '拒收 what was sent and refused, and why';

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cunbang_dashboard') THEN
        CREATE ROLE cunbang_dashboard NOLOGIN;
    END IF;
END
$$;
GRANT USAGE ON SCHEMA report TO cunbang_dashboard;
GRANT SELECT ON ALL TABLES IN SCHEMA report TO cunbang_dashboard;

COMMIT;
