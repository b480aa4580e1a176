// The summary of a segment from a hostile case: what is read keeps to its own rules, and what was written is read.
#include "core/dissect/path.h"
#include "core/store/encoding.h"
#include "core/store/segment_summary.h"

#include <algorithm>
#include <cstdlib>

using namespace pr;
using namespace pr::store;

namespace {

void require(bool invariant)
{
    if (!invariant)
        std::abort();
}

void ask(const SegmentSummary& summary, Bytes addresses)
{
    require(std::is_sorted(summary.unknown().begin(), summary.unknown().end()));
    require(std::is_sorted(summary.limited().begin(), summary.limited().end()));
    for (const std::size_t size : {4, 16})
        for (auto rest = addresses.first(std::min<std::size_t>(addresses.size(), 256)); rest.size() >= size;
             rest = rest.subspan(size))
            summary.mayHave(rest.first(size));
}

void readAny(Bytes stored)
{
    const auto summary = SegmentSummary::read(stored);
    if (!summary)
        return;
    ask(*summary, stored);
    require(*SegmentSummary::read(stored) == *summary);
}

// Packets, one after another: flags (1 byte), length of the path (1), path.
void writeAndRead(Bytes packets)
{
    SummaryBuilder builder;
    std::size_t unknown = 0, limited = 0;
    for (auto rest = packets; rest.size() >= 2;) {
        const auto flags = std::to_integer<unsigned>(rest[0]);
        const auto path = rest.subspan(2, std::min(std::to_integer<std::size_t>(rest[1]), rest.size() - 2));
        builder.add(path, flags & 1, flags & 2, flags & 4);
        unknown += !(flags & 2);
        limited += (flags & 4) != 0;
        rest = rest.subspan(2 + path.size());
    }
    const auto stored = builder.finish();
    const auto summary = SegmentSummary::read(bytesOf(stored));
    require(summary && summary->unknown().size() == unknown && summary->limited().size() == limited);
    ask(*summary, packets);
    for (auto rest = packets; rest.size() >= 2;) {  // no address of theirs is denied
        const auto path = rest.subspan(2, std::min(std::to_integer<std::size_t>(rest[1]), rest.size() - 2));
        dissect::PathView view{path};
        for (dissect::PathLayer layer; (std::to_integer<unsigned>(rest[0]) & 1) && view.next(layer);)
            if (layer.kind == dissect::LayerKind::Ipv4 || layer.kind == dissect::LayerKind::Ipv6)
                require(summary->mayHave(layer.source) && summary->mayHave(layer.destination));
        rest = rest.subspan(2 + path.size());
    }
}

}  // namespace

// First byte: 0, the rest is a summary as it is stored; 1, the content of its section; 2, packets to make one of.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto input = std::as_bytes(std::span{data, size});
    if (input.empty())
        return 0;
    const auto rest = input.subspan(1);
    switch (data[0] % 3) {
    case 0: readAny(rest); break;
    case 1: {
        SectionWriter writer;
        writer.add(textOf(rest));
        readAny(bytesOf(writer.finish()));
        break;
    }
    default: writeAndRead(rest);
    }
    return 0;
}
