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
        + std::to_string(c.dropped) + R"(,"flows":)" + std::to_string(c.flows) + R"(,"alerts":)"
        + std::to_string(c.alerts);
}

std::string health(const Snapshot& s, double uptime)
{
    return R"({"status":"ok","version":)" + jsonString(PR_VERSION) + R"(,"case":)" + jsonString(s.caseName)
        + R"(,"uptime_seconds":)" + std::to_string(static_cast<std::uint64_t>(uptime)) + "}\n";
}

std::string stats(const Snapshot& s)
{
    std::string out = "{" + countsJson(s.total) + R"(,"protocols":{)";
    bool first = true;
    for (const auto& [name, counts] : s.perProtocol) {
        out.append(first ? "" : ",").append(jsonString(name)).append(":{").append(countsJson(counts)).append("}");
        first = false;
    }
    return out + "}}\n";
}

std::string sessions(const Snapshot& s)
{
    std::string out = "[";
    for (const auto& row : s.sessions) {
        out += out.size() > 1 ? ",\n " : "";
        out += R"({"id":)" + std::to_string(row.id) + R"(,"name":)" + jsonString(row.name) + R"(,"source":)"
            + jsonString(row.source) + R"(,"started":)" + time(row.started) + R"(,"ended":)"
            + (row.ended ? time(*row.ended) : "null") + R"(,"packets":)" + std::to_string(row.packets) + R"(,"bytes":)"
            + std::to_string(row.bytes) + R"(,"dropped":)" + std::to_string(row.dropped) + R"(,"state":)"
            + jsonString(row.state) + "}";
    }
    return out + "]\n";
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

prometheus::MetricFamily histogram(const char* name, const char* help, const Histogram& h)
{
    auto out = family(name, help, prometheus::MetricType::Histogram);
    auto& to = out.metric[0].histogram;
    for (std::size_t i = 0; i <= Histogram::bounds.size(); ++i) {
        to.sample_count += h.counts[i];
        to.bucket.push_back({to.sample_count,
            i < Histogram::bounds.size() ? Histogram::bounds[i] : std::numeric_limits<double>::infinity()});
    }
    to.sample_sum = h.sum;
    return out;
}

std::string metrics(const Snapshot& s)
{
    auto build = gauge("build_info", "Always 1; the version is its label.", 1);
    build.metric[0].label.push_back({"version", PR_VERSION});
    return prometheus::TextSerializer{}.Serialize({
        build,
        counter("packets_total", "Packets stored.", s.total.packets),
        counter("bytes_total", "Bytes of the packets stored, by their original lengths.", s.total.bytes),
        counter("packets_dropped_total", "Packets that kernel, interface or helper lost and counted.", s.total.dropped),
        gauge("active_sessions", "Sessions that are recording or importing.", s.activeSessions),
        gauge("flow_table_size", "Flows that are open.", s.flowTableSize),
        histogram("packet_processing_seconds", "Time to dissect a packet, mean of its batch.", s.packetProcessing),
        histogram("db_write_seconds", "Time of a commit to the case file.", s.databaseWrite),
    });
}

}  // namespace

Answer answer(std::string_view path, Source& source, double uptimeSeconds)
{
    if (path == "/health")
        return {.body = health(source.snapshot(), uptimeSeconds)};
    if (path == "/metrics")
        return {.type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics(source.snapshot())};
    if (path == "/api/v1/stats")
        return {.body = stats(source.snapshot())};
    if (path == "/api/v1/sessions")
        return {.body = sessions(source.snapshot())};
    return {.status = 404, .body = "{\"error\":\"there is no such path\"}\n"};
}

}  // namespace pr::api
