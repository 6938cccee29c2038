#pragma once
// Include in one file of a test program that needs a QApplication (offscreen) in place of a QCoreApplication.
#include <QApplication>

#include <functional>

namespace vedette::test {

std::function<QCoreApplication*(int&, char**)>& appFactory();

static const int s_withApplication = [] {
    appFactory() = [](int& argc, char** argv) -> QCoreApplication* { return new QApplication(argc, argv); };
    return 0;
}();

} // namespace vedette::test
