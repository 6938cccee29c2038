<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>vedette::EventsFacets</name>
    <message numerus="yes">
        <source>%n more…</source>
        <translation>
            <numerusform>%n more…</numerusform>
            <numerusform>%n more…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::EventsPage</name>
    <message numerus="yes">
        <source>%n rows written</source>
        <translation>
            <numerusform>%n row written</numerusform>
            <numerusform>%n rows written</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::Evidence</name>
    <message numerus="yes">
        <source>%1 calls %2 over %n hops: more load at most.</source>
        <translation>
            <numerusform>%1 calls %2 over %n hop: more load at most.</numerusform>
            <numerusform>%1 calls %2 over %n hops: more load at most.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 calls %2 over %n hops.</source>
        <translation>
            <numerusform>%1 calls %2 over %n hop.</numerusform>
            <numerusform>%1 calls %2 over %n hops.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 came %n times in the %3 before.</source>
        <translation>
            <numerusform>%1 of %2 came %n time in the %3 before.</numerusform>
            <numerusform>%1 of %2 came %n times in the %3 before.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::FeedsCoverage</name>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::FeedsSide</name>
    <message numerus="yes">
        <source>Last %n polls</source>
        <translation>
            <numerusform>Last poll (%n)</numerusform>
            <numerusform>Last %n polls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records</source>
        <translation>
            <numerusform>%n record</numerusform>
            <numerusform>%n records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more alike</source>
        <translation>
            <numerusform>%n more alike</numerusform>
            <numerusform>%n more alike</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::FeedsUse</name>
    <message numerus="yes">
        <source>%n series are new within a day: a label changes with every start (pod, instance); drop it with metric_relabel_configs, or aggregate it away</source>
        <translation>
            <numerusform>%n series is new within a day: a label changes with every start (pod, instance); drop it with metric_relabel_configs, or aggregate it away</numerusform>
            <numerusform>%n series are new within a day: a label changes with every start (pod, instance); drop it with metric_relabel_configs, or aggregate it away</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n series</source>
        <translation>
            <numerusform>%n series</numerusform>
            <numerusform>%n series</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::MetricsFlags</name>
    <message numerus="yes">
        <source>%n series watched</source>
        <translation>
            <numerusform>%n series watched</numerusform>
            <numerusform>%n series watched</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::MetricsWords</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other series moved within five minutes: %1.</source>
        <translation>
            <numerusform>%n other series moved within five minutes: %1.</numerusform>
            <numerusform>%n other series moved within five minutes: %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::NumberTile</name>
    <message numerus="yes">
        <source>%n suspect</source>
        <translation>
            <numerusform>%n suspect</numerusform>
            <numerusform>%n suspects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n suspects</source>
        <translation>
            <numerusform>%n suspect</numerusform>
            <numerusform>%n suspects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::SelectionPanel</name>
    <message numerus="yes">
        <source>%n alert</source>
        <translation>
            <numerusform>%n alert</numerusform>
            <numerusform>%n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alerts</source>
        <translation>
            <numerusform>%n alert</numerusform>
            <numerusform>%n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n time</source>
        <translation>
            <numerusform>%n time</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n times</source>
        <translation>
            <numerusform>%n time</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other change</source>
        <translation>
            <numerusform>%n other change</numerusform>
            <numerusform>%n other changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other changes</source>
        <translation>
            <numerusform>%n other change</numerusform>
            <numerusform>%n other changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::Session</name>
    <message numerus="yes">
        <source>%n error(s) in the files: version %1 goes on running.</source>
        <translation>
            <numerusform>%n error in the files: version %1 goes on running.</numerusform>
            <numerusform>%n errors in the files: version %1 goes on running.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::SloBurnTable</name>
    <message numerus="yes">
        <source>Burn rates of %n windows</source>
        <translation>
            <numerusform>Burn rate of %n window</numerusform>
            <numerusform>Burn rates of %n windows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Burn rate, %n windows</source>
        <translation>
            <numerusform>Burn rate, %n window</numerusform>
            <numerusform>Burn rate, %n windows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::SloSpendTable</name>
    <message numerus="yes">
        <source>Who spent the budget, %n rows</source>
        <translation>
            <numerusform>Who spent the budget, %n row</numerusform>
            <numerusform>Who spent the budget, %n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::StatusBar</name>
    <message numerus="yes">
        <source>%n feed ok</source>
        <translation>
            <numerusform>%n feed ok</numerusform>
            <numerusform>%n feeds ok</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n feeds ok</source>
        <translation>
            <numerusform>%n feed ok</numerusform>
            <numerusform>%n feeds ok</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::Timeline</name>
    <message numerus="yes">
        <source>%n silenced</source>
        <translation>
            <numerusform>%n silenced</numerusform>
            <numerusform>%n silenced</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n incident</source>
        <translation>
            <numerusform>%n incident</numerusform>
            <numerusform>%n incidents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n incidents</source>
        <translation>
            <numerusform>%n incident</numerusform>
            <numerusform>%n incidents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alert</source>
        <translation>
            <numerusform>%n alert</numerusform>
            <numerusform>%n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alerts</source>
        <translation>
            <numerusform>%n alert</numerusform>
            <numerusform>%n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changes</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n services</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::TimelineView</name>
    <message numerus="yes">
        <source>%n merged</source>
        <translation>
            <numerusform>%n merged</numerusform>
            <numerusform>%n merged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changes</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alert</source>
        <translation>
            <numerusform>%n alert</numerusform>
            <numerusform>%n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alerts</source>
        <translation>
            <numerusform>%n alert</numerusform>
            <numerusform>%n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n services</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n firing hidden</source>
        <translation>
            <numerusform>%n firing hidden</numerusform>
            <numerusform>%n firing hidden</numerusform>
        </translation>
    </message>
</context>
</TS>
