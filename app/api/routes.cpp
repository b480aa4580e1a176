#include "app/api/routes.h"

#include "core/base/text.h"
#include "core/base/time.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>

namespace pr::api {

namespace {

std::string time(std::int64_t ns)
{
    return jsonString(rfc3339(Timestamp{Nanoseconds{ns}}));
}

std::string countsJson(const Counts& c)
{
    return R"("packets":)" + std::to_string(c.packets) + R"(,"bytes":)" + std::to_string(c.bytes) + R"(,"dropped":)"
        + (c.dropped ? std::to_string(*c.dropped) : "null") + R"(,"flows":)" + std::to_string(c.flows) + R"(,"alerts":)"
        + std::to_string(c.alerts);
}

std::string health(const std::string& caseName, double uptime)
{
    return R"({"status":"ok","version":)" + jsonString(PR_VERSION) + R"(,"case":)" + jsonString(caseName)
        + R"(,"uptime_seconds":)" + std::to_string(static_cast<std::uint64_t>(uptime)) + "}\n";
}

std::string stats(const Stats& s)
{
    std::string out = "{" + countsJson(s.total) + R"(,"protocols":{)";
    bool first = true;
    for (const auto& [name, counts] : s.protocols) {
        out.append(first ? "" : ",").append(jsonString(name)).append(":{").append(countsJson(counts)).append("}");
        first = false;
    }
    return out + "}}\n";
}

// To the byte what `sessions --format json` prints.
std::string sessions(const std::vector<SessionRow>& rows)
{
    std::string out;
    for (const auto& row : rows)
        out += (out.empty() ? R"([
  {"id":)"
                            : R"(,
  {"id":)") + std::to_string(row.id)
            + R"(,"name":)" + jsonString(row.name) + R"(,"source":)" + jsonString(row.source) + R"(,"started":)"
            + time(row.started) + R"(,"ended":)" + (row.ended ? time(*row.ended) : "null") + R"(,"packets":)"
            + std::to_string(row.packets) + R"(,"bytes":)" + std::to_string(row.bytes) + R"(,"dropped":)"
            + std::to_string(row.dropped) + R"(,"state":)" + jsonString(row.state) + "}";
    return out.empty() ? "[]\n" : out + "\n]\n";
}

prometheus::MetricFamily family(const char* name, const char* help, prometheus::MetricType type)
{
    prometheus::MetricFamily out;
    out.name = std::string{"packetrecorder_"} + name;
    out.help = help;
    out.type = type;
    out.metric.resize(1);
    return out;
}

prometheus::MetricFamily counter(const char* name, const char* help, std::uint64_t value)
{
    auto out = family(name, help, prometheus::MetricType::Counter);
    out.metric[0].counter.value = static_cast<double>(value);
    return out;
}

prometheus::MetricFamily gauge(const char* name, const char* help, std::uint64_t value)
{
    auto out = family(name, help, prometheus::MetricType::Gauge);
    out.metric[0].gauge.value = static_cast<double>(value);
    return out;
}

prometheus::MetricFamily histogram(const char* name, const char* help, const pipeline::Histogram& h)
{
    auto out = family(name, help, prometheus::MetricType::Histogram);
    auto& to = out.metric[0].histogram;
    for (std::size_t i = 0; i <= pipeline::Histogram::bounds.size(); ++i) {
        to.sample_count += h.counts[i];
        to.bucket.push_back({to.sample_count,
            i < pipeline::Histogram::bounds.size() ? pipeline::Histogram::bounds[i]
                                                   : std::numeric_limits<double>::infinity()});
    }
    to.sample_sum = h.sum;
    return out;
}

/// The same, by where they were lost.
prometheus::MetricFamily lost(const store::Losses& losses)
{
    auto out = family("packets_lost_total", "Packets dropped, by where.", prometheus::MetricType::Counter);
    out.metric.clear();
    for (const auto& [where, count] : {std::pair{"kernel", losses.kernel}, {"interface", losses.device},
             {"helper", losses.helper}, {"core", losses.core}}) {
        auto& one = out.metric.emplace_back();
        one.label.push_back({"where", where});
        one.counter.value = static_cast<double>(count);
    }
    return out;
}

std::string metrics(const pipeline::Measures& m, std::uint64_t activeSessions)
{
    auto build = gauge("build_info", "Always 1; the version is its label.", 1);
    build.metric[0].label.push_back({"version", PR_VERSION});
    return prometheus::TextSerializer{}.Serialize({
        build,
        counter("packets_total", "Packets stored.", m.packets),
        counter("bytes_total", "Bytes of the packets stored, by their original lengths.", m.bytes),
        counter("packets_dropped_total", "Packets that kernel, interface, helper or core lost and counted.",
            m.dropped.all()),
        lost(m.dropped),
        gauge("active_sessions", "Sessions that are recording or importing.", activeSessions),
        gauge("flow_table_size", "Flows that are open.", m.openFlows),
        histogram("packet_processing_seconds", "Time to dissect a packet, mean of its batch.", m.processing),
        histogram("db_write_seconds", "Time of a commit to the case file.", m.write),
    });
}

// Why goes to the one who runs the program, not to its clients: the text may name paths.
Answer unreadable()
{
    return {.status = 503, .body = "{\"error\":\"the case cannot be read now\"}\n"};
}

}  // namespace

Answer answer(std::string_view path, Source& source, double uptimeSeconds)
{
    if (path == "/health")
        return source.activeSessions() ? Answer{.body = health(source.caseName(), uptimeSeconds)} : unreadable();
    if (path == "/metrics") {
        const auto measures = source.measures();
        const auto active = source.activeSessions();
        if (!measures || !active)
            return unreadable();
        return {.type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics(*measures, *active)};
    }
    if (path == "/api/v1/stats") {
        const auto found = source.stats();
        return found ? Answer{.body = stats(*found)} : unreadable();
    }
    if (path == "/api/v1/sessions") {
        const auto found = source.sessions();
        return found ? Answer{.body = sessions(*found)} : unreadable();
    }
    return {.status = 404, .body = "{\"error\":\"there is no such path\"}\n"};
}

}  // namespace pr::api
