#include "widgets/engine_words.h"

#include "widgets/format.h"

#include <QCoreApplication>

#include <optional>

namespace vedette {

namespace {

constexpr const char* kContext = "vedette::EngineWords";

// The first form that fits is taken: a longer one stands before its beginning.
constexpr const char* kSentences[] = {
    QT_TRANSLATE_NOOP("vedette::EngineWords", "no telemetry at all"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "no telemetry"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "connection refused by %1"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "cannot connect to %1 or its proxy: %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "cannot connect to %1: %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "cannot connect to %1"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "no connection to %1 within %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "no answer from %1 within %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "slow: the answer of %1 did not end within %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the host name of the proxy was not found"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the host name of %1 was not found"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the certificate of %1 expired on %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the certificate of %1 expired"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the certificate of %1 is not yet valid until %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the certificate of %1 is not yet valid"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the certificate of %1 is self-signed and not trusted"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the certificate of %1 is signed by an unknown authority"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the certificate of %1 is for another name"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the certificate of %1 was refused: %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "no TLS with %1: %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 does not speak TLS: is its url http, not https?"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "what answers at %1 does not speak HTTP"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the answer of %1 ended early"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 closed the connection without an answer"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 reset the connection"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the compressed answer of %1 is damaged"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "credentials refused by %1: not allowed to read this (HTTP 403)"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "credentials refused by %1 (HTTP 401)"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 has nothing at this address (HTTP 404)"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the proxy asks for a login (HTTP 407)"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 asks to be polled less often (HTTP 429)"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 is starting or overloaded (HTTP 503)"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 failed to answer (HTTP %2)"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 refused the question (HTTP %2)"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the answer is a web page, not %1"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the answer is not JSON and not %1"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the answer is empty"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the answer is cut off or damaged: %1"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the answer is larger than %1 MiB"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the answer is not one of the Prometheus API"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "nothing was answered"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the secret file %1 cannot be read: %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 cannot be read: %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 of %2 records were left out (%3)"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "Check the user, token or key of this feed; it is tried again once a minute."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "Check the path in the feed's url."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "A longer poll_interval asks less of this server."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "Check the clock of this computer."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "Name the authority's certificate in tls_config.ca_file of this feed."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "The server's certificate has to be renewed or its name corrected."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "Is the server running, and is the port right?"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "Check the host name and this computer's network."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "A login page or another program may answer at this url."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "Use the address that the server redirects to as url, if it is meant."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "The server or the network is slow; a longer timeout can be set."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "The server asks to wait until %1."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "It answers, but the newest sample is old: does it still scrape?"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "answers in %1 ms; it does not tell its version"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "answers in %1 ms"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "in use by another console (process %1)"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "in use by another console"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "unknown key %1. Did you mean %2?"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "unknown key %1."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the key %1 is missing"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the key %1 has no value"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 in quotes is text, not a number. Write %2."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 is not a number. Write %2."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 is not a number."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 is not a duration. Write e.g. %2."),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "%1 is not a matcher; expected %2"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "the query is not PromQL: %1"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "no file matches %1"),
};

constexpr const char* kNames[] = {
    QT_TRANSLATE_NOOP("vedette::EngineWords", "watch %1"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "metrics %1"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "alerts %1"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "changes %1"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "alerts"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "alert history"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "rules"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "silences"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "changes"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "details"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "test"),
    QT_TRANSLATE_NOOP("vedette::EngineWords", "poll"),
};

struct Fit {
    QStringList words; ///< what stood for %1, %2, ...
    QString rest;      ///< what stood behind the form
};

/// `form` is fixed pieces with %1, %2, ... between them, in this order.
std::optional<Fit> fits(QStringView form, const QString& text)
{
    Fit fit;
    qsizetype at = 0;
    for (qsizetype piece = 0;;) {
        const auto hole = form.indexOf(QLatin1Char('%'), piece);
        const auto fixed = form.mid(piece, hole < 0 ? -1 : hole - piece);
        if (piece == 0) {
            if (!text.startsWith(fixed))
                return std::nullopt;
            at = fixed.size();
        } else if (fixed.isEmpty()) { // the form ends with a hole
            if (at >= text.size())
                return std::nullopt;
            fit.words << text.mid(at);
            at = text.size();
        } else {
            // The last piece stands at the end where it can: "Write 99.9." holds a full stop of its own.
            const bool last = hole < 0 && text.endsWith(fixed);
            const auto found = last ? text.size() - fixed.size() : text.indexOf(fixed, at + 1);
            if (found <= at)
                return std::nullopt;
            fit.words << text.mid(at, found - at);
            at = found + fixed.size();
        }
        if (hole < 0)
            break;
        piece = hole + 2;
    }
    fit.rest = text.mid(at);
    const bool ends = fit.rest.isEmpty() || fit.rest.startsWith(QLatin1String(": ")) || fit.rest.startsWith(QLatin1String(" ("));
    return ends ? std::optional<Fit>(fit) : std::nullopt;
}

template <std::size_t n>
QString told(const char* const (&forms)[n], const QString& text)
{
    for (const char* form : forms) {
        const auto fit = fits(QString::fromLatin1(form), text);
        if (!fit)
            continue;
        // In one pass: a captured word may hold a % of its own.
        const QString words = QCoreApplication::translate(kContext, form);
        QString out;
        for (qsizetype i = 0; i < words.size(); ++i) {
            const int number = words[i] == QLatin1Char('%') && i + 1 < words.size() ? words[i + 1].digitValue() : -1;
            if (number >= 1 && number <= fit->words.size()) {
                out += fit->words[number - 1];
                ++i;
            } else {
                out += words[i];
            }
        }
        return out + fit->rest;
    }
    return text;
}

} // namespace

QString engineText(const std::string& sentence, int most) { return told(kSentences, plain(sentence, most)); }

QString engineName(const std::string& name, int most) { return told(kNames, plain(name, most)); }

} // namespace vedette
