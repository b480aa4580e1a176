#include "core/decode/igmp.h"

#include "core/decode/field_reader.h"

namespace pr::decode {

namespace {

enum Type : unsigned {
    query = 0x11,
    reportV1 = 0x12,
    reportV2 = 0x16,
    leaveV2 = 0x17,
    reportV3 = 0x22,
};

void describeChecksum(FieldReader& in, const LayerView& view, FieldSink& sink)
{
    in.number(igmp::checksum, 2);
    if (!in.ok() || !(sink.wants(igmp::checksumStatus) || sink.wants(igmp::badChecksum)))
        return;
    const auto& layer = view.layer();
    const auto* ip = view.ip();
    const auto whole = layer.end == layer.endOriginal && !(ip && ip->flags & Fragment);
    const auto good = checksumFold(checksumAdd(0, view.whole())) == 0;
    const auto status = !whole ? ChecksumStatus::Unverified : good ? ChecksumStatus::Good : ChecksumStatus::Bad;
    sink.addGenerated(igmp::checksumStatus, Value::number(static_cast<unsigned>(status)));
    if (status == ChecksumStatus::Bad)
        mark(sink, igmp::badChecksum);
}

// RFC 3376 4.1.1: from 128 on a floating point number of tenths of a second.
std::uint64_t responseTime(std::uint64_t code)
{
    return code < 128 ? code : ((code & 0xF) | 0x10) << ((code >> 4 & 7) + 3);
}

void describeQueryV3(FieldReader& in, const LayerView& view, FieldSink& sink)
{
    const auto code = in.peek(1);
    sink.add(igmp::maxResp, responseTime(code), {in.at(), 1});
    in.skip(1);
    describeChecksum(in, view, sink);
    in.bytes(igmp::maddr, 4);
    const auto flags = in.number(igmp::s, 1);
    in.bits(igmp::qrv, flags, 1);
    in.number(igmp::qqic, 1);
    const auto sources = in.number(igmp::numSrc, 2);
    for (std::uint64_t i = 0; i < sources && in.ok(); ++i)
        in.bytes(igmp::saddr, 4);
}

void describeRecord(FieldReader& in)
{
    in.number(igmp::recordType, 1);
    const auto words = static_cast<std::uint32_t>(in.number(igmp::auxDataLen, 1));
    const auto sources = in.number(igmp::numSrc, 2);
    in.bytes(igmp::maddr, 4);
    for (std::uint64_t i = 0; i < sources && in.ok(); ++i)
        in.bytes(igmp::saddr, 4);
    in.skip(words * 4);
}

void describeReportV3(FieldReader& in, const LayerView& view, FieldSink& sink)
{
    in.bytes(igmp::reserved, 1);
    describeChecksum(in, view, sink);
    in.bytes(igmp::reserved, 2);
    const auto records = in.number(igmp::numGrpRecs, 2);
    for (std::uint64_t i = 0; i < records && in.ok() && in.remaining() > 0; ++i)
        describeRecord(in);
}

unsigned versionOf(unsigned type, std::uint64_t maximumResponse, std::uint32_t length)
{
    switch (type) {
    case query: return length > 8 ? 3 : maximumResponse == 0 ? 1 : 2;
    case reportV1: return 1;
    case reportV2:
    case leaveV2: return 2;
    case reportV3: return 3;
    default: return 0;
    }
}

}  // namespace

void describeIgmp(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, igmp::protocol, sink);
    FieldReader in{view, sink};
    const auto length = view.layer().endOriginal - view.layer().offset;
    const auto type = static_cast<unsigned>(in.peek(1));
    const auto version = versionOf(type, in.peek(1, 1), length);
    if (version != 0)
        sink.addGenerated(igmp::version, Value::number(version));
    in.number(igmp::type, 1);
    if (version == 0)
        return;
    if (type == query && version == 3)
        return describeQueryV3(in, view, sink);
    if (type == reportV3)
        return describeReportV3(in, view, sink);
    if (version == 1)
        in.bytes(igmp::reserved, 1);
    else
        in.number(igmp::maxResp, 1);
    describeChecksum(in, view, sink);
    in.bytes(igmp::maddr, 4);
}

}  // namespace pr::decode
