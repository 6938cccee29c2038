#include "widgets/engine_words.h"

#include "models/base/time.h"
#include "widgets/engine_sentences.h"
#include "widgets/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include <optional>
#include <vector>

namespace vedette {

namespace {

constexpr const char* kContext = "vedette::EngineWords";
constexpr int kLongest = 1000; ///< of a sentence before it is told; a shortened one fits no form
constexpr qsizetype kBegins = 10000;
constexpr int kDeepest = 4; ///< sentences in sentences: a partial answer > a record left out > why

/// "connection refused by %1" as its fixed pieces; what lies between two of them is a hole.
struct Form {
    const char* source;
    std::vector<QString> pieces;
    qsizetype fixed = 0; ///< characters of all pieces; a form that begins with a hole fits almost anything and comes last
};

std::vector<Form> formsOf(std::span<const char* const> sources)
{
    std::vector<Form> forms;
    for (const char* source : sources) {
        Form form{source, {QString()}, 0};
        const QString text = QString::fromLatin1(source);
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text[i] == QLatin1Char('%') && i + 1 < text.size() && text[i + 1].isDigit()) {
                form.pieces.emplace_back();
                ++i;
            } else {
                form.pieces.back() += text[i];
                ++form.fixed;
            }
        }
        if (!form.pieces.front().isEmpty())
            form.fixed += kBegins;
        forms.push_back(std::move(form));
    }
    return forms;
}

struct Fit {
    const Form* form = nullptr;
    QStringList words; ///< what stood for %1, %2, ...
    QString rest;      ///< what stood behind the form
};

/// Another sentence may follow behind "; " or ". ", more of this one behind ": " or " (".
bool mayFollow(const Form& form, const QString& rest)
{
    for (const char* start : {": ", " (", "; ", ". "}) {
        if (rest.startsWith(QLatin1String(start)))
            return true;
    }
    return rest.isEmpty() || (form.pieces.back().endsWith(QLatin1Char('.')) && rest.startsWith(QLatin1Char(' ')));
}

std::optional<Fit> fits(const Form& form, const QString& text)
{
    const auto& pieces = form.pieces;
    if (!text.startsWith(pieces.front()))
        return std::nullopt;
    Fit fit{&form, {}, {}};
    qsizetype at = pieces.front().size();
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        const bool last = i + 1 == pieces.size();
        qsizetype found = 0;
        if (last && pieces[i].isEmpty())
            found = text.size();
        else if (last && text.endsWith(pieces[i])) // "Write 99.9." holds a full stop of its own
            found = text.size() - pieces[i].size();
        else
            found = text.indexOf(pieces[i], at + 1);
        if (found <= at)
            return std::nullopt;
        fit.words << text.mid(at, found - at);
        at = found + pieces[i].size();
    }
    fit.rest = text.mid(at);
    return mayFollow(form, fit.rest) ? std::optional<Fit>(fit) : std::nullopt;
}

std::optional<Fit> bestFit(const std::vector<Form>& forms, const QString& text)
{
    std::optional<Fit> best;
    for (const auto& form : forms) {
        if (best && best->form->fixed >= form.fixed)
            continue;
        if (auto fit = fits(form, text))
            best = std::move(fit);
    }
    return best;
}

const std::vector<Form>& sentenceForms()
{
    static const std::vector<Form> s_forms = formsOf(engineSentences());
    return s_forms;
}

const std::vector<Form>& nameForms()
{
    static const std::vector<Form> s_forms = formsOf(engineNames());
    return s_forms;
}

QTimeZone& engineZone()
{
    static QTimeZone s_zone = QTimeZone::utc();
    return s_zone;
}

/// `utc` holds the numbers of a moment in UTC, whatever zone it says.
QString momentText(const QDateTime& utc)
{
    const QDateTime at(utc.date(), utc.time(), Qt::UTC);
    return at.toTimeZone(engineZone()).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss ")) + zoneText(engineZone(), timeFromMs(at.toMSecsSinceEpoch()));
}

/// A word that is a moment or the date of a certificate in the shown zone; others as they are.
QString momentIn(const QString& word)
{
    static const QRegularExpression s_date(QStringLiteral("^[A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d \\d{4} GMT$"));
    if (s_date.match(word).hasMatch()) {
        const QDateTime at = QLocale::c().toDateTime(word.chopped(4).simplified(), QStringLiteral("MMM d HH:mm:ss yyyy"));
        return at.isValid() ? momentText(at) : word;
    }
    static const QRegularExpression s_moment(QStringLiteral("^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d:\\d\\d)(?:\\.\\d+)?Z$"));
    if (const auto moment = s_moment.match(word); moment.hasMatch())
        return momentText(QDateTime::fromString(moment.captured(1) + QLatin1Char(' ') + moment.captured(2), QStringLiteral("yyyy-MM-dd HH:mm:ss")));
    return word;
}

/// "1h30m" and moments as the user reads them; other words are kept.
QString valueIn(const QString& word)
{
    static const QRegularExpression s_length(QStringLiteral("^(?:\\d+(?:ms|[smhdwy]))+$"));
    if (s_length.match(word).hasMatch()) {
        const auto length = parseDuration(word.toStdString());
        return length.ok() ? durationText(*length) : word;
    }
    return momentIn(word);
}

QString told(const std::vector<Form>& forms, const QString& text, int depth);

QString filled(const Fit& fit, const std::vector<Form>& forms, int depth)
{
    const QString words = QCoreApplication::translate(kContext, fit.form->source);
    const bool spoken = words != QLatin1String(fit.form->source);
    const bool shows = QLatin1String(fit.form->source).startsWith(QLatin1String("Write ")); // what is to be typed, as it is to be typed
    QString out;
    for (qsizetype i = 0; i < words.size(); ++i) { // in one pass: a captured word may hold a % of its own
        const int number = words[i] == QLatin1Char('%') && i + 1 < words.size() ? words[i + 1].digitValue() : -1;
        if (number < 1 || number > fit.words.size()) {
            out += words[i];
            continue;
        }
        const QString& word = fit.words[number - 1];
        out += !spoken ? momentIn(word) : shows ? told(forms, word, depth + 1) : valueIn(told(forms, word, depth + 1));
        ++i;
    }
    const QString& rest = fit.rest;
    if (rest.startsWith(QLatin1String(" (")) && rest.endsWith(QLatin1Char(')')))
        return out + QStringLiteral(" (") + told(forms, rest.mid(2, rest.size() - 3), depth + 1) + QLatin1Char(')');
    for (const char* start : {": ", "; ", ". ", " "}) {
        if (rest.startsWith(QLatin1String(start)))
            return out + QLatin1String(start) + told(forms, rest.mid(static_cast<qsizetype>(std::char_traits<char>::length(start))), depth + 1);
    }
    return out + rest;
}

QString told(const std::vector<Form>& forms, const QString& text, int depth)
{
    if (depth > kDeepest || text.isEmpty())
        return text;
    if (const auto fit = bestFit(forms, text))
        return filled(*fit, forms, depth);
    // "watch orders, history: connection refused by ..." and several sentences in a row.
    if (const auto next = text.indexOf(QLatin1String("; ")); next > 0)
        return told(forms, text.left(next), depth + 1) + QStringLiteral("; ") + told(forms, text.mid(next + 2), depth + 1);
    if (const auto next = text.indexOf(QLatin1String(": ")); next > 0) {
        const QString tail = text.mid(next + 2);
        const QString spoken = told(forms, tail, depth + 1);
        if (spoken != tail)
            return told(nameForms(), text.left(next), depth + 1) + QStringLiteral(": ") + spoken;
    }
    return text;
}

} // namespace

QString engineText(const std::string& sentence, int most)
{
    const QString text = told(sentenceForms(), plain(sentence, kLongest), 0);
    return text.size() > most ? text.left(most - 1) + QStringLiteral("…") : text;
}

QString engineName(const std::string& name, int most) { return told(nameForms(), plain(name, most), 0); }

void showEngineMomentsIn(const QTimeZone& zone) { engineZone() = zone; }

} // namespace vedette
