#pragma once

#include "app/cli/arguments.h"

#include <vector>

namespace vedette {

/// All verbs there are, with their options and help.
[[nodiscard]] const std::vector<VerbSpec>& verbSpecs();

/// Runs a verb that needs no window; the exit code. `handled` false: the verb needs the window (demo, picture).
[[nodiscard]] int runHeadless(const Invocation& call, bool& handled);

// One function a verb; each returns the exit code and prints its answer.
[[nodiscard]] int runAlerts(const Invocation& call);
[[nodiscard]] int runChanges(const Invocation& call);
[[nodiscard]] int runLog(const Invocation& call);
[[nodiscard]] int runNow(const Invocation& call);
[[nodiscard]] int runSuspects(const Invocation& call);
[[nodiscard]] int runPaging(const Invocation& call);
[[nodiscard]] int runSloList(const Invocation& call);
[[nodiscard]] int runSloShow(const Invocation& call);
[[nodiscard]] int runSloCheck(const Invocation& call);
[[nodiscard]] int runDetect(const Invocation& call);
[[nodiscard]] int runCheck(const Invocation& call);
[[nodiscard]] int runSync(const Invocation& call);
[[nodiscard]] int runQuery(const Invocation& call);
[[nodiscard]] int runImport(const Invocation& call);
[[nodiscard]] int runExport(const Invocation& call);
[[nodiscard]] int runChangeAdd(const Invocation& call);
[[nodiscard]] int runCacheInfo(const Invocation& call);
[[nodiscard]] int runCacheVerify(const Invocation& call);
[[nodiscard]] int runCacheCompact(const Invocation& call);

/// Prints the error on standard error, returns its exit code.
[[nodiscard]] int fail(const Error& error);

} // namespace vedette
