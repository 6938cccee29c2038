#include "models/session/keyring.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

namespace vedette {

namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::seconds kFresh{60};
constexpr std::chrono::seconds kErrorFresh{10};

} // namespace

struct Keyring::Shelf {
    struct Entry {
        std::optional<Result<std::string>> answer;
        Steady::time_point at{};
        bool asked = false; ///< an answer is under way
    };
    KeyringAsk ask;
    Steady::time_point waitUntil{};
    std::mutex mutex;
    std::condition_variable told;
    std::map<std::string, Entry> entries;

    /// With the lock held; true when the entry is to be asked for now.
    bool due(Entry& entry) const
    {
        if (entry.asked)
            return false;
        const auto fresh = !entry.answer ? Steady::duration::zero() : entry.answer->ok() ? Steady::duration(kFresh) : Steady::duration(kErrorFresh);
        if (entry.answer && Steady::now() - entry.at < fresh)
            return false;
        entry.asked = true;
        return true;
    }
    void put(const std::string& name, Result<std::string> answer)
    {
        const std::scoped_lock lock(mutex);
        auto& entry = entries[name];
        entry.asked = false;
        entry.at = Steady::now();
        // A secret that was read stays in use while the keyring is locked again.
        if (answer.ok() || !entry.answer || !entry.answer->ok())
            entry.answer = std::move(answer);
        told.notify_all();
    }
    static void request(const std::shared_ptr<Shelf>& shelf, const std::string& name)
    {
        shelf->ask(name, [kept = std::weak_ptr(shelf), name](Result<std::string> answer) {
            if (const auto still = kept.lock())
                still->put(name, std::move(answer));
        });
    }
};

Keyring::Keyring(KeyringAsk ask, const std::vector<std::string>& entries, Millis patience) : m_shelf(std::make_shared<Shelf>())
{
    m_shelf->ask = std::move(ask);
    m_shelf->waitUntil = Steady::now() + patience;
    for (const auto& name : entries)
        m_shelf->entries[name].asked = true;
    for (const auto& name : entries)
        Shelf::request(m_shelf, name);
}

Result<std::string> Keyring::lookup(const std::string& name) const
{
    auto& shelf = *m_shelf;
    std::unique_lock lock(shelf.mutex);
    if (shelf.due(shelf.entries[name])) {
        lock.unlock();
        Shelf::request(m_shelf, name);
        lock.lock();
    }
    auto& entry = shelf.entries[name];
    shelf.told.wait_until(lock, shelf.waitUntil, [&] { return entry.answer.has_value(); });
    if (!entry.answer)
        return makeError(ErrorKind::config, "the keyring has not answered for its entry \"" + name + "\" yet: is it locked?");
    return *entry.answer;
}

std::vector<std::string> keyringEntries(const Config& config)
{
    std::vector<std::string> names;
    const auto add = [&](const Secret& secret) {
        if (!secret.keyring.empty() && std::find(names.begin(), names.end(), secret.keyring) == names.end())
            names.push_back(secret.keyring);
    };
    for (const auto& feed : config.feeds) {
        add(feed.http.basicPassword);
        add(feed.http.credentials);
        if (feed.http.oauth2)
            add(feed.http.oauth2->clientSecret);
        for (const auto& [name, secret] : feed.http.headers)
            add(secret);
    }
    return names;
}

std::function<Result<std::string>(const std::string&)> keyringFor(const Config& config)
{
    const auto entries = keyringEntries(config);
    if (entries.empty())
        return {};
    return [keyring = Keyring(desktopKeyring(), entries)](const std::string& entry) { return keyring.lookup(entry); };
}

} // namespace vedette
