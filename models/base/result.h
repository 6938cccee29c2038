#pragma once

#include <tl/expected.hpp>

#include <cassert>
#include <string>
#include <utility>
#include <vector>

namespace vedette {

/// The kinds of failure; each has one reaction (see DESIGN.md, "Errors").
enum class ErrorKind {
    network,   ///< no connection, reset, TLS: back off and try again
    timeout,   ///< a deadline passed: back off and try again
    http,      ///< the server answered with a status that is not success
    parse,     ///< bytes that are not what they should be; nothing of them is used
    config,    ///< what a user wrote is wrong; all findings come at once
    store,     ///< the cache could not be opened, read or written
    usage,     ///< a wrong command line or argument
    notFound,  ///< what was asked for does not exist
    cancelled, ///< stopped on purpose; silent
};

/// A failure in words a person understands. `trail` tells where, outermost last ("feed argocd", "page 3").
struct Error {
    ErrorKind kind = ErrorKind::parse;
    std::string detail;
    std::vector<std::string> trail;

    /// "detail (in: inner, outer)"; the sentence shown to a person.
    [[nodiscard]] std::string text() const;
    /// The same error with one more place on its trail.
    [[nodiscard]] Error in(std::string place) const;
};

/// A value or an Error, across every door of the house. No conversion to bool: ask ok().
template <class T> class [[nodiscard]] Result {
public:
    Result(T value) : m_value(std::move(value)) {}                         // NOLINT: implicit on purpose
    Result(Error error) : m_value(tl::unexpected<Error>(std::move(error))) {} // NOLINT: implicit on purpose

    [[nodiscard]] bool ok() const { return m_value.has_value(); }
    [[nodiscard]] T& value() & { assert(ok()); return *m_value; }
    [[nodiscard]] const T& value() const& { assert(ok()); return *m_value; }
    [[nodiscard]] T&& value() && { assert(ok()); return std::move(*m_value); }
    [[nodiscard]] const Error& error() const { assert(!ok()); return m_value.error(); }
    [[nodiscard]] T valueOr(T other) const { return m_value.value_or(std::move(other)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

private:
    tl::expected<T, Error> m_value;
};

struct Done {}; ///< The value of an action that answers nothing but success.
using Status = Result<Done>;

[[nodiscard]] inline Error makeError(ErrorKind kind, std::string detail) { return Error{kind, std::move(detail), {}}; }

} // namespace vedette
