R"sql(
DROP INDEX episodes_ends;
DROP INDEX episodes_grp;
DROP INDEX episodes_short;
DROP INDEX episodes_day;
DROP INDEX episodes_long;
DROP INDEX episodes_late;
ALTER TABLE episodes RENAME TO episodes_before;
ALTER TABLE episodes_versions RENAME TO episodes_versions_before;
DROP INDEX changes_starts;
DROP INDEX changes_short;
DROP INDEX changes_day;
DROP INDEX changes_long;
DROP INDEX changes_late;
ALTER TABLE changes RENAME TO changes_before;
ALTER TABLE changes_versions RENAME TO changes_versions_before;
DROP INDEX silences_ends;
DROP INDEX silences_short;
DROP INDEX silences_day;
DROP INDEX silences_long;
DROP INDEX silences_late;
ALTER TABLE silences RENAME TO silences_before;
ALTER TABLE silences_versions RENAME TO silences_versions_before;
CREATE TABLE episodes(key INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, grp TEXT NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,
  first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, by_hand INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE(source, id));
CREATE TABLE episodes_versions(fact INTEGER NOT NULL, n INTEGER NOT NULL, seen INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(fact, n)) WITHOUT ROWID;
CREATE INDEX episodes_day ON episodes(starts, ends) WHERE ends-starts>3600000 AND ends-starts<=86400000;
CREATE INDEX episodes_long ON episodes(ends, starts) WHERE ends-starts>86400000;
CREATE INDEX episodes_late ON episodes(last_seen, ends) WHERE last_seen-ends>3600000;
CREATE TABLE changes(key INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, grp TEXT NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,
  first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, by_hand INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE(source, id));
CREATE TABLE changes_versions(fact INTEGER NOT NULL, n INTEGER NOT NULL, seen INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(fact, n)) WITHOUT ROWID;
CREATE INDEX changes_day ON changes(starts, ends) WHERE ends-starts>3600000 AND ends-starts<=86400000;
CREATE INDEX changes_long ON changes(ends, starts) WHERE ends-starts>86400000;
CREATE INDEX changes_late ON changes(last_seen, ends) WHERE last_seen-ends>3600000;
CREATE TABLE silences(key INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, grp TEXT NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,
  first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, by_hand INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE(source, id));
CREATE TABLE silences_versions(fact INTEGER NOT NULL, n INTEGER NOT NULL, seen INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(fact, n)) WITHOUT ROWID;
CREATE INDEX silences_day ON silences(starts, ends) WHERE ends-starts>3600000 AND ends-starts<=86400000;
CREATE INDEX silences_long ON silences(ends, starts) WHERE ends-starts>86400000;
CREATE INDEX silences_late ON silences(last_seen, ends) WHERE last_seen-ends>3600000;
CREATE TABLE folded(key INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, grp TEXT NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,
  first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, by_hand INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX folded_day ON folded(starts, ends) WHERE ends-starts>3600000 AND ends-starts<=86400000;
CREATE INDEX folded_long ON folded(ends, starts) WHERE ends-starts>86400000;
CREATE INDEX episodes_grp ON episodes(grp, ends);
CREATE INDEX changes_grp ON changes(grp, starts, ends);
CREATE INDEX changes_hand ON changes(by_hand) WHERE by_hand=1;
CREATE INDEX folded_grp ON folded(grp, starts);
CREATE TABLE change_runs(run TEXT NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY(run, fact)) WITHOUT ROWID;
CREATE TABLE event_log(doc INTEGER PRIMARY KEY, n INTEGER NOT NULL);
CREATE INDEX event_log_n ON event_log(n);
CREATE TABLE event_days(id INTEGER PRIMARY KEY, stamp INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE INDEX event_days_stamp ON event_days(stamp);
INSERT INTO meta VALUES('events', 0);
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5(body, content='', columnsize=0, detail=none, tokenize="unicode61 remove_diacritics 2");
)sql"
