#include "core/dissect/flow_book.h"

#include "core/base/limits.h"
#include "core/flow/community_id.h"

#include <algorithm>
#include <utility>

namespace pr::dissect {

std::string_view wordOf(ServiceReason reason)
{
    switch (reason) {
    case ServiceReason::None: return "";
    case ServiceReason::Content: return "content";
    case ServiceReason::Port: return "port";
    case ServiceReason::Parser: return "parser";
    case ServiceReason::Expected: return "expected";
    case ServiceReason::DecodeAs: return "decode-as";
    }
    return "";
}

namespace {

std::string_view transportName(const flow::StreamTable::Entry& entry)
{
    if (entry.key.talk == flow::Talk::Tcp)
        return "tcp";
    if (entry.key.talk == flow::Talk::Udp)
        return "udp";
    if (entry.key.addressBytes == 6)
        return "arp";
    switch (entry.key.protocol) {
    case 1: return "icmp";
    case 2: return "igmp";
    case 4:
    case 41: return "ip-in-ip";
    case 47: return "gre";
    case 50: return "esp";
    case 51: return "ah";
    case 58: return "icmpv6";
    case 88: return "eigrp";
    case 89: return "ospf";
    case 103: return "pim";
    case 112: return "vrrp";
    case 132: return "sctp";
    default: return "ip";
    }
}

}  // namespace

std::string communityIdOf(const FlowRecord& flow)
{
    if (!flow.hasStream || !flow.communityId.empty())
        return flow.communityId;
    return flow::communityId(
        bytesOf(flow.initiator), bytesOf(flow.responder), flow.protocol, flow.initiatorPort, flow.responderPort);
}

void archiveParts(flow::Archive& archive, Conversation& talk)
{
    bool remembers = talk.state != nullptr;
    archive.integer(remembers);
    if (remembers) {
        if (archive.reading() && talk.service && talk.service->makeState)
            talk.state = talk.service->makeState();
        if (!talk.state)
            return;
        talk.state->archive(archive);
    }
    for (auto& stream : talk.streams) {
        bool there = stream != nullptr;
        archive.integer(there);
        if (!there)
            continue;
        if (archive.reading())
            stream = std::make_unique<flow::StreamAssembler>();
        stream->archive(archive);
    }
    auto requests = talk.echoes ? static_cast<std::uint32_t>(talk.echoes->requests().size()) : 0;
    archive.integer(requests);
    if (requests == 0)
        return;
    if (archive.reading())
        talk.echoes = std::make_unique<decode::EchoTable>();
    auto& list = talk.echoes->requests();
    if (archive.reading())
        list.resize(std::min<std::size_t>(requests, limits::echoRequests));
    for (auto& request : list) {
        archive.integer(request.packet);
        archive.integer(request.time);
        archive.integer(request.identifierAndSequence);
        archive.integer(request.checksum);
        archive.integer(request.fromHigher);
    }
}

void hush(Conversation& talk)
{
    if (!talk.quiet.empty() || (!talk.state && !talk.streams[0] && !talk.streams[1] && !talk.echoes))
        return;
    for (const auto& stream : talk.streams)
        if (stream && stream->waiting() > 0)
            return;
    flow::Archive parts;
    archiveParts(parts, talk);
    talk.quiet = parts.stored();
    talk.quiet.shrink_to_fit();
    talk.state.reset();
    talk.streams[0].reset();
    talk.streams[1].reset();
    talk.echoes.reset();
}

void wake(Conversation& talk)
{
    const auto stored = std::exchange(talk.quiet, {});
    flow::Archive parts{bytesOf(stored)};
    archiveParts(parts, talk);
}

FlowRecord recordOf(const flow::StreamTable::Entry& entry, const OpenFlow& flow)
{
    const auto& key = entry.key;
    const auto address = [&](const std::array<std::byte, 16>& bytes) {
        return std::string{textOf(Bytes{bytes}.first(std::min<std::size_t>(key.addressBytes, 16)))};
    };
    FlowRecord record;
    record.id = entry.flow;
    record.transport = transportName(entry);
    record.hasStream = key.talk != flow::Talk::Other;
    record.stream = entry.stream;
    record.initiator = address(entry.initiatorIsA ? key.a : key.b);
    record.responder = address(entry.initiatorIsA ? key.b : key.a);
    if (record.hasStream) {
        record.initiatorPort = entry.initiatorIsA ? key.portA : key.portB;
        record.responderPort = entry.initiatorIsA ? key.portB : key.portA;
    }
    record.protocol = key.protocol;
    record.firstPacket = flow.first;
    record.lastPacket = flow.last;
    record.firstTime = entry.firstTime;
    record.lastTime = entry.lastTime;
    for (int side = 0; side < 2; ++side) {
        record.packets[side] = flow.packets[side];
        record.bytes[side] = flow.bytes[side];
        record.payload[side] = flow.payload[side];
    }
    // that of a stream follows from what is there anyway
    if (key.addressBytes != 6 && !record.hasStream)
        record.communityId = flow::communityId(
            bytesOf(record.initiator), bytesOf(record.responder), key.protocol, flow.messageType, flow.messageCode);
    if (flow.history) {
        record.history = flow.history->letters();
        record.state = flow.history->state();
    }
    if (const auto* talk = flow.conversation.get()) {
        record.gaps = talk->gaps;
        if (talk->service) {
            record.service = talk->service->name;
            record.serviceReason = wordOf(talk->reason);
            record.servicePacket = talk->servicePacket;
        }
    }
    return record;
}

}  // namespace pr::dissect
