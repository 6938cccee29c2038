#pragma once
// One Qt Test program per room: every tst_*.cpp registers its class with VEDETTE_TEST(Class) and includes its own .moc.
#include <QObject>
#include <QTest>

#include <functional>

namespace vedette::test {

/// Adds a test class to this program. Called during static initialisation only.
int addTest(const char* name, std::function<QObject*()> make);

} // namespace vedette::test

#define VEDETTE_TEST(Class) \
    static const int s_registered##Class = vedette::test::addTest(#Class, [] { return static_cast<QObject*>(new Class); });
