#include "models/core/config.h"
#include "models/core/relabel.h"
#include "tests/support/test_main.h"

using namespace vedette;

namespace {

using Action = RelabelStep::Action;

RelabelStep step(Action action, std::vector<std::string> sources, std::string regex = "(.*)", std::string target = {}, std::string replacement = "$1")
{
    RelabelStep s;
    s.action = action;
    s.sourceLabels = std::move(sources);
    s.regexText = std::move(regex);
    s.targetLabel = std::move(target);
    s.replacement = std::move(replacement);
    const auto done = compile(s);
    if (!done.ok())
        qFatal("%s", done.error().detail.c_str());
    return s;
}

RelabelStep separated(RelabelStep s, std::string separator)
{
    s.separator = std::move(separator);
    return s;
}

RelabelStep hashed(std::vector<std::string> sources, std::uint64_t modulus)
{
    auto s = step(Action::hashMod, std::move(sources), "(.*)", "shard");
    s.modulus = modulus;
    return s;
}

const Labels kCart{{"__name__", "up"}, {"app", "cart"}, {"env", "prod"}};

} // namespace

Q_DECLARE_METATYPE(vedette::RelabelSteps)
Q_DECLARE_METATYPE(vedette::Labels)

class TestRelabel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void labelsAreRewrittenAsPrometheusDoes_data()
    {
        QTest::addColumn<RelabelSteps>("steps");
        QTest::addColumn<Labels>("labels");
        QTest::addColumn<Labels>("after");
        const auto row = [](const char* name, RelabelSteps steps, Labels labels, Labels after) { QTest::newRow(name) << std::move(steps) << std::move(labels) << std::move(after); };
        row("no steps", {}, kCart, kCart);
        row("a label is copied", {step(Action::replace, {"app"}, "(.*)", "service")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "prod"}, {"service", "cart"}});
        row("sources are joined by a semicolon", {step(Action::replace, {"env", "app"}, "(.*);(.*)", "id", "$2-$1")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "prod"}, {"id", "cart-prod"}});
        row("or by what is written", {separated(step(Action::replace, {"env", "app"}, "(.*)", "id"), "/")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "prod"}, {"id", "prod/cart"}});
        row("an absent source is empty", {step(Action::replace, {"gone", "app"}, "(.*)", "id")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "prod"}, {"id", ";cart"}});
        row("what does not match stays", {step(Action::replace, {"app"}, "cart-(.*)", "app", "$1")}, kCart, kCart);
        row("the expression is anchored", {step(Action::replace, {"app"}, "car", "app", "x")}, kCart, kCart);
        row("a dot takes a line break", {step(Action::replace, {"a"}, "x.y", "a", "one")}, {{"a", "x\ny"}}, {{"a", "one"}});
        row("an empty value removes", {step(Action::replace, {"app"}, "cart", "env", "")}, kCart, {{"__name__", "up"}, {"app", "cart"}});
        row("a group that took no part is empty", {step(Action::replace, {"app"}, "(x)?cart", "env", "$1")}, kCart, {{"__name__", "up"}, {"app", "cart"}});
        row("named groups", {step(Action::replace, {"app"}, "(?P<first>.)(?P<rest>.*)", "env", "${rest}${first}")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "artc"}});
        row("braces end a reference", {step(Action::replace, {"app"}, "(.*)", "env", "${1}1")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "cart1"}});
        row("a reference is as long as it can be", {step(Action::replace, {"app"}, "(.*)", "env", "a$1_")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "a"}});
        row("letters of any script belong to it", {step(Action::replace, {"app"}, "(.*)", "env", "a$1가")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "a"}});
        row("a dash does not", {step(Action::replace, {"app"}, "(.*)", "env", "$1–x")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "cart–x"}});
        row("a dollar", {step(Action::replace, {"app"}, "(.*)", "env", "$$1 $ ${ ${1")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "$1 $ ${ ${1"}});
        row("group 0 is the whole", {step(Action::replace, {"app"}, "c(.*)", "env", "$0")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "cart"}});
        row("no leading zeros", {step(Action::replace, {"app"}, "(.*)", "env", "x$01")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "x"}});
        row("no such group", {step(Action::replace, {"app"}, "(.*)", "env", "x$7")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "x"}});
        row("the target may hold groups", {step(Action::replace, {"app"}, "(.*)", "is_$1", "yes")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "prod"}, {"is_cart", "yes"}});
        row("a target that becomes empty is none", {step(Action::replace, {"gone"}, "(.*)", "$1", "x")}, kCart, kCart);
        row("a constant needs no source", {step(Action::replace, {}, "(.*)", "cluster", "kr1")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"cluster", "kr1"}, {"env", "prod"}});
        row("lower case", {step(Action::lowercase, {"a"}, "(.*)", "a")}, {{"a", "ÄBC-Д"}}, {{"a", "äbc-д"}});
        row("upper case", {step(Action::uppercase, {"a", "b"}, "(.*)", "c")}, {{"a", "éb"}, {"b", "ж"}}, {{"a", "éb"}, {"b", "ж"}, {"c", "ÉB;Ж"}});
        row("names are mapped", {step(Action::labelMap, {}, "__meta_(.+)")}, {{"__meta_zone", "a"}, {"__meta_rack", "7"}, {"x", "1"}},
            {{"__meta_zone", "a"}, {"__meta_rack", "7"}, {"rack", "7"}, {"x", "1"}, {"zone", "a"}});
        row("to a form", {step(Action::labelMap, {}, "(app|env)", {}, "k8s_${1}")}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "prod"}, {"k8s_app", "cart"}, {"k8s_env", "prod"}});
        row("names are dropped", {step(Action::labelDrop, {}, "a.*|x")}, kCart, {{"__name__", "up"}, {"env", "prod"}});
        row("names are kept", {step(Action::labelKeep, {}, "__name__|app")}, kCart, {{"__name__", "up"}, {"app", "cart"}});
        // md5("") = d41d8cd98f00b204 e9800998ecf8427e
        row("the hash of nothing", {hashed({"gone"}, 1000)}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "prod"}, {"shard", std::to_string(0xe9800998ecf8427eULL % 1000)}});
        // md5("prod;cart"), printed by md5sum, its last 16 digits
        row("the hash of two", {hashed({"env", "app"}, 97)}, kCart, {{"__name__", "up"}, {"app", "cart"}, {"env", "prod"}, {"shard", std::to_string(0x89f9a844698fe412ULL % 97)}});
        row("temporary labels go at the end", {step(Action::replace, {"app"}, "(.*)", "__tmp_a"), step(Action::replace, {"__tmp_a", "env"}, "(.*);(.*)", "id", "$1.$2")}, kCart,
            {{"__name__", "up"}, {"app", "cart"}, {"env", "prod"}, {"id", "cart.prod"}});
        row("each step sees what the one before left", {step(Action::replace, {"app"}, "(.*)", "env"), step(Action::replace, {"env"}, "cart", "seen", "yes")}, kCart,
            {{"__name__", "up"}, {"app", "cart"}, {"env", "cart"}, {"seen", "yes"}});
    }
    void labelsAreRewrittenAsPrometheusDoes()
    {
        QFETCH(RelabelSteps, steps);
        QFETCH(Labels, labels);
        QFETCH(Labels, after);
        QVERIFY(relabel(steps, labels));
        QCOMPARE(QString::fromStdString(labels.text()), QString::fromStdString(after.text()));
    }

    void seriesAreKeptOrDropped_data()
    {
        QTest::addColumn<RelabelSteps>("steps");
        QTest::addColumn<bool>("kept");
        const auto row = [](const char* name, RelabelSteps steps, bool kept) { QTest::newRow(name) << std::move(steps) << kept; };
        row("keep, it matches", {step(Action::keep, {"app"}, "cart|pay")}, true);
        row("keep, it does not", {step(Action::keep, {"app"}, "pay")}, false);
        row("keep is anchored", {step(Action::keep, {"app"}, "ca")}, false);
        row("keep of an absent label", {step(Action::keep, {"gone"}, ".+")}, false);
        row("drop, it matches", {step(Action::drop, {"__name__"}, "up")}, false);
        row("drop, it does not", {step(Action::drop, {"__name__"}, "down")}, true);
        row("keepequal", {step(Action::keepEqual, {"app"}, "(.*)", "env")}, false);
        row("keepequal of itself", {step(Action::keepEqual, {"app"}, "(.*)", "app")}, true);
        row("keepequal, both absent", {step(Action::keepEqual, {"a"}, "(.*)", "b")}, true);
        row("dropequal", {step(Action::dropEqual, {"app"}, "(.*)", "env")}, true);
        row("dropequal of itself", {step(Action::dropEqual, {"app"}, "(.*)", "app")}, false);
        row("the first that drops ends it", {step(Action::drop, {"app"}, "cart"), step(Action::keep, {"app"}, "cart")}, false);
        row("all labels dropped is no drop", {step(Action::labelDrop, {}, ".*")}, true);
    }
    void seriesAreKeptOrDropped()
    {
        QFETCH(RelabelSteps, steps);
        QFETCH(bool, kept);
        auto labels = kCart;
        QCOMPARE(relabel(steps, labels), kept);
    }

    void aWrongExpressionIsAnError()
    {
        RelabelStep wrong;
        wrong.regexText = "a(b";
        QVERIFY(!compile(wrong).ok());
        QCOMPARE(compile(wrong).error().kind, ErrorKind::usage);
    }

    void aSourceMeansAFeedOrAllThatCameOfOneEntry_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("feed");
        QTest::addColumn<bool>("means");
        QTest::newRow("itself") << "mimir" << "mimir" << true;
        QTest::newRow("a tenant") << "mimir" << "mimir/shop" << true;
        QTest::newRow("that tenant") << "mimir/shop" << "mimir/shop" << true;
        QTest::newRow("another tenant") << "mimir/shop" << "mimir/pay" << false;
        QTest::newRow("a name that begins so") << "mimir" << "mimir2" << false;
        QTest::newRow("nothing") << "" << "mimir" << false;
    }
    void aSourceMeansAFeedOrAllThatCameOfOneEntry()
    {
        QFETCH(QString, source);
        QFETCH(QString, feed);
        QTEST(sourceMeans(source.toStdString(), feed.toStdString()), "means");
    }

    void aWatchWithoutASourceIsAskedOfPrometheusOnly()
    {
        WatchConfig watch;
        FeedConfig feed;
        feed.name = "logs";
        QVERIFY(isAskedOf(watch, feed));
        feed.kind = FeedKind::loki;
        QVERIFY(!isAskedOf(watch, feed));
        watch.source = "logs";
        QVERIFY(isAskedOf(watch, feed));
        feed.kind = FeedKind::alertmanager;
        QVERIFY(!isAskedOf(watch, feed));
    }
};

VEDETTE_TEST(TestRelabel)
#include "tst_relabel.moc"
