#pragma once

#include <QString>
#include <QStringList>

#include <string>

namespace vedette {

/// What lists and lanes are narrowed to: conditions that must all hold (as Matcher::text writes them), and words.
struct ViewFilter {
    QStringList matchers;
    QString search;

    [[nodiscard]] bool empty() const { return matchers.isEmpty() && search.isEmpty(); }
    /// Only this value of the label: takes the place of what was said about that label before. Unchanged when the two make no condition.
    [[nodiscard]] ViewFilter only(const std::string& label, const std::string& value) const;
    /// Without this value; a condition that asks for exactly this value goes.
    [[nodiscard]] ViewFilter without(const std::string& label, const std::string& value) const;
    /// Whether a service passes the conditions on `service`; the others say nothing about it.
    [[nodiscard]] bool passesService(const std::string& service) const;
    /// Whether anything is said about `service`.
    [[nodiscard]] bool narrowsServices() const;
    friend bool operator==(const ViewFilter&, const ViewFilter&) = default;
};

} // namespace vedette
