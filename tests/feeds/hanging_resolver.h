#pragma once

namespace vedette::test {

/// While it lives, looking up names that end in ".hangs.invalid" does not return. This program's own getaddrinfo stands before that
/// of the C library, also for libcurl; all other names go on to it.
class HangingResolver {
public:
    HangingResolver();
    ~HangingResolver(); ///< lets every lookup go and waits for it
    HangingResolver(const HangingResolver&) = delete;
    HangingResolver& operator=(const HangingResolver&) = delete;
    [[nodiscard]] int lookups() const; ///< that hang now
};

} // namespace vedette::test
