#pragma once

#include <cstdint>
#include <string>

namespace vedette::bench {

/// Memory of one writer and two readers while a cache is fed poll after poll as fast as it goes: a fleet asked once a minute, one asked by many small
/// questions every second (a fast poll: a two-hour slot holds tens of thousands of answers), and one whose times stand almost still. Prints RssAnon and
/// malloc's figures (mallinfo2) every so often and after malloc_trim. Some minutes. Error: a sentence and exit 1.
void printSteady(const std::string& folder, std::uint64_t seed);

} // namespace vedette::bench
