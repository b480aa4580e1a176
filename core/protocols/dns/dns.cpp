#include "core/protocols/dns/dns.h"

#include "core/protocols/dns/describe.h"
#include "core/protocols/dns/events.h"
#include "core/protocols/dns/fields.h"

namespace pr::dns {

namespace {

constexpr std::size_t kLengthPrefix = 2;  // RFC 1035 4.2.2

// The first question on its own, for what is remembered of a query.
std::optional<Question> firstQuestion(const Reader& reader)
{
    Reader again{reader.message(), reader.original()};
    Question question;
    return again.next(question) ? std::optional{question} : std::nullopt;
}

std::size_t dissect(Kind kind, flow::Pdu& pdu, flow::FlowState* flowState)
{
    const auto prefix = pdu.carrier != flow::Carrier::Udp ? kLengthPrefix : 0;
    const bool isCut = pdu.bytes.size() < prefix + Header::size;
    if (pdu.original < prefix + Header::size || pdu.bytes.size() < prefix + 4)
        return 0;
    Reader reader{pdu.bytes.subspan(prefix), pdu.original - prefix};
    if (isCut) {
        if (pdu.sink.wantsAnything())
            describe(kind, reader, {}, pdu);
        return pdu.bytes.size();
    }
    auto& state = static_cast<State&>(*flowState);

    const auto match = state.match(reader.header(), pdu.time);
    if (pdu.sink.wantsAnything())
        describe(kind, reader, match, pdu);
    const auto question = match.role == Match::Role::Query ? firstQuestion(reader) : std::nullopt;
    const auto forgotten = state.advance(match, reader.header(), question ? &*question : nullptr, pdu);
    if (pdu.events) {
        for (const auto& [id, transaction] : forgotten)
            writeUnanswered(state, id, transaction, pdu.flow, *pdu.events);
        if (match.abandoned)
            writeUnanswered(state, reader.header().id, *match.abandoned, pdu.flow, *pdu.events);
        if (reader.header().isResponse())
            writeResponse(reader, match, pdu);
    }
    return pdu.bytes.size();
}

// Resolvers also listen on other ports (443, 5300). Only a message that is whole, sensible and nothing else is taken;
// its relatives on 137 (NetBIOS), 5353 and 5355 look the same and have their own protocols.
bool probe(Bytes bytes, flow::Carrier carrier, const flow::Endpoints& ends)
{
    const auto isRelative = [](std::uint16_t port) { return port == 137 || port == 5353 || port == 5355; };
    if (carrier != flow::Carrier::Udp || bytes.size() < Header::size || isRelative(ends.sourcePort)
        || isRelative(ends.destinationPort))
        return false;
    Reader reader{bytes, bytes.size()};
    const auto& header = reader.header();
    const auto hasAnswers = header.answers > 0 || header.authorities > 0;
    if (header.questions != 1 || header.opcode() != 0 || (header.flags & field::flagsZ.mask)
        || (!header.isResponse() && (hasAnswers || header.responseCode() != 0)) || header.responseCode() > 11)
        return false;
    Question question;
    while (reader.next(question))
        if (question.type == 0 || nameOf(types, question.type).empty() || nameOf(classes, question.klass).empty())
            return false;
    Record record;
    while (reader.next(record)) { }
    return reader.ok() && reader.at() == bytes.size();
}

template <Kind kind> std::size_t dissectAs(flow::Pdu& pdu, flow::FlowState* state)
{
    return dissect(kind, pdu, state);
}

flow::Framing frame(Bytes buffered, const flow::FlowState*, flow::Side)
{
    using Answer = flow::Framing::Answer;
    if (buffered.size() < kLengthPrefix)
        return {Answer::NeedLength, kLengthPrefix};
    const std::size_t length = u16be(buffered.data());
    if (length < Header::size)
        return {Answer::NotOurs, 0};
    return {buffered.size() < kLengthPrefix + length ? Answer::NeedLength : Answer::Complete, kLengthPrefix + length};
}

std::unique_ptr<flow::FlowState> makeState()
{
    return std::make_unique<State>();
}

void finish(flow::FlowState* flowState, EventBuffer& events, EventPlace place)
{
    const auto& state = static_cast<const State&>(*flowState);
    for (const auto& [id, transaction] : state.unanswered())
        writeUnanswered(state, id, transaction, place.flow, events);
}

constexpr std::array kDnsPorts{
    flow::Port{flow::Carrier::Udp, 53}, flow::Port{flow::Carrier::Tcp, 53}, flow::Port{flow::Carrier::Tcp, 5353}};
constexpr std::array kMdnsPorts{flow::Port{flow::Carrier::Udp, 5353}};
constexpr std::array kLlmnrPorts{flow::Port{flow::Carrier::Udp, 5355}};
constexpr std::array<const EventTable*, 1> kTables{&table};

}  // namespace

const flow::Protocol protocol{.name = "dns",
    .layer = &field::dns,
    .fields = field::all,
    .ports = kDnsPorts,
    .tables = kTables,
    .version = 2,
    .probe = probe,
    .makeState = makeState,
    .frame = frame,
    .dissect = dissectAs<Kind::Dns>,
    .finish = finish};

const flow::Protocol mdns{.name = "mdns",
    .layer = &field::mdns,
    .fields = {},
    .ports = kMdnsPorts,
    .tables = kTables,
    .version = 2,
    .makeState = makeState,
    .dissect = dissectAs<Kind::Mdns>,
    .finish = finish};

const flow::Protocol llmnr{.name = "llmnr",
    .layer = &field::llmnr,
    .fields = {},
    .ports = kLlmnrPorts,
    .tables = kTables,
    .version = 2,
    .makeState = makeState,
    .dissect = dissectAs<Kind::Llmnr>,
    .finish = finish};

}  // namespace pr::dns
