#include "core/dissect/protocols.h"

#include "core/decode/describe.h"
#include "core/decode/tcp_fields.h"
#include "core/decode/tcp_option_fields.h"
#include "core/decode/udp_fields.h"
#include "core/dissect/data.h"
#include "core/dissect/look_ahead_fields.h"
#include "core/fields/marks.h"
#include "core/protocols/dns/dns.h"
#include "core/protocols/http/http.h"
#include "core/protocols/tls/tls.h"
#include "core/protocols/x509/x509.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

namespace pr::dissect {

namespace {

const std::array kProtocols{
    &tls::protocol,
    &http::protocol,
    &dns::protocol,
    &dns::mdns,
    &dns::llmnr,
};

constexpr std::array kMarks{&malformedMark, &shortMark};
// Wireshark has a protocol of this name, so that `eth.dst[0] == ff` compares with its bytes and selects nothing.
constexpr Field kFieldbus{.abbreviation = "ff", .name = "FOUNDATION Fieldbus", .type = FieldType::Protocol};
constexpr std::array kNamedOnly{&kFieldbus};

std::uint32_t keyOf(flow::Carrier carrier, std::uint16_t port)
{
    return static_cast<std::uint32_t>(carrier) << 16U | port;
}

}  // namespace

std::span<const flow::Protocol* const> protocols()
{
    return kProtocols;
}

const flow::Protocol* protocolNamed(std::string_view name)
{
    for (const auto* protocol : kProtocols)
        if (protocol->name == name)
            return protocol;
    return nullptr;
}

const flow::Protocol* protocolOfPort(flow::Carrier carrier, std::uint16_t port)
{
    static const auto table = [] {
        std::unordered_map<std::uint32_t, const flow::Protocol*> out;
        for (const auto* protocol : kProtocols)
            for (const auto& use : protocol->ports)
                out.emplace(keyOf(use.carrier, use.number), protocol);
        return out;
    }();
    const auto found = table.find(keyOf(carrier, port));
    return found == table.end() ? nullptr : found->second;
}

std::span<const std::span<const Field* const>> fieldLists()
{
    // a protocol's own name is a field, too: `dns` asks whether the layer is there
    static const auto layers = [] {
        std::array<const Field*, kProtocols.size()> out{};
        std::ranges::transform(kProtocols, out.begin(), [](const flow::Protocol* protocol) { return protocol->layer; });
        return out;
    }();
    static const auto lists = [] {
        std::vector<std::span<const Field* const>> out;
        out.push_back(layers);
        for (const auto list : decode::fieldLists())
            out.push_back(list);
        out.push_back(decode::tcp::fields);
        out.push_back(decode::tcp::option::fields);
        out.push_back(decode::mptcp::fields);
        out.push_back(decode::udp::fields);
        out.push_back(kMarks);
        out.push_back(kNamedOnly);
        out.push_back(data::fields);
        out.push_back(ahead::fields);
        out.push_back(x509::allFields);
        for (const auto* protocol : kProtocols)
            out.push_back(protocol->fields);
        return out;
    }();
    return lists;
}

std::span<const EventTable* const> eventTables()
{
    static const auto tables = [] {
        std::vector<const EventTable*> out;
        for (const auto* protocol : kProtocols)
            for (const auto* table : protocol->tables)
                if (std::find(out.begin(), out.end(), table) == out.end())
                    out.push_back(table);
        return out;
    }();
    return tables;
}

}  // namespace pr::dissect
