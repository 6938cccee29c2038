#include "app/demo/server_calls.h"

#include "models/base/json_writer.h"

#include <httplib.h>

namespace vedette::demo {

using namespace std::chrono_literals;

bool answersReady(const std::string& url)
{
    httplib::Client http(url);
    const auto answer = http.Get("/-/ready");
    return answer && answer->status == 200;
}

bool hasHistory(const std::string& prometheus, Time at)
{
    httplib::Client http(prometheus);
    const auto answer = http.Get("/api/v1/query?query=count(up)&time=" + std::to_string(toMs(at) / 1000));
    return answer && answer->status == 200 && answer->body.find("\"value\"") != std::string::npos;
}

NotifierState notifierState(const std::string& alertmanager)
{
    httplib::Client http(alertmanager);
    const auto body = [&](const char* path) {
        const auto answer = http.Get(path);
        return answer && answer->status == 200 ? answer->body : std::string();
    };
    return {body("/api/v2/alerts"), body("/api/v2/silences")};
}

void addSilences(const std::string& alertmanager, Time now)
{
    httplib::Client http(alertmanager);
    auto silence = [&](const char* alert, const char* service, Millis length, const char* by, const char* comment) {
        JsonWriter w;
        w.beginObject().key("matchers").beginArray();
        for (const auto& [name, value] : {std::pair{"alertname", alert}, std::pair{"service", service}})
            w.beginObject().field("name", name).field("value", value).field("isRegex", false).field("isEqual", true).endObject();
        w.endArray().field("startsAt", now).field("endsAt", now + length);
        w.field("createdBy", by).field("comment", comment).endObject();
        http.Post("/api/v2/silences", w.text(), "application/json");
    };
    silence("InstanceDown", "search", 45min, "lee.minho", "The node is being replaced");
    silence("Saturation", "notify-api", 4h, "han.bora", "Known, fix is in 1.4");
}

} // namespace vedette::demo
