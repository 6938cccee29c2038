#pragma once

#include "app/cli/arguments.h"

namespace vedette {

// What needs the window library: the desk itself, a picture, the demo fleet. Each makes its own application object; the exit code.
[[nodiscard]] int runDeskVerb(const Invocation& call, int& argc, char** argv);
[[nodiscard]] int runPictureVerb(const Invocation& call, int& argc, char** argv);
[[nodiscard]] int runDemoVerb(const Invocation& call, int& argc, char** argv);

} // namespace vedette
