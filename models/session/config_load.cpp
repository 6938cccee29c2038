#include "models/session/config_load.h"

#include "models/catalog/config_reader.h"

namespace vedette {

Result<std::shared_ptr<const Config>> loadConfigFile(const std::string& path, const std::function<void(const std::string&)>& warn)
{
    auto read = readConfig(path);
    if (!read.usable()) {
        std::string text;
        for (const auto& finding : read.findings)
            text += (text.empty() ? "" : "\n") + finding.text();
        return makeError(ErrorKind::config, text);
    }
    for (const auto& finding : read.findings)
        warn(finding.text());
    return std::make_shared<const Config>(std::move(read.config));
}

ConfigCheck checkConfigFile(const std::string& path)
{
    auto read = readConfig(path);
    const bool ok = read.usable();
    return {std::move(read.findings), ok};
}

SloFilesCheck checkSloFiles(const std::vector<std::string>& files)
{
    auto read = readSloFiles(files);
    SloFilesCheck check;
    for (auto& file : read.files)
        check.files.push_back({file.file, file.format, file.slos});
    check.ok = !hasErrors(read.findings);
    check.findings = std::move(read.findings);
    return check;
}

} // namespace vedette
