#pragma once
// The files of translations as they stand in the tree, for tests that speak from them.
#include <QFile>
#include <QHash>
#include <QStringList>
#include <QTranslator>
#include <QXmlStreamReader>

#include <vector>

namespace vedette::test {

struct Translated {
    QString context;
    QString source;
    QStringList words; ///< one, or the plural forms
};

inline std::vector<Translated> entriesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    std::vector<Translated> entries;
    QXmlStreamReader xml(&file);
    Translated entry;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name")) {
            entry.context = xml.readElementText();
        } else if (xml.name() == QLatin1String("source")) {
            entry.source = xml.readElementText();
            entry.words.clear();
        } else if (xml.name() == QLatin1String("translation")) {
            QString text;
            while (!(xml.readNext() == QXmlStreamReader::EndElement && xml.name() == QLatin1String("translation")) && !xml.atEnd()) {
                if (xml.isStartElement())
                    entry.words << xml.readElementText();
                else if (xml.isCharacters())
                    text += xml.text();
            }
            if (entry.words.isEmpty())
                entry.words << text;
            entries.push_back(entry);
        }
    }
    return entries;
}

/// Speaks from the file of translations itself.
class Words final : public QTranslator {
public:
    explicit Words(const QString& path)
    {
        for (const auto& e : entriesOf(path))
            m_words.insert(e.context + QLatin1Char('\n') + e.source, e.words.first());
    }
    [[nodiscard]] QString translate(const char* context, const char* source, const char*, int n) const override
    {
        QString words = m_words.value(QString::fromUtf8(context) + QLatin1Char('\n') + QString::fromUtf8(source));
        return n >= 0 ? words.replace(QLatin1String("%n"), QString::number(n)) : words;
    }
    [[nodiscard]] bool isEmpty() const override { return m_words.isEmpty(); }

private:
    QHash<QString, QString> m_words;
};

} // namespace vedette::test
