#include "core/decode/ppp.h"

#include "core/decode/field_reader.h"

#include "core/base/text.h"

namespace pr::decode {

namespace {

enum Protocol : unsigned { ipcpNumber = 0x8021, ipv6cpNumber = 0x8057, lcpNumber = 0xC021, papNumber = 0xC023 };

const Field* optionField(unsigned protocol, unsigned type)
{
    switch (protocol << 8 | type) {
    case lcpNumber << 8 | 1: return &lcp::optMtuBytes;
    case lcpNumber << 8 | 3: return &lcp::optAuthProtocolBytes;
    case lcpNumber << 8 | 5: return &lcp::optMagicNumberBytes;
    case ipcpNumber << 8 | 3: return &ipcp::optAddr;
    case ipcpNumber << 8 | 129: return &ipcp::optPriDns;
    case ipcpNumber << 8 | 131: return &ipcp::optSecDns;
    case ipv6cpNumber << 8 | 1: return &ipv6cp::optInterfaceIdentifier;
    default: return nullptr;
    }
}

void describeOptionValue(FieldReader& in, const Field* option)
{
    if (option == &lcp::optMtuBytes)
        in.number(lcp::optMru, 2);
    else if (option == &lcp::optAuthProtocolBytes)
        in.number(lcp::optAuthProtocol, 2);
    else if (option == &lcp::optMagicNumberBytes)
        in.number(lcp::optMagicNumber, 4);
    else if (option == &ipcp::optAddr)
        in.bytes(ipcp::optIpAddress, 4);
    else if (option == &ipcp::optPriDns)
        in.bytes(ipcp::optPriDnsAddress, 4);
    else if (option == &ipcp::optSecDns)
        in.bytes(ipcp::optSecDnsAddress, 4);
    else if (option == &ipv6cp::optInterfaceIdentifier)
        in.bytes(ipv6cp::interfaceIdentifier, 8);
}

// RFC 1661 6: type, length of the whole option, value.
void describeOptions(FieldReader& in, unsigned protocol, FieldSink& sink)
{
    const auto& typeField = protocol == lcpNumber ? lcp::optType
        : protocol == ipcpNumber                  ? ipcp::optType
                                                  : ipv6cp::optType;
    const auto& lengthField = protocol == lcpNumber ? lcp::optLength
        : protocol == ipcpNumber                    ? ipcp::optLength
                                                    : ipv6cp::optLength;
    while (in.remaining() >= 2) {
        const auto type = static_cast<unsigned>(in.peek(1));
        const auto size = static_cast<std::uint32_t>(in.peek(1, 1));
        if (size < 2 || size > in.remaining())
            return;
        auto whole = in;
        auto value = in.part(size);
        const auto at = in.at();
        const auto bytes = whole.take(size);
        if (const auto* field = optionField(protocol, type)) {
            const auto scope = sink.open(*field, Value::bytes(bytes), {at, size});
            if (sink.wantsLabels())
                sink.label(scope.node(), hex(bytes));  // options print their bytes, as tshark does
            value.number(typeField, 1);
            value.number(lengthField, 1);
            describeOptionValue(value, field);
        }
        in.skip(size);
    }
}

// RFC 1661 5: codes 1 to 4 hold options, 9 to 11 a magic number.
void describeControl(FieldReader& in, unsigned protocol, FieldSink& sink)
{
    const auto code = in.number(ppp::code, 1);
    in.number(ppp::identifier, 1);
    const auto length = static_cast<std::uint32_t>(in.number(ppp::length, 2));
    auto body = in.part(length > 4 ? length - 4 : 0);
    if (code >= 1 && code <= 4)
        return describeOptions(body, protocol, sink);
    if (protocol == lcpNumber && code >= 9 && code <= 11) {
        body.number(lcp::magicNumber, 4);
        if (body.remaining() > 0)
            body.bytes(lcp::data, body.remaining());
    }
}

void describeText(FieldReader& in, const Field& length, const Field& text, FieldSink& sink)
{
    const auto size = static_cast<std::uint32_t>(in.number(length, 1));
    const auto bytes = in.take(size);
    if (in.ok())
        sink.add(text, Value::text(textOf(bytes)), {in.at() - size, size});
}

// RFC 1334 2.2.
void describePap(FieldReader& in, FieldSink& sink)
{
    const auto code = in.number(pap::code, 1);
    in.number(pap::identifier, 1);
    const auto length = static_cast<std::uint32_t>(in.number(pap::length, 2));
    auto body = in.part(length > 4 ? length - 4 : 0);
    if (body.remaining() == 0)
        return;
    const auto scope = sink.open(pap::data, Value::number(1), {body.at(), body.remaining()});
    if (code == 1) {
        describeText(body, pap::peerIdLength, pap::peerId, sink);
        describeText(body, pap::passwordLength, pap::password, sink);
    } else {
        describeText(body, pap::messageLength, pap::message, sink);
    }
}

}  // namespace

void describePpp(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, ppp::protocol, sink);
    FieldReader in{view, sink};
    if (in.peek(2) == 0xFF03) {
        in.number(ppp::address, 1);
        in.number(ppp::control, 1);
    }
    in.number(ppp::protocolNumber, in.peek(1) & 1 ? 1 : 2);
}

void describePppControl(const LayerView& view, FieldSink& sink)
{
    const auto protocol = view.layer().number;
    const auto* field = protocol == lcpNumber ? &lcp::protocol
        : protocol == ipcpNumber              ? &ipcp::protocol
        : protocol == ipv6cpNumber            ? &ipv6cp::protocol
        : protocol == papNumber               ? &pap::protocol
                                              : nullptr;
    if (!field)
        return;
    const auto scope = openLayer(view, *field, sink);
    FieldReader in{view, sink};
    if (protocol == papNumber)
        describePap(in, sink);
    else
        describeControl(in, protocol, sink);
}

}  // namespace pr::decode
