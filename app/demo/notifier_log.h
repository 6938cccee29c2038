#pragma once

#include "models/base/time.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace vedette::demo {

/// The demo's Alertmanager is older than the event recorder: this writes, in the recorder's own shape, what that Alertmanager really
/// does. Notifications come from its webhook; alerts, silences and inhibitions from looking at its API. Thread-safe.
class NotifierLog {
public:
    /// `path`: the file; its first line tells of the start.
    NotifierLog(std::string path, const Clock& clock);
    ~NotifierLog(); ///< tells of the stop
    NotifierLog(const NotifierLog&) = delete;
    NotifierLog& operator=(const NotifierLog&) = delete;

    /// The body of a webhook (version 4). False where it is none.
    bool notified(const std::string& body);
    /// Bodies of GET /api/v2/alerts and /api/v2/silences.
    void looked(const std::string& alerts, const std::string& silences);

private:
    struct Known {
        std::string details; ///< the alert as the recorder writes it
        std::string group;   ///< told as grouped for
        std::string held;    ///< by what it was held back at the last look
        bool gone = false;
    };
    void write(const std::string& data, Time at);
    [[nodiscard]] std::string grouped(const Known& alert, const std::string& fingerprint) const;

    std::string m_path;
    const Clock& m_clock;
    std::mutex m_mutex;
    std::map<std::string, Known> m_alerts; ///< by fingerprint as the API tells it
    std::map<std::string, std::string> m_silences; ///< by id, as the recorder writes them
    std::set<std::string> m_groups;        ///< that were notified
    int m_flushes = 0;
};

} // namespace vedette::demo
