R"sql(
CREATE TABLE alert_events(id INTEGER PRIMARY KEY, feed TEXT NOT NULL, uid TEXT NOT NULL, fingerprint INTEGER NOT NULL, at INTEGER NOT NULL, seen INTEGER NOT NULL,
  body BLOB NOT NULL, UNIQUE(feed, uid));
CREATE INDEX alert_events_at ON alert_events(at);
CREATE INDEX alert_events_alert ON alert_events(fingerprint, at);
CREATE TABLE dependencies(feed TEXT PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE far(id INTEGER PRIMARY KEY, feed TEXT NOT NULL, key TEXT NOT NULL, step INTEGER NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,
  used INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE INDEX far_key ON far(feed, key, starts);
)sql"
