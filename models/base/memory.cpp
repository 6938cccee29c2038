#include "models/base/memory.h"

#include <cstdlib> // says whether it is glibc

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace vedette {

#ifdef __GLIBC__

void keepMemorySmall()
{
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 256 << 10); // fixed: else glibc raises it to the largest buffer it has seen
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
}

void returnFreedMemory() { static_cast<void>(malloc_trim(0)); }

#else

void keepMemorySmall() {}
void returnFreedMemory() {}

#endif

} // namespace vedette
