#include "core/decode/ipv4_options.h"

#include "core/base/text.h"
#include "core/decode/field_reader.h"
#include "core/decode/ipv4.h"

namespace pr::decode {

namespace {

enum OptionType : unsigned {
    endOfList = 0,
    noOperation = 1,
    recordRoute = 7,
    mtuProbe = 11,
    mtuReply = 12,
    timestamp = 68,
    security = 130,
    looseRoute = 131,
    streamId = 136,
    strictRoute = 137,
    routerAlert = 148,
};

const Field* fieldOf(unsigned type)
{
    switch (type) {
    case endOfList: return &ip::optionsEol;
    case noOperation: return &ip::optionsNop;
    case recordRoute: return &ip::optionsRecordRoute;
    case mtuProbe: return &ip::optionsMtuProbe;
    case mtuReply: return &ip::optionsMtuReply;
    case timestamp: return &ip::optionsTimestamp;
    case security: return &ip::optionsSecurity;
    case looseRoute: return &ip::optionsRoute;
    case streamId: return &ip::optionsSid;
    case strictRoute: return &ip::optionsSourceRoute;
    case routerAlert: return &ip::optionsRouteralert;
    default: return nullptr;
    }
}

void describeType(FieldReader& in, FieldSink& sink)
{
    const auto type = in.peek(1);
    const auto scope = sink.open(ip::optType, Value::number(type), {in.at(), 1});
    in.skip(1);
    in.bits(ip::optTypeCopy, type, 1);
    in.bits(ip::optTypeClass, type, 1);
    in.bits(ip::optTypeNumber, type, 1);
}

// RFC 791 3.1: the pointer counts from 1 at the option's type and says which address is next.
void describeRoute(FieldReader& in, unsigned type, std::uint32_t length, FieldSink& sink)
{
    const auto pointer = static_cast<std::uint32_t>(in.number(ip::optPtr, 1));
    for (std::uint32_t at = 4; at + 3 <= length; at += 4) {
        const auto recording = type == recordRoute;
        const auto* field = recording ? (at < pointer ? &ip::recRt : &ip::emptyRt)
            : at < pointer            ? &ip::recRt
            : at == pointer           ? &ip::curRt
                                      : &ip::srcRt;
        const auto* host = recording ? (at < pointer ? &ip::recRtHost : &ip::emptyRtHost)
            : at < pointer           ? &ip::recRtHost
            : at == pointer          ? &ip::curRtHost
                                     : &ip::srcRtHost;
        const auto address = in.bytes(*field, 4);
        if (!address.empty() && sink.wants(*host))
            sink.addHidden(*host, Value::text(sink.arena().copy(ipv4Text(address))), {in.at() - 4, 4});
    }
}

void describeOption(FieldReader& in, unsigned type, std::uint32_t length, FieldSink& sink)
{
    switch (type) {
    case recordRoute:
    case looseRoute:
    case strictRoute:
        if (length >= 3)
            describeRoute(in, type, length, sink);
        return;
    case timestamp:
        in.number(ip::optPtr, 1);
        if (const auto word = in.number(ip::optOverflow, 1); in.ok())
            in.bits(ip::optFlag, word, 1);
        return;
    case routerAlert: in.number(ip::optRa, 2); return;
    case streamId: in.number(ip::optSid, 2); return;
    case mtuProbe:
    case mtuReply: in.number(ip::optMtu, 2); return;
    default: return;
    }
}

}  // namespace

void describeIpv4Options(const LayerView& view, std::uint32_t header, FieldSink& sink)
{
    const auto begin = view.layer().offset;
    auto at = begin + 20;
    const auto end = std::min(begin + header, view.layer().end);
    while (at < end) {
        FieldReader in{view.source(), at, end, sink};
        const auto type = static_cast<unsigned>(in.peek(1));
        const auto hasLength = type != endOfList && type != noOperation;
        const auto length = hasLength ? static_cast<std::uint32_t>(in.peek(1, 1)) : 1;
        if ((hasLength && length < 2) || length > end - at)
            return mark(sink, ip::optLenInvalid);
        const auto bytes = view.source().subspan(at, length);
        const auto* field = fieldOf(type);
        if (field) {
            const auto scope = sink.open(*field, Value::bytes(bytes), {at, length});
            if (sink.wantsLabels())
                sink.label(scope.node(), hex(bytes));  // options print their bytes, as tshark does
            describeType(in, sink);
            if (hasLength) {
                in.number(ip::optLen, 1);
                describeOption(in, type, length, sink);
            }
        } else {
            describeType(in, sink);
            in.number(ip::optLen, 1);
        }
        if (type == endOfList)
            return;
        at += length;
    }
}

}  // namespace pr::decode
