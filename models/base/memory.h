#pragma once

namespace vedette {

/// How this process holds memory, for programs that run for weeks: few arenas (what one thread frees another may use) and large buffers that go
/// back to the system when they are freed. Called once, first in main(); without effect where the allocator is not glibc's.
void keepMemorySmall();

/// Gives whole free pages back to the system. Answers, samples and pages of SQLite come and go in several threads and leave holes that glibc
/// keeps: a headless console of the demo fleet held 74 MB after 42 hours' polls, 29 of them in use. Some milliseconds. Any thread.
void returnFreedMemory();

} // namespace vedette
