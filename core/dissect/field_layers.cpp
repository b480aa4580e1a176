#include "core/dissect/field_layers.h"

#include "core/decode/arp.h"
#include "core/decode/ethernet.h"
#include "core/decode/geneve.h"
#include "core/decode/gre.h"
#include "core/decode/icmp.h"
#include "core/decode/icmpv6.h"
#include "core/decode/igmp.h"
#include "core/decode/ipv4.h"
#include "core/decode/ipv6.h"
#include "core/decode/mpls.h"
#include "core/decode/sll.h"
#include "core/decode/tcp_fields.h"
#include "core/decode/tcp_option_fields.h"
#include "core/decode/udp_fields.h"
#include "core/decode/vlan.h"
#include "core/decode/vxlan.h"
#include "core/dissect/data.h"
#include "core/dissect/protocols.h"
#include "core/protocols/dns/dns.h"
#include "core/protocols/http/http.h"
#include "core/protocols/tls/tls.h"
#include "core/protocols/x509/x509.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace pr::dissect {

namespace {

using Names = std::vector<std::string_view>;

class Table {
public:
    Table()
    {
        using namespace decode;
        add(eth::fields, {"eth", "vlan", "ieee8021ad", "sll"});  // the innermost tag holds the padding
        add(vlan::fields, {"vlan"});
        add(ieee8021ad::fields, {"ieee8021ad"});
        add(sll::fields, {"sll"});
        add(mpls::fields, {"mpls"});
        add(gre::fields, {"gre"});
        add(vxlan::fields, {"vxlan"});
        add(geneve::fields, {"geneve"});
        add(arp::fields, {"arp"});
        add(ip::fields, {"ip", "ipv6"});  // both have ip.version
        // extension headers stand behind an IPv4 header, too, where somebody plays tricks
        add(ipv6::fields, {"ipv6", "ipv6.hopopts", "ipv6.routing", "ipv6.fraghdr", "ipv6.dstopts", "mipv6"});
        add(icmp::fields, {"icmp"});
        add(icmpv6::fields, {"icmpv6"});
        add(igmp::fields, {"igmp"});
        add(tcp::fields, {"tcp"});
        add(tcp::option::fields, {"tcp"});
        add(mptcp::fields, {"tcp"});
        add(udp::fields, {"udp"});
        add(data::fields, {"data"});
        // A protocol that understands nothing of a message adds no fields; what it does understand is named.
        for (const auto* protocol : protocols()) {
            add(protocol->fields, {protocol->name});
            m_names[protocol->layer] = {protocol->name};
        }
        add(dns::protocol.fields, {dns::mdns.name, dns::llmnr.name});
        add(x509::allFields, {tls::protocol.name, http::protocol.name});
        for (auto& [field, names] : m_names) {
            std::sort(names.begin(), names.end());
            names.erase(std::unique(names.begin(), names.end()), names.end());
        }
    }

    std::span<const std::string_view> of(const Field& field) const
    {
        const auto found = m_names.find(&field);
        return found == m_names.end() ? std::span<const std::string_view>{} : found->second;
    }

private:
    template <class List> void add(const List& list, const Names& names)
    {
        for (const auto* field : list) {
            auto& of = m_names[field];
            of.insert(of.end(), names.begin(), names.end());
        }
    }

    std::unordered_map<const Field*, Names> m_names;
};

}  // namespace

std::span<const std::string_view> layersWith(const Field& field)
{
    static const Table table;
    return table.of(field);
}

bool isCarried(std::string_view layer)
{
    return layer == data::protocol.abbreviation || protocolNamed(layer);
}

bool isNamedByStack(const Field& protocol)
{
    static constexpr const Field* named[] = {&decode::eth::protocol, &decode::vlan::protocol,
        &decode::ieee8021ad::protocol, &decode::sll::protocol, &decode::gre::protocol, &decode::vxlan::protocol,
        &decode::geneve::protocol, &decode::arp::protocol, &decode::ip::protocol, &decode::ipv6::protocol,
        &decode::icmp::protocol, &decode::icmpv6::protocol, &decode::igmp::protocol, &decode::tcp::protocol,
        &decode::udp::protocol};
    const auto carried = protocols();
    return std::find(std::begin(named), std::end(named), &protocol) != std::end(named)
        || std::any_of(carried.begin(), carried.end(), [&](const auto* one) { return one->layer == &protocol; });
}

}  // namespace pr::dissect
