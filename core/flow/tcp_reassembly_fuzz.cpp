// Segments of any order, overlap and length against a framing that answers all it can; follow gets the same.
#include "core/base/cursor.h"
#include "core/flow/follow_stream.h"
#include "core/flow/tcp_reassembly.h"

#include <cstdlib>

namespace {

using namespace pr;

class Handler : public flow::AssemblyHandler {
public:
    flow::Framing frame(Bytes buffered) override
    {
        using Answer = flow::Framing::Answer;
        const auto first = std::to_integer<std::size_t>(buffered[0]);
        switch (first >> 5U) {
        case 0: return {Answer::NotOurs, 0};
        case 1: return {Answer::NeedMore, 0};
        case 2: return {Answer::UntilEnd, 0};
        case 3: return {Answer::NeedLength, std::size_t{1} << (first & 31U)};
        default: return {Answer::Complete, first & 31U};
        }
    }
    bool pdu(const flow::PduBytes& pdu) override { return read(pdu.bytes); }
    void begun(const flow::PduBytes& bytes) override { read(bytes.bytes); }
    void data(const flow::PduBytes& bytes) override { read(bytes.bytes); }
    void putTogether(Bytes bytes) override { m_chunk = bytes; }
    void showSegments(std::span<const decode::SegmentPart> parts, std::size_t length) override
    {
        if (length > m_chunk.size() || parts.empty())
            std::abort();
        read(m_chunk.first(length));
    }
    void showSegmentData(std::uint32_t offset, std::uint32_t length, bool) override
    {
        if (offset > payload.size() || length > payload.size() - offset)
            std::abort();
    }
    void repeated(PacketNumber) override { }
    void showFinRetransmission(PacketNumber) override { }
    void conflict(PacketNumber) override { }
    void limit() override { }

    Bytes payload;

private:
    static bool read(Bytes bytes)
    {
        unsigned sum = 0;
        for (const auto byte : bytes)
            sum += std::to_integer<unsigned>(byte);
        return sum % 7 != 0;
    }
    Bytes m_chunk;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    Cursor in{std::as_bytes(std::span{input, size})};
    Handler handler;
    flow::StreamAssembler assembler{4096};
    flow::FollowStream follow;
    std::uint64_t packet = 0;
    while (in.ok() && !in.atEnd()) {
        const auto flags = in.u8();
        const auto sequence = flags & 1U ? in.u32be() : in.u8();
        const auto length = in.u8();
        const auto payload = in.peek(length);
        in.skip(payload.size());
        handler.payload = payload;
        ++packet;
        if (flags & 64U) {
            flow::Archive out;
            assembler.archive(out);
            flow::Archive back{bytesOf(out.stored())};
            assembler = flow::StreamAssembler{4096};
            assembler.archive(back);
            assembler.restoreBytes([&](PacketNumber) { return payload; });
        }
        assembler.feed({payload, static_cast<std::uint32_t>(payload.size()), sequence, flags & 2U ? 1U : 0U,
                           (flags & 4U) != 0, PacketNumber{packet}, (flags & 8U) == 0},
            handler);
        if (assembler.waiting() > 2 * 4096)
            std::abort();
        if (flags & 128U) {
            assembler.giveUpWaiting();
            if (assembler.waiting() != 0)
                std::abort();
        }
        follow.feed({flags & 16U ? flow::FollowStream::From::Server : flow::FollowStream::From::Client, payload,
            static_cast<std::uint32_t>(payload.size()), sequence, in.u32be(), (flags & 32U) != 0, PacketNumber{packet},
            {}});
    }
    return 0;
}
