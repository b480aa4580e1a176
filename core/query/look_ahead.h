// What a packet says once those behind it are known: which one answers it, where its bytes are put together, how
// complete its connection became. One pass finds it out, another one shows it, as `tshark -2` does.
#pragma once

#include "core/query/filter.h"
#include "core/store/reader.h"

#include <stop_token>
#include <unordered_map>
#include <vector>

namespace pr::query {

class LookAhead {
public:
    /// The registry must outlive it.
    explicit LookAhead(const FieldRegistry& registry);
    /// By a pass over the session; a Failure where it was stopped.
    static Outcome<LookAhead> ofSession(store::Case& opened, store::PacketReader& reader, const FieldRegistry& registry,
        std::string_view keyLog, std::stop_token stop = {});

    /// Takes in what a packet says of those before it; in order. The sink wants at least backFields().
    void take(PacketNumber packet, const FieldSink& tree);
    std::vector<const Field*> backFields() const;
    /// To be called once behind the last packet.
    void finish();

    /// Adds to `wanted` what addTo() needs of a description besides.
    void join(std::vector<const Field*>& wanted) const;
    /// Adds to the description of a packet what later ones say of it, as far as the sink wants it. tcp.completeness
    /// becomes the last one of its stream.
    void addTo(PacketNumber packet, FieldSink& tree) const;

private:
    struct Link {
        std::uint64_t from;
        std::uint32_t kind;
        std::uint64_t to;
    };
    struct Pair {
        const Field* back;
        const Field* ahead;
    };
    std::vector<Pair> m_pairs;  // by kind
    const Field *m_stream, *m_completeness;
    std::vector<Link> m_links;  // by packet, once finished; of a kind the first one first
    std::unordered_map<std::uint64_t, std::uint64_t> m_complete;  // by TCP stream
};

}  // namespace pr::query
