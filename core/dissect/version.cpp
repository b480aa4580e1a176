#include "core/dissect/version.h"

#include "core/base/limits.h"
#include "core/dissect/protocols.h"
#include "core/protocols/x509/x509.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_set>

namespace pr::dissect {

namespace {

struct Bound {
    std::string_view part;
    std::size_t value;
};

// The bounds of limits.h at which a tree ends.
constexpr std::array kBounds{
    Bound{kLayersPart, limits::snaplen},
    Bound{kLayersPart, limits::nestedHeaders},
    Bound{kLayersPart, limits::layers},
    Bound{kLayersPart, limits::ipv6ExtensionHeaders},
    Bound{kLayersPart, limits::fragmentsPerDatagram},
    Bound{kLayersPart, limits::datagramBytes},
    Bound{kLayersPart, static_cast<std::size_t>(limits::datagramSeconds)},
    Bound{kLayersPart, limits::echoRequests},
    Bound{kLayersPart, limits::segmentPaths},
    Bound{"dns", limits::dnsNameBytes},
    Bound{"dns", limits::dnsPointerHops},
    Bound{"dns", limits::dnsRecords},
    Bound{"http", limits::httpLine},
    Bound{"http", limits::httpHead},
    Bound{"http", limits::httpHeaders},
    Bound{"http", limits::httpChunks},
    Bound{"http", limits::httpBody},
    Bound{"http", limits::httpPending},
    Bound{"http", limits::decompressed},
    Bound{"http", limits::decompressRatio},
    Bound{"tls", limits::tlsRecord},
    Bound{"tls", limits::tlsHandshake},
    Bound{"tls", limits::tlsExtensions},
    Bound{"tls", limits::keyLogSecrets},
    Bound{"tls", limits::innerStream},
    Bound{"tls", limits::certificates},
    Bound{"tls", limits::certificateBytes},
    Bound{"tls", limits::asn1Depth},
};

class Text {
public:
    explicit Text(std::string_view part)
    {
        word("prec-analysis-v1");
        word(part);
        for (const auto& bound : kBounds)
            if (bound.part == part)
                number(bound.value);
    }
    void number(std::uint64_t value) { m_hash.update(value); }
    void word(std::string_view text)
    {
        number(text.size());
        m_hash.update(bytesOf(text));
    }
    // What the index of a field holds follows from these; the words that a tree prints are the version's to tell.
    void fields(std::span<const Field* const> list)
    {
        number(list.size());
        for (const auto* field : list) {
            word(field->abbreviation);
            number(static_cast<std::uint64_t>(field->type));
            number(field->mask);
            number(field->indexed);
        }
    }
    Digest finish() { return m_hash.finish(); }

private:
    Sha256 m_hash;
};

bool isIn(const Field& field, std::span<const Field* const> list)
{
    return std::find(list.begin(), list.end(), &field) != list.end();
}

// Certificates have no part of their own: TLS shows them, and HTTP carries what OCSP says of them.
bool showsCertificates(const flow::Protocol& protocol)
{
    return protocol.name == "tls" || protocol.name == "http";
}

bool belongsTo(const Field& field, const flow::Protocol& protocol)
{
    return protocol.layer == &field || isIn(field, protocol.fields)
        || (showsCertificates(protocol) && isIn(field, x509::allFields));
}

Digest layersDigest()
{
    Text text{kLayersPart};
    text.number(kLayersVersion);
    // who is asked first decides what a flow is
    for (const auto* protocol : protocols()) {
        text.word(protocol->name);
        for (const auto& port : protocol->ports)
            text.number(static_cast<std::uint64_t>(port.carrier) << 16U | port.number);
    }
    std::unordered_set<const Field*> ofProtocols{std::begin(x509::allFields), std::end(x509::allFields)};
    for (const auto* protocol : protocols()) {
        ofProtocols.insert(protocol->layer);
        ofProtocols.insert(protocol->fields.begin(), protocol->fields.end());
    }
    for (const auto list : fieldLists())
        for (const auto* field : list)
            if (!ofProtocols.contains(field))
                text.fields({&field, 1});
    return text.finish();
}

Digest protocolDigest(const flow::Protocol& protocol)
{
    Text text{protocol.name};
    text.number(protocol.version);
    text.fields(protocol.fields);
    if (showsCertificates(protocol)) {
        text.number(x509::protocol.version);
        text.fields(x509::allFields);
    }
    for (const auto* table : protocol.tables) {
        text.word(table->name);
        for (const auto& column : table->columns) {
            text.word(column.name);
            text.number(static_cast<std::uint64_t>(column.type));
        }
    }
    return text.finish();
}

}  // namespace

const std::vector<PartVersion>& partVersions()
{
    static const auto all = [] {
        std::vector<PartVersion> out{{kLayersPart, layersDigest()}};
        for (const auto* protocol : protocols())
            out.push_back({protocol->name, protocolDigest(*protocol)});
        return out;
    }();
    return all;
}

std::vector<std::string_view> partsOf(const Field& field)
{
    std::vector<std::string_view> out{kLayersPart};
    for (const auto* protocol : protocols())
        if (belongsTo(field, *protocol))
            out.push_back(protocol->name);
    return out;
}

}  // namespace pr::dissect
