#include "models/base/text.h"
#include "models/base/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

namespace vedette {

namespace {

constexpr std::size_t kMaxBytes = 8U << 20U;
constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxNodes = 200'000;

YamlMark markOf(const YAML::Mark& mark)
{
    return mark.is_null() ? YamlMark{} : YamlMark{mark.line + 1, mark.column + 1};
}

struct Refused {
    YamlMark at;
    std::string message;
};

/// Builds one document from yaml-cpp's events; its own node tree knows neither limits nor repeated keys.
class Builder final : public YAML::EventHandler {
public:
    Builder(FileFindings& findings, FindingLevel duplicates) : m_findings(findings), m_duplicates(duplicates) {}

    YamlPtr take() { return m_root ? m_root : std::make_shared<const YamlNode>(); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { put(make(YamlNode::Kind::null, mark), anchor); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto it = m_anchors.find(anchor);
        if (it == m_anchors.end())
            throw Refused{markOf(mark), "an alias inside of what it stands for"};
        attach(it->second, markOf(mark));
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override
    {
        auto node = make(YamlNode::Kind::scalar, mark);
        node->text = cleanUtf8(value);
        node->quoted = tag != "?";
        put(std::move(node), anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(make(YamlNode::Kind::sequence, mark), anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(make(YamlNode::Kind::mapping, mark), anchor);
    }
    void OnMapEnd() override
    {
        auto& frame = m_open.back();
        for (const auto& merged : frame.merges)
            merge(*frame.node, *merged);
        close();
    }

private:
    struct Frame {
        std::shared_ptr<YamlNode> node;
        YAML::anchor_t anchor = 0;
        bool haveKey = false;
        bool usableKey = false;
        bool mergeKey = false;
        std::string key;
        YamlMark keyMark;
        std::map<std::string, std::size_t, std::less<>> index;
        std::vector<YamlPtr> merges;
    };

    static std::shared_ptr<YamlNode> make(YamlNode::Kind kind, const YAML::Mark& mark)
    {
        auto node = std::make_shared<YamlNode>();
        node->kind = kind;
        node->mark = markOf(mark);
        return node;
    }

    void put(std::shared_ptr<YamlNode> node, YAML::anchor_t anchor)
    {
        if (anchor != 0)
            m_anchors[anchor] = node;
        const auto at = node->mark;
        attach(std::move(node), at);
    }

    void open(std::shared_ptr<YamlNode> node, YAML::anchor_t anchor)
    {
        if (m_open.size() >= kMaxDepth)
            throw Refused{node->mark, "nested deeper than " + std::to_string(kMaxDepth) + " levels"};
        Frame frame;
        frame.node = std::move(node);
        frame.anchor = anchor;
        m_open.push_back(std::move(frame));
    }

    void close()
    {
        auto frame = std::move(m_open.back());
        m_open.pop_back();
        put(std::move(frame.node), frame.anchor);
    }

    void attach(YamlPtr node, YamlMark at)
    {
        if (m_open.empty()) {
            m_root = std::move(node);
            return;
        }
        auto& frame = m_open.back();
        frame.node->weight += node->weight;
        if (frame.node->weight > kMaxNodes)
            throw Refused{at, "more than " + std::to_string(kMaxNodes) + " values, aliases written out"};
        if (frame.node->kind == YamlNode::Kind::sequence) {
            frame.node->items.push_back(std::move(node));
        } else if (!frame.haveKey) {
            frame.haveKey = true;
            frame.usableKey = node->kind == YamlNode::Kind::scalar;
            frame.mergeKey = frame.usableKey && !node->quoted && node->text == "<<";
            frame.key = node->text;
            frame.keyMark = at;
            if (!frame.usableKey)
                m_findings.error(at, "key", "a key must be text");
        } else {
            frame.haveKey = false;
            if (frame.mergeKey)
                noteMerge(frame, node);
            else if (frame.usableKey)
                insert(frame, std::move(node));
        }
    }

    void insert(Frame& frame, YamlPtr value)
    {
        auto& entries = frame.node->entries;
        const auto [it, fresh] = frame.index.emplace(frame.key, entries.size());
        if (fresh) {
            entries.push_back({std::move(frame.key), frame.keyMark, std::move(value)});
            return;
        }
        auto& first = entries[it->second];
        m_findings.add(m_duplicates, frame.keyMark, "duplicate-key",
            "the key \"" + frame.key + "\" is there twice; first in line " + std::to_string(first.mark.line));
        first.mark = frame.keyMark;
        first.value = std::move(value);
    }

    void noteMerge(Frame& frame, const YamlPtr& value)
    {
        if (value->kind == YamlNode::Kind::mapping) {
            frame.merges.push_back(value);
            return;
        }
        const bool list = value->kind == YamlNode::Kind::sequence
            && std::all_of(value->items.begin(), value->items.end(), [](const YamlPtr& p) { return p->kind == YamlNode::Kind::mapping; });
        if (list)
            frame.merges.insert(frame.merges.end(), value->items.begin(), value->items.end());
        else
            m_findings.error(frame.keyMark, "merge", "<< takes a mapping or a list of mappings");
    }

    static void merge(YamlNode& into, const YamlNode& from)
    {
        std::set<std::string, std::less<>> known;
        for (const auto& entry : into.entries)
            known.insert(entry.key);
        for (const auto& entry : from.entries) {
            if (known.insert(entry.key).second)
                into.entries.push_back(entry);
        }
    }

    FileFindings& m_findings;
    FindingLevel m_duplicates;
    std::vector<Frame> m_open;
    std::map<YAML::anchor_t, YamlPtr> m_anchors;
    YamlPtr m_root;
};

} // namespace

YamlDocuments parseYaml(const std::string& text, FileFindings& findings, FindingLevel duplicateKeys)
{
    YamlDocuments result;
    const auto refuse = [&](YamlMark at, const std::string& message) {
        findings.error(at, "yaml", message);
        result.ok = false;
    };
    if (text.size() > kMaxBytes) {
        refuse({}, "larger than " + std::to_string(kMaxBytes >> 20U) + " MiB");
        return result;
    }
    try {
        std::istringstream in(text);
        YAML::Parser parser(in);
        std::size_t weight = 0;
        while (true) {
            Builder builder(findings, duplicateKeys);
            if (!parser.HandleNextDocument(builder))
                break;
            result.documents.push_back(builder.take());
            weight += result.documents.back()->weight;
            if (weight > kMaxNodes) {
                refuse(result.documents.back()->mark, "more than " + std::to_string(kMaxNodes) + " values");
                break;
            }
        }
    } catch (const Refused& refused) {
        refuse(refused.at, refused.message);
    } catch (const YAML::Exception& e) {
        refuse(markOf(e.mark), "not YAML: " + visibleLine(e.msg));
    } catch (const std::exception& e) {
        refuse({}, std::string("not YAML: ") + e.what());
    }
    return result;
}

} // namespace vedette
