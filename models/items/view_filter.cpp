#include "models/items/view_filter.h"

#include "models/core/matcher.h"

namespace vedette {

namespace {

QString textOf(const std::string& label, MatchOp op, const std::string& value)
{
    const auto made = Matcher::make(label, op, value);
    if (!made.ok() || !Matcher::parse(made.value().text()).ok())
        return {};
    return QString::fromStdString(made.value().text());
}

/// The label that a condition is about; empty for what is no condition.
std::string labelOf(const QString& text)
{
    const auto parsed = Matcher::parse(text.toStdString());
    return parsed.ok() ? parsed.value().name() : std::string();
}

} // namespace

ViewFilter ViewFilter::only(const std::string& label, const std::string& value) const
{
    const QString wanted = textOf(label, MatchOp::equal, value);
    if (wanted.isEmpty())
        return *this;
    ViewFilter out{{}, search};
    for (const auto& m : matchers) {
        if (labelOf(m) != label)
            out.matchers << m;
    }
    out.matchers << wanted;
    return out;
}

ViewFilter ViewFilter::without(const std::string& label, const std::string& value) const
{
    const QString wanted = textOf(label, MatchOp::notEqual, value);
    if (wanted.isEmpty() || matchers.contains(wanted))
        return *this;
    ViewFilter out{{}, search};
    for (const auto& m : matchers) {
        const auto parsed = Matcher::parse(m.toStdString());
        if (!parsed.ok() || parsed.value().name() != label || parsed.value().op() != MatchOp::equal || parsed.value().value() != value)
            out.matchers << m;
    }
    out.matchers << wanted;
    return out;
}

bool ViewFilter::passesService(const std::string& service) const
{
    for (const auto& m : matchers) {
        const auto parsed = Matcher::parse(m.toStdString());
        if (parsed.ok() && parsed.value().name() == "service" && !parsed.value().matches(service))
            return false;
    }
    return true;
}

bool ViewFilter::narrowsServices() const
{
    for (const auto& m : matchers) {
        if (labelOf(m) == "service")
            return true;
    }
    return false;
}

} // namespace vedette
