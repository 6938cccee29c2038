#include "models/core/change.h"
#include "tests/support/test_main.h"

using namespace vedette;

class ChangeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aChangeIsCalledByWhatAPersonKnows_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("revision");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("label");
        const auto row = [](const char* name, ChangeKind kind, const char* revision, const char* title, const char* label) {
            QTest::newRow(name) << static_cast<int>(kind) << QString::fromLatin1(revision) << QString::fromLatin1(title) << QString::fromLatin1(label);
        };
        row("deployment", ChangeKind::deployment, "1.4.2", "Ship it", "1.4.2");
        row("rollback", ChangeKind::rollback, "1.4.1", "Back", "1.4.1");
        row("deployment without a revision", ChangeKind::deployment, "", "Ship it", "Ship it");
        row("flag", ChangeKind::flag, "9f31c07d", "bulk_coupon on", "bulk_coupon on");
        row("config without a title", ChangeKind::config, "9f31c07d", "", "9f31c07d");
        row("nothing told", ChangeKind::scale, "", "", "scale");
    }
    void aChangeIsCalledByWhatAPersonKnows()
    {
        QFETCH(int, kind);
        QFETCH(QString, revision);
        QFETCH(QString, title);
        QFETCH(QString, label);
        Change change;
        change.kind = static_cast<ChangeKind>(kind);
        change.revision = revision.toStdString();
        change.title = title.toStdString();
        QCOMPARE(QString::fromStdString(change.label()), label);
    }
};

VEDETTE_TEST(ChangeTest)
#include "tst_change.moc"
