#include "tests/support/test_main.h"

#include <QCoreApplication>

#include <cstring>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace vedette::test {

struct Entry {
    const char* name;
    std::function<QObject*()> make;
};

static std::vector<Entry>& entries()
{
    static std::vector<Entry> s_entries;
    return s_entries;
}

int addTest(const char* name, std::function<QObject*()> make)
{
    entries().push_back({name, std::move(make)});
    return 0;
}

/// Makes the application object a program needs; widgets tests replace it with a QApplication (see app_factory.h).
std::function<QCoreApplication*(int&, char**)>& appFactory()
{
    static std::function<QCoreApplication*(int&, char**)> s_factory
        = [](int& argc, char** argv) { return new QCoreApplication(argc, argv); };
    return s_factory;
}

} // namespace vedette::test

/// Usage: tst_room [-class NAME] [Qt Test arguments]. Ends with 0 when every class passed.
int main(int argc, char** argv)
{
    std::string only;
    std::vector<char*> rest{argv[0]};
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "-class") == 0 && i + 1 < argc)
            only = argv[++i];
        else
            rest.push_back(argv[i]);
    }
    int restCount = static_cast<int>(rest.size());
    rest.push_back(nullptr);
    std::unique_ptr<QCoreApplication> app(vedette::test::appFactory()(restCount, rest.data()));
    int failed = 0;
    int ran = 0;
    for (const auto& entry : vedette::test::entries()) {
        if (!only.empty() && only != entry.name)
            continue;
        std::unique_ptr<QObject> object(entry.make());
        ++ran;
        if (QTest::qExec(object.get(), restCount, rest.data()) != 0)
            ++failed;
    }
    std::printf("%d test classes, %d failed\n", ran, failed);
    return failed == 0 && ran > 0 ? 0 : 1;
}
