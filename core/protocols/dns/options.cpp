#include "core/protocols/dns/options.h"

#include "core/protocols/dns/fields.h"

#include <algorithm>

namespace pr::dns {

namespace {

using namespace field;

// RFC 7871 6: as many bytes of the address as the prefix needs.
void clientSubnet(RdataCursor& in, std::size_t end)
{
    const auto family = in.number16(optClientFamily);
    in.number8(optClientNetmask);
    in.number8(optClientScope);
    const auto from = in.at();
    const auto part = in.take(end > from ? end - from : 0);
    const std::size_t full = family == 1 ? 4 : family == 2 ? 16 : 0;
    if (!in.ok())
        return;
    if (full == 0)
        return in.add(optClientAddr, Value::bytes(part), from);
    if (part.size() > full)
        return in.add(rrOptBadLength, {}, from);
    const auto address = in.sink().arena().allocate(full);
    std::fill(std::copy(part.begin(), part.end(), address.begin()), address.end(), std::byte{});
    in.add(family == 1 ? optClientAddr4 : optClientAddr6, Value::bytes(address), from);
}

// RFC 7873 4: eight bytes of the client's, then up to 32 of the server's, none in a first query.
void cookie(RdataCursor& in, std::size_t end)
{
    in.bytes(optCookieClient, 8);
    if (in.ok())
        in.bytes(optCookieServer, end - in.at());
}

void algorithms(RdataCursor& in, const Field& field, std::size_t end)
{
    while (in.ok() && in.at() < end)
        in.number8(field);
}

void describeOption(RdataCursor& in, unsigned code, std::size_t end)
{
    switch (code) {
    case 5: return algorithms(in, optDau, end);
    case 6: return algorithms(in, optDhu, end);
    case 7: return algorithms(in, optN3u, end);
    case 8:
    case 20730: return clientSubnet(in, end);
    case 10: return cookie(in, end);
    case 11:
        if (in.at() < end)  // a client may send it empty (RFC 7828 3.1)
            in.number16(optEdnsTcpKeepaliveTimeout);
        return;
    case 12: return in.bytes(optPadding, end - in.at());
    case 13: return in.name(optChainFqdn);
    case 15:
        in.number16(optExtErrorInfoCode);
        if (in.ok() && in.at() < end)
            in.textUpTo(optExtErrorExtraText, end);
        return;
    default: return;
    }
}

void describeServiceParameter(RdataCursor& in, unsigned key, std::size_t end)
{
    const auto each = [&](auto&& read) {
        while (in.ok() && in.at() < end)
            read();
    };
    switch (key) {
    case 0: return each([&] { in.number16(svcbSvcparamMandatoryKey); });
    case 1: return each([&] { in.text(svcbSvcparamAlpn, &svcbSvcparamAlpnLength); });
    case 2: return;
    case 3: in.number16(svcbSvcparamPort); return;
    case 4: return each([&] { in.ipv4(svcbSvcparamIpv4hintIp); });
    case 5: return in.bytes(svcbSvcparamEchconfig, end - in.at());
    case 6: return each([&] { in.ipv6(svcbSvcparamIpv6hintIp); });
    case 32769: return in.bytes(svcbSvcparamOdohconfig, end - in.at());
    default:
        if (in.at() < end)
            in.bytes(svcbSvcparamValue, end - in.at());
    }
}

}  // namespace

void describeOptions(RdataCursor& in)
{
    while (!in.atEnd()) {
        const auto scope = in.around(opt, {}, 4 + in.lengthBehindCode());
        const auto code = in.number16(optCode);
        const auto length = in.number16(optLen);
        const auto end = in.at() + length;
        const auto data = in.peek(length);
        if (!in.ok())
            return;
        in.sink().add(optData, Value::bytes(data), in.place().range(in.at(), in.at() + data.size()));
        describeOption(in, code, end);
        in.skipTo(end);
    }
}

void describeServiceParameters(RdataCursor& in)
{
    while (!in.atEnd()) {
        const auto scope = in.around(svcbSvcparam, {}, 4 + in.lengthBehindCode());
        const auto key = in.number16(svcbSvcparamKey);
        const auto length = in.number16(svcbSvcparamValueLength);
        const auto end = in.at() + length;
        if (!in.ok())
            return;
        describeServiceParameter(in, key, end);
        in.skipTo(end);
    }
}

}  // namespace pr::dns
