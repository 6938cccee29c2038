R"sql(
CREATE INDEX episodes_short ON episodes(starts, ends) WHERE ends-starts<=3600000;
CREATE INDEX episodes_day ON episodes(starts, ends) WHERE ends-starts>3600000 AND ends-starts<=86400000;
CREATE INDEX episodes_long ON episodes(ends, starts) WHERE ends-starts>86400000;
CREATE INDEX episodes_late ON episodes(last_seen, ends) WHERE last_seen-ends>3600000;
CREATE INDEX changes_short ON changes(starts, ends) WHERE ends-starts<=3600000;
CREATE INDEX changes_day ON changes(starts, ends) WHERE ends-starts>3600000 AND ends-starts<=86400000;
CREATE INDEX changes_long ON changes(ends, starts) WHERE ends-starts>86400000;
CREATE INDEX changes_late ON changes(last_seen, ends) WHERE last_seen-ends>3600000;
CREATE INDEX silences_short ON silences(starts, ends) WHERE ends-starts<=3600000;
CREATE INDEX silences_day ON silences(starts, ends) WHERE ends-starts>3600000 AND ends-starts<=86400000;
CREATE INDEX silences_long ON silences(ends, starts) WHERE ends-starts>86400000;
CREATE INDEX silences_late ON silences(last_seen, ends) WHERE last_seen-ends>3600000;
)sql"
