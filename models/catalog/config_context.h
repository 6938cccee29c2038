#pragma once

#include "models/base/yaml_reader.h"
#include "models/core/config.h"

#include <map>
#include <set>
#include <string>
#include <vector>

// Inside the room only: how the parts of the configuration reader hand things to each other.

namespace vedette {

/// Labels as one feed overrides them; keys it does not name follow the fleet's.
struct LabelOverrides {
    std::map<std::string, std::vector<std::string>> names;
    void apply(LabelMapping& mapping) const;
};

/// What is known while one configuration (a file and its conf.d) is read.
struct ConfigContext {
    Config config;
    std::vector<Finding> findings;
    bool touchFiles = true;     ///< false: text alone; no file is opened, no pattern expanded
    std::string stockFolder;    ///< of mappings; empty: none
    LabelOverrides labels;      ///< the fleet's, joined over the files
    LabelOverrides severity;
    std::vector<LabelOverrides> feedLabels; ///< parallel to config.feeds
    std::map<std::string, std::string> feedOrigins; ///< name -> where it was first used
    std::map<std::string, std::string> watchOrigins;
    /// A watch's source, looked up once all files are read.
    struct SourceUse {
        std::string source;
        std::string file;
        YamlMark at;
        bool (*fits)(FeedKind) = &tellsSeries; ///< kinds that may be named here
    };
    std::vector<SourceUse> sourceUses;
    std::map<std::string, FeedKind> groups; ///< entries that stand for several feeds (or, at present, none)
    std::map<std::string, std::string>* goodTargets = nullptr; ///< see ConfigReadOptions
    /// The query of a watch; its language follows from the source.
    struct QueryUse {
        std::size_t watch = 0;
        std::string file;
        YamlMark at;
    };
    std::vector<QueryUse> queryUses;
    /// Files that were named, as given; SLO files are read as one set.
    std::vector<std::string> sloFiles;
    std::vector<std::string> serviceFiles;
    std::vector<std::string> ruleFiles;
    struct RoutingFile {
        std::string feed;
        std::string file;
    };
    std::vector<RoutingFile> routingFiles; ///< of Alertmanagers
    /// Another name of a service, and where it is said.
    struct NameUse {
        std::string their;
        std::string our;
        std::string file;
        YamlMark at;
    };
    std::vector<NameUse> nameUses; ///< services.names, then the aliases of the service files
};

/// A file of the configuration that is being read.
struct ConfigPart {
    std::string folder; ///< as given; relative paths start here
    ConfigContext& context;
};

void readFleet(YamlMap& root, ConfigPart& part);   ///< zone, labels, severity, retention, ui
void readFeeds(YamlMap& root, ConfigPart& part);   ///< prometheus, loki, alertmanager, grafana, notifications, changes, services.dependencies
void readWatches(YamlMap& root, ConfigPart& part); ///< watches
void checkQueries(ConfigContext& context); ///< of the watches, once all feeds are known
void readAlertChecks(YamlMap& root, ConfigPart& part); ///< dead_mans_switches, left_out, rules
void readNamedFiles(YamlMap& root, ConfigPart& part); ///< slo.files, services.files, services.names
/// After the last file: what only the whole can tell.
void finishConfig(ConfigContext& context, const std::string& file);

/// Reads `labels:` of the fleet or of a feed into `into`, joining lists.
void readLabelNames(YamlMap& map, LabelOverrides& into);
/// Keys of Prometheus' http_config out of a feed's mapping.
void readHttp(YamlMap& feed, ConfigPart& part, HttpConfig& http);
/// The `mapping:` of a json feed: a stock name, a file, or written out.
void readMapping(const YamlValue& value, ConfigPart& part, JsonMapping& mapping);
/// What a changes feed of kind metrics infers from.
void readInference(YamlMap& feed, ConfigPart& part, FeedConfig& into);
/// Feeds of kind metrics become one for each prometheus feed that they read, with its address and credentials.
void settleInference(ConfigContext& context);
/// The `config_file` of an Alertmanager's entry.
void readRoutingFile(YamlMap& feed, const std::string& name, ConfigPart& part);
/// Fills config.rules and config.routings from the files that were named, and adds those to config.files and `order`.
void readAlertFiles(ConfigContext& context, std::vector<std::string>& order);
/// Fills config.services from context.serviceFiles, and context.nameUses with their aliases.
void readServiceFiles(ConfigContext& context);
/// After services and SLOs are read: fills config.serviceAliases, no value of which is a key, and gives SLOs and watches the catalogue's names.
void settleServiceNames(ConfigContext& context);
/// Files that `value` (a list of paths and patterns) stands for, as given; records patterns in config.globs.
[[nodiscard]] std::vector<std::string> namedFiles(const YamlValue& value, ConfigPart& part);

} // namespace vedette
