// The one place that turns transport headers, in packet order, into streams and what describe() needs of them.
#pragma once

#include "core/decode/tcp.h"
#include "core/decode/udp.h"
#include "core/flow/quiet.h"
#include "core/flow/stream_table.h"
#include "core/flow/tcp_analysis.h"

#include <memory>
#include <vector>

namespace pr::flow {

class Transport {
public:
    /// As StreamTable's.
    Transport(std::size_t capacity, std::uint64_t seed, StreamTable::OnEnd onEnd);

    struct Tcp {
        StreamTable::Found found;
        decode::TcpContext context;
        bool reused = false;  ///< begins on the ports of a connection that is over
    };
    /// Takes in a segment, quoted ones too (tshark counts them to the stream). `view` as describeTcp() will have it.
    /// `known`: what the in-order pass decided about it, where that is over; null while it runs. So below.
    Tcp tcp(const decode::TransportView& view, const decode::TcpHeader& header, const Endpoints& ends,
        PacketNumber packet, Timestamp time, const StreamTable::Known* known = nullptr);

    struct Udp {
        StreamTable::Found found;
        decode::StreamContext context;
    };
    /// Takes in a datagram, quoted ones too. As tshark, counts no time for those and for one that says it carries
    /// nothing.
    Udp udp(const decode::TransportView& view, const decode::UdpHeader& header, const Endpoints& ends, Timestamp time,
        const StreamTable::Known* known = nullptr);
    /// Flows without ports.
    Udp other(std::uint8_t protocol, Bytes source, Bytes destination, std::uint32_t number, Timestamp time,
        const StreamTable::Known* known = nullptr);

    /// As StreamTable's.
    void expectAnother(std::uint32_t slot) { m_table.expectAnother(slot); }

    /// Place and analysis of a flow into a checkpoint.
    void archive(Archive& archive, std::uint32_t slot);
    /// Out of a checkpoint; gives the slot. Only where flows are known.
    std::uint32_t restore(Archive& archive, FlowId flow);
    /// The flow is not asked for again. Only where flows are known.
    void forget(FlowId flow) { m_table.forget(flow); }

    /// Puts away the analysis of the flow that is quiet longest, until its next segment: its slot. Call it while
    /// table().awake() says that there is one.
    std::uint32_t hushOldest();

    const StreamTable& table() const { return m_table; }
    /// Null for flows other than TCP, and while one is put away.
    const TcpAnalysis* analysis(std::uint32_t slot) const
    {
        return slot < m_analyses.size() ? m_analyses[slot].live.get() : nullptr;
    }

private:
    Udp count(const DirectedKey& key, Timestamp time, StreamTable::Clock clock, const StreamTable::Known* known);

    StreamTable m_table;
    struct Analysed {
        std::unique_ptr<TcpAnalysis> live;
        Quiet quiet;  ///< instead of it
    };
    TcpAnalysis& analysisAt(std::uint32_t slot);

    std::vector<Analysed> m_analyses;  ///< by slot
};

}  // namespace pr::flow
