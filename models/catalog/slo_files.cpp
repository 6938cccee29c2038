#include "models/base/text.h"
#include "models/catalog/config_reader.h"
#include "models/catalog/file_access.h"
#include "models/catalog/sloth_reader.h"

#include <algorithm>
#include <tuple>

namespace vedette {

namespace {

/// CLI.md's name of the format; empty when it is none that is known.
std::string formatOf(YamlMap& document)
{
    const auto& entries = document.entries();
    const auto word = [&](std::string_view key) {
        const auto it = std::find_if(entries.begin(), entries.end(), [&](const YamlEntry& e) { return e.key == key; });
        return it == entries.end() ? std::string() : it->value->text;
    };
    const auto api = word("apiVersion");
    if (api.rfind("sloth.slok.dev/", 0) == 0)
        return "sloth-k8s";
    if (api.rfind("pyrra.dev/", 0) == 0)
        return "pyrra";
    if (api.rfind("openslo/", 0) == 0)
        return api == "openslo/v1" ? "openslo/v1" : "openslo/v1alpha";
    if (api.empty() && (document.has("version") || document.has("slos")))
        return "sloth";
    return {};
}

void readDocument(YamlMap& document, SloOrigins& ids, SloRead& read, SloRead::File& file)
{
    const auto format = formatOf(document);
    if (file.format.empty())
        file.format = format;
    if (format == "sloth" || format == "sloth-k8s") {
        file.slos += readSlothDocument(document, format == "sloth-k8s", ids, read.slos);
    } else if (format.empty()) {
        document.self().error("format", "not an SLO file: neither version: prometheus/v1 (Sloth) nor a known apiVersion");
    } else {
        document.self().warning("not-read", format + " is not read by this version; write the SLO in Sloth's form");
    }
}

void readSloFile(const std::string& name, SloOrigins& ids, SloRead& read)
{
    SloRead::File file{name, {}, 0};
    FileFindings findings(name, read.findings);
    const auto text = readWholeFile(name);
    if (!text.ok()) {
        findings.error({}, "file", visibleLine(text.error().detail));
    } else {
        // Of a key written twice Sloth takes the last.
        const auto parsed = parseYaml(*text, findings, FindingLevel::warning);
        bool any = false;
        for (const auto& document : parsed.documents) {
            const YamlValue value(document, document->mark, findings);
            if (value.isNull())
                continue;
            any = true;
            if (auto map = YamlMap::of(value))
                readDocument(*map, ids, read, file);
        }
        if (!any && parsed.ok)
            findings.error({}, "empty", "no SLO in this file");
    }
    read.files.push_back(std::move(file));
}

} // namespace

SloRead readSloFiles(const std::vector<std::string>& files)
{
    SloRead read;
    SloOrigins ids;
    for (const auto& file : files) {
        const auto before = static_cast<std::ptrdiff_t>(read.findings.size());
        readSloFile(file, ids, read);
        std::stable_sort(read.findings.begin() + before, read.findings.end(), [](const Finding& a, const Finding& b) {
            return std::tie(a.line, a.column) < std::tie(b.line, b.column);
        });
    }
    return read;
}

} // namespace vedette
