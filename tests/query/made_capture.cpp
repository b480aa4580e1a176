#include "tests/query/made_capture.h"

#include "core/base/text.h"

#include <fstream>

namespace pr::testing {

namespace {

std::string number(std::uint64_t value, int bytes)
{
    std::string out;
    for (int shift = bytes * 8 - 8; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift);
    return out;
}

std::string ethernet(std::uint16_t type, const std::string& payload, unsigned host = 1)
{
    return bytesFromHex("020000000002") + bytesFromHex("0200000000") + number(host, 1) + number(type, 2) + payload;
}

std::string vlan(unsigned id, std::uint16_t type, const std::string& payload)
{
    return number(id, 2) + number(type, 2) + payload;
}

struct Datagram {
    unsigned source = 1, destination = 2;
    unsigned id = 7;
    unsigned fragment = 0;  // flags and offset as they stand there
};

std::string ipv4(unsigned protocol, const std::string& payload, Datagram d = {})
{
    return bytesFromHex("4500") + number(20 + payload.size(), 2) + number(d.id, 2) + number(d.fragment, 2)
        + number(64, 1) + number(protocol, 1) + number(0, 2) + bytesFromHex("0a0000") + number(d.source, 1)
        + bytesFromHex("0a0000") + number(d.destination, 1) + payload;
}

std::string ipv6(unsigned next, const std::string& payload, Datagram d = {})
{
    return bytesFromHex("60000000") + number(payload.size(), 2) + number(next, 1) + number(64, 1)
        + bytesFromHex("fe80000000000000000000000000") + number(d.source, 2)
        + bytesFromHex("fe80000000000000000000000000") + number(d.destination, 2) + payload;
}

std::string udp(unsigned source, unsigned destination, const std::string& payload)
{
    return number(source, 2) + number(destination, 2) + number(8 + payload.size(), 2) + number(0x1234, 2) + payload;
}

std::string tcp(unsigned source, unsigned destination, unsigned flags, std::uint32_t sequence,
    const std::string& payload = {}, const std::string& options = {})
{
    return number(source, 2) + number(destination, 2) + number(sequence, 4) + number(100, 4)
        + number((5 + options.size() / 4) << 12 | flags, 2) + number(4096, 2) + number(0, 4) + options + payload;
}

std::string dns(unsigned id, bool response, const std::string& name)
{
    std::string labels;
    for (std::size_t at = 0; at < name.size();) {
        const auto dot = std::min(name.find('.', at), name.size());
        labels += number(dot - at, 1) + name.substr(at, dot - at);
        at = dot + 1;
    }
    labels += '\0';
    return number(id, 2) + bytesFromHex(response ? "8180" : "0100") + number(1, 2) + number(response ? 1 : 0, 2)
        + number(0, 4) + labels + bytesFromHex("00010001")
        + (response ? bytesFromHex("c00c00010001000000640004c0000201") : std::string{});
}

// A TCP connection that asks for a page in pieces, one of them repeated.
void addHttp(std::vector<MadeFrame>& frames, unsigned client, unsigned port)
{
    const auto forth = [&](unsigned flags, std::uint32_t sequence, const std::string& payload = {},
                           const std::string& options = {}) {
        frames.push_back(
            {ethernet(0x0800, ipv4(6, tcp(port, 80, flags, sequence, payload, options), {client, 2, port}), client)});
    };
    const auto back = [&](unsigned flags, std::uint32_t sequence, const std::string& payload = {}) {
        frames.push_back({ethernet(0x0800, ipv4(6, tcp(80, port, flags, sequence, payload), {2, client, 9}), 2)});
    };
    forth(2, 99, {}, bytesFromHex("020405b40101030308") + '\x01' + bytesFromHex("0402"));
    back(0x12, 99);
    forth(0x10, 100);
    forth(0x18, 100, "GET /a?b=c HTTP/1.1\r\nHost: www.exam");
    forth(0x18, 100, "GET /a?b=c HTTP/1.1\r\nHost: www.exam");
    forth(0x18, 134, "ple.org\r\nUser-Agent: made/1\r\n\r\n");
    back(0x18, 100, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    forth(0x11, 165);
    back(0x11, 143);
    forth(0x14, 166, "gone");
}

std::string tlsHello(const std::string& name)
{
    const auto sni = number(0, 2) + number(name.size() + 5, 2) + number(name.size() + 3, 2) + number(0, 1)
        + number(name.size(), 2) + name;
    const auto body = bytesFromHex("0303") + std::string(32, 'r') + number(0, 1) + bytesFromHex("000413011302")
        + bytesFromHex("0100") + number(sni.size(), 2) + sni;
    const auto hello = number(1, 1) + number(body.size(), 3) + body;
    return bytesFromHex("160301") + number(hello.size(), 2) + hello;
}

}  // namespace

std::vector<MadeFrame> madeFrames()
{
    std::vector<MadeFrame> frames;
    const auto add = [&](std::string bytes, std::uint32_t original = 0) {
        frames.push_back({std::move(bytes), original});
    };
    const auto query = dns(0x77, false, "www.example.org"), answer = dns(0x77, true, "www.example.org");
    const auto asked = ipv4(17, udp(40'000, 53, query)), answered = ipv4(17, udp(53, 40'000, answer), {2, 1, 8});

    add(ethernet(0x0806, bytesFromHex("0001080006040001020000000001 0a000001 000000000000 0a000002")));
    add(ethernet(0x0800, asked));
    add(ethernet(0x0800, answered));
    addHttp(frames, 1, 40'001);
    addHttp(frames, 3, 40'002);
    add(ethernet(0x0800, ipv4(6, tcp(40'003, 443, 0x18, 1, tlsHello("tls.example.org")))));
    add(ethernet(0x0800, ipv4(17, udp(5353, 5353, dns(0, false, "printer.local")), {1, 251, 1})));
    add(ethernet(0x0800, ipv4(17, udp(40'004, 5355, dns(5, false, "laptop")), {1, 252, 1})));
    add(ethernet(0x0800, ipv4(17, udp(40'005, 9, "nothing that anybody knows"))));

    // VLAN, QinQ, padding
    add(ethernet(0x8100, vlan(10, 0x0800, asked)));
    add(ethernet(0x88A8, vlan(20, 0x8100, vlan(30, 0x0800, answered))));
    add(ethernet(0x8100, vlan(10, 0x8100, vlan(11, 0x0800, ipv4(17, udp(1, 2, "x"))))) + std::string(20, '\0'));
    add(ethernet(0x0800, ipv4(17, udp(1, 2, "x"))) + std::string(30, '\0'));

    // tunnels: IP in IP, 6in4, GRE, VXLAN, two deep
    add(ethernet(0x0800, ipv4(4, ipv4(17, udp(40'000, 53, query), {3, 4}), {5, 6})));
    add(ethernet(0x0800, ipv4(41, ipv6(17, udp(40'000, 53, query)), {5, 6})));
    add(ethernet(0x0800, ipv4(47, bytesFromHex("00000800") + asked, {5, 6})));
    add(ethernet(0x0800, ipv4(47, bytesFromHex("00006558") + ethernet(0x0800, answered, 9), {5, 6})));
    add(ethernet(
        0x0800, ipv4(17, udp(50'000, 4789, bytesFromHex("0800000000007b00") + ethernet(0x0800, asked, 7)), {5, 6})));
    add(ethernet(0x0800, ipv4(4, ipv4(4, ipv4(6, tcp(40'001, 80, 0x10, 170), {1, 2}), {3, 4}), {5, 6})));

    // ICMP errors that quote what went before, whole and in eight bytes; echo
    add(ethernet(0x0800, ipv4(1, bytesFromHex("0301000000000000") + asked, {2, 1})));
    add(ethernet(
        0x0800, ipv4(1, bytesFromHex("0b00000000000000") + ipv4(6, tcp(40'001, 80, 2, 99)).substr(0, 28), {9, 1})));
    add(ethernet(
        0x0800, ipv4(1, bytesFromHex("0303000000000000") + ipv4(6, tcp(40'001, 80, 0x18, 134, "ple.org")), {9, 1})));
    add(ethernet(0x0800, ipv4(1, bytesFromHex("0800000000010001") + std::string(40, 'p'))));
    add(ethernet(0x0800, ipv4(1, bytesFromHex("0000000000010001") + std::string(40, 'p'), {2, 1})));
    add(ethernet(0x86DD, ipv6(58, bytesFromHex("0104000000000000") + ipv6(17, udp(40'000, 53, query)), {2, 1})));
    add(ethernet(0x86DD, ipv6(58, bytesFromHex("870000000000000000000000000000000000000000000002"), {1, 2})));

    // IPv6 with extension headers, in a row and with a fragment header that stands alone
    add(ethernet(0x86DD, ipv6(17, udp(40'000, 53, query))));
    add(ethernet(0x86DD, ipv6(0, number(17, 1) + bytesFromHex("00010400000000") + udp(40'000, 53, query))));
    add(ethernet(0x86DD,
        ipv6(0,
            number(60, 1) + bytesFromHex("00010400000000") + number(6, 1) + bytesFromHex("00010400000000")
                + tcp(40'006, 80, 2, 1))));
    add(ethernet(0x86DD, ipv6(44, number(17, 1) + bytesFromHex("00000000000001") + udp(40'000, 53, query))));

    // fragments: in order, the other way round, one that never comes, overlapping, within a tunnel
    const auto whole = udp(40'007, 53, dns(0x99, false, "a.name.that.is.long.enough.for.three.fragments.example.org"));
    const auto piece = [&](std::size_t from, std::size_t size, unsigned id) {
        const bool more = from + size < whole.size();
        return ipv4(17, whole.substr(from, size), {1, 2, id, static_cast<unsigned>(from / 8) | (more ? 0x2000U : 0U)});
    };
    for (const std::size_t from : {0, 32, 64})
        add(ethernet(0x0800, piece(from, from == 64 ? whole.size() - 64 : 32, 21)));
    for (const std::size_t from : {64, 32, 0})
        add(ethernet(0x0800, piece(from, from == 64 ? whole.size() - 64 : 32, 22)));
    add(ethernet(0x0800, piece(0, 32, 23)));
    add(ethernet(0x0800, piece(64, whole.size() - 64, 23)));
    for (const std::size_t from : {0, 24, 64})
        add(ethernet(0x0800, piece(from, from == 64 ? whole.size() - 64 : 40, 24)));
    add(ethernet(0x0800, ipv4(4, piece(0, 64, 25), {5, 6})));
    add(ethernet(0x0800, ipv4(4, piece(64, whole.size() - 64, 25), {5, 6})));
    add(ethernet(0x86DD, ipv6(44, number(17, 1) + bytesFromHex("00000100000031") + whole.substr(0, 64))));
    add(ethernet(
        0x86DD, ipv6(44, number(17, 1) + number(0, 1) + number(64, 2) + bytesFromHex("00000031") + whole.substr(64))));
    add(ethernet(0x0800, ipv4(1, bytesFromHex("0301000000000000") + piece(0, 32, 26), {2, 1})));

    // cut by the snaplen at every place of its headers
    const auto cut =
        ethernet(0x8100, vlan(10, 0x0800, ipv4(6, tcp(40'008, 80, 0x18, 1, "GET /", bytesFromHex("02040400")))));
    for (std::size_t size = 0; size < cut.size(); size += 3)
        add(cut.substr(0, size), static_cast<std::uint32_t>(cut.size()));
    for (std::size_t size = 14; size < 70; size += 7)
        add(ethernet(0x0800, asked).substr(0, size), static_cast<std::uint32_t>(14 + asked.size()));

    // broken: lengths that lie, headers too short, tunnels without end, no IP at all
    auto shortHeader = ethernet(0x0800, asked);
    shortHeader[14] = 0x44;
    add(shortHeader);
    auto version = ethernet(0x0800, asked);
    version[14] = 0x65;
    add(version);
    auto longLength = ethernet(0x0800, asked);
    longLength[16] = 0x7F;
    add(longLength);
    auto offset = ethernet(0x0800, ipv4(6, tcp(40'009, 80, 0x10, 1)));
    offset[46] = 0x30;
    add(offset);
    auto udpLength = ethernet(0x0800, asked);
    udpLength[39] = 3;
    add(udpLength);
    std::string nested = udp(1, 2, "deep");
    for (unsigned i = 0; i < 12; ++i)
        nested = ipv4(i == 0 ? 17 : 4, nested, {i + 1, i + 2});
    add(ethernet(0x0800, nested));
    add(ethernet(0x88B5, "a local experiment"));
    add(ethernet(0x0040, std::string("\xAA\xAA\x03\0\0\0\x08\0", 8) + asked));
    return frames;
}

MadeFrame hugeFrame()
{
    return {ethernet(0x88B5, std::string(1024 * 1024, 'h'))};
}

std::vector<MadeFrame> framesInPktap()
{
    const auto header = bytesFromHex("6c000000 01000000 01000000 656e30" + std::string(186, '0'));
    auto frames = madeFrames();
    for (auto& frame : frames) {
        frame.bytes.insert(0, header);
        if (frame.original)
            frame.original += static_cast<std::uint32_t>(header.size());
    }
    return frames;
}

std::vector<MadeFrame> framesInPpp()
{
    constexpr std::size_t ethernet = 14;
    std::vector<MadeFrame> frames;
    for (auto& frame : madeFrames()) {
        if (frame.bytes.size() < ethernet || frame.bytes.substr(ethernet - 2, 2) != std::string{"\x08\0", 2})
            continue;
        const auto header = bytesFromHex(frames.size() % 2 ? "01 ff03 0021" : "00 ff03 0021");
        frame.bytes.replace(0, ethernet, header);
        if (frame.original)
            frame.original -= static_cast<std::uint32_t>(ethernet - header.size());
        frames.push_back(std::move(frame));
    }
    return frames;
}

void writePcap(const std::filesystem::path& path, const std::vector<MadeFrame>& frames, unsigned linkType)
{
    auto out = bytesFromHex("d4c3b2a1 0200 0400 00000000 00000000 00002000");
    const auto little = [&](std::uint32_t value) {
        for (int shift = 0; shift < 32; shift += 8)
            out += static_cast<char>(value >> shift);
    };
    little(linkType);
    std::uint32_t time = 0;
    for (const auto& frame : frames) {
        time += 1 + time % 7 * 13'000;
        little(1'700'000'000 + time / 1'000'000);
        little(time % 1'000'000);
        little(static_cast<std::uint32_t>(frame.bytes.size()));
        little(frame.original ? frame.original : static_cast<std::uint32_t>(frame.bytes.size()));
        out += frame.bytes;
    }
    std::ofstream{path, std::ios::binary}.write(out.data(), static_cast<std::streamsize>(out.size()));
}

}  // namespace pr::testing
