#include "core/dissect/flow_book.h"

#include "core/base/limits.h"
#include "core/dissect/protocols.h"
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

std::size_t waitingOf(const Conversation& talk)
{
    std::size_t bytes = 0;
    for (const auto& stream : talk.streams)
        bytes += stream ? stream->waiting() : 0;
    return bytes;
}

std::string communityIdOf(const FlowRecord& flow)
{
    if (!flow.hasStream || !flow.communityId.empty())
        return flow.communityId;
    return flow::communityId(
        bytesOf(flow.initiator), bytesOf(flow.responder), flow.protocol, flow.initiatorPort, flow.responderPort);
}

void archiveTalk(flow::Archive& archive, OpenFlow& flow)
{
    bool talks = flow.conversation != nullptr;
    archive.integer(talks);
    if (!talks)
        return;
    auto& talk = flow.talk();
    std::string service{talk.service ? talk.service->name : std::string_view{}};
    archive.text(service);
    if (archive.reading()) {
        const auto all = protocols();
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto* one) { return one->name == service; });
        talk.service = found == all.end() ? nullptr : *found;
    }
    archive.integer(talk.reason);
    archive.integer(talk.decided);
    archive.integer(talk.servicePacket.value);
    archive.integer(talk.attempts);
    archive.integer(talk.gaps);
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
    bool carries = talk.inner != nullptr;
    archive.integer(carries);
    if (carries) {
        if (archive.reading())
            talk.inner = std::make_unique<InnerTalk>();
        talk.inner->archive(archive);
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

namespace {

void archiveAll(flow::Archive& archive, OpenFlow& flow)
{
    archive.integer(flow.first.value);
    archive.integer(flow.last.value);
    for (auto* counts : {&flow.packets, &flow.bytes, &flow.payload})
        for (auto& count : *counts)
            archive.integer(count);
    archive.integer(flow.messageType);
    archive.integer(flow.messageCode);
    archive.integer(flow.lastBlock);
    archive.integer(flow.sinceBlocks);
    archive.integer(flow.sincePackets);
    bool history = flow.history != nullptr;
    archive.integer(history);
    if (history) {
        if (archive.reading())
            flow.history = std::make_unique<flow::TcpHistory>();
        flow.history->archive(archive);
    }
    archiveTalk(archive, flow);
}

}  // namespace

OpenFlow& FlowPlace::flow()
{
    if (!m_live) {
        m_live = std::make_unique<OpenFlow>();
        if (m_quiet) {
            const auto stored = m_quiet.take();
            flow::Archive archive{bytesOf(stored)};
            archiveAll(archive, *m_live);
        }
    }
    return *m_live;
}

FlowRecord FlowPlace::record(const flow::StreamTable::Entry& entry) const
{
    if (m_live)
        return recordOf(entry, *m_live);
    OpenFlow flow;
    if (const auto stored = m_quiet.get(); !stored.empty()) {
        flow::Archive archive{bytesOf(stored)};
        archiveAll(archive, flow);
    }
    return recordOf(entry, flow);
}

void FlowPlace::hush()
{
    if (!m_live)
        return;
    if (const auto* talk = m_live->conversation.get(); talk && waitingOf(*talk) > 0) {
        for (const auto& stream : talk->streams)
            if (stream && stream->waiting() > 0)
                stream->shrink();
        return;
    }
    flow::Archive archive;
    archiveAll(archive, *m_live);
    m_quiet.put(archive.stored());
    m_live.reset();
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
    if (key.hasPorts()) {
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
        record.communityId = flow::communityId(bytesOf(record.initiator), bytesOf(record.responder), key.protocol,
            key.hasPorts() ? record.initiatorPort : flow.messageType,
            key.hasPorts() ? record.responderPort : flow.messageCode);
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
