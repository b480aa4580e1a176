#include "core/query/follow.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/session.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace pr::cli {

namespace {

enum class Mode : std::uint8_t { Ascii, Hex, Raw, Yaml };

struct Target {
    query::FollowProtocol protocol;
    Mode mode;
    std::uint32_t stream;
};

constexpr std::array<std::string_view, 3> kProtocols{"tcp", "udp", "http"};  // as query::FollowProtocol counts them

std::optional<Target> targetOf(std::string_view text)
{
    const auto first = text.find(','), second = text.find(',', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos)
        return {};
    const auto protocol = text.substr(0, first), mode = text.substr(first + 1, second - first - 1);
    const auto stream = parseNumber(text.substr(second + 1));
    constexpr std::array modes{"ascii", "hex", "raw", "yaml"};
    const auto at = std::ranges::find(modes, mode);
    const auto known = std::ranges::find(kProtocols, protocol);
    if (known == kProtocols.end() || at == modes.end() || !stream || *stream > 0xFFFFFFFFU)
        return {};
    return Target{static_cast<query::FollowProtocol>(known - kProtocols.begin()), static_cast<Mode>(at - modes.begin()),
        static_cast<std::uint32_t>(*stream)};
}

// What may reach a terminal: printable ASCII and line ends; the rest as dots.
std::string printable(std::string_view text)
{
    std::string out{text};
    for (auto& c : out)
        if ((c < 0x20 || c > 0x7E) && c != '\n' && c != '\r' && c != '\t')
            c = '.';
    return out;
}

void printHex(const std::string& bytes, std::size_t at, bool server)
{
    for (std::size_t from = 0; from < bytes.size(); from += 16, at += 16) {
        char offset[24];
        std::snprintf(offset, sizeof offset, "%s%08zX  ", server ? "\t" : "", at);
        std::string line = offset, ascii;
        for (std::size_t i = 0; i < 16; ++i) {
            if (from + i < bytes.size()) {
                const auto byte = bytesOf(bytes).subspan(from + i, 1);
                appendHex(line, byte);
                line += ' ';
                const char c = bytes[from + i];
                ascii += c >= 0x20 && c < 0x7F ? c : '.';
            } else {
                line += "   ";
            }
            if (i == 7) {
                line += ' ';
                ascii += ' ';
            }
        }
        std::printf("%s %s\n", line.c_str(), ascii.c_str());
    }
}

std::string base64(std::string_view bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t word = 0;
        for (std::size_t j = 0; j < 3; ++j)
            word = word << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out += i + j <= bytes.size() ? digits[word >> (18U - 6U * j) & 63U] : '=';
    }
    return out;
}

void printYaml(const query::Followed& followed)
{
    const auto peer = [](int number, const std::string& end) {
        const auto colon = end.rfind(':');
        auto host = end.substr(0, colon);
        if (host.starts_with('['))
            host = host.substr(1, host.size() - 2);
        std::printf("  - peer: %d\n    host: %s\n    port: %s\n", number, host.c_str(), end.substr(colon + 1).c_str());
    };
    std::printf("peers:\n");
    peer(0, followed.client);
    peer(1, followed.server);
    std::printf("packets:\n");
    for (const auto& piece : followed.pieces) {
        std::printf("  - packet: %llu\n    peer: %d\n    timestamp: %s\n    data: !!binary |\n",
            static_cast<unsigned long long>(piece.packet.value), piece.server ? 1 : 0,
            epochSeconds(piece.time).c_str());
        const auto text = base64(piece.bytes);
        for (std::size_t at = 0; at < text.size(); at += 76)
            std::printf("      %s\n", text.substr(at, 76).c_str());
    }
}

void print(const Target& target, const query::Followed& followed)
{
    constexpr std::array modes{"ascii", "hex", "raw", "yaml"};
    const auto* protocol = kProtocols[static_cast<std::size_t>(target.protocol)].data();
    const auto* carrier = target.protocol == query::FollowProtocol::Udp ? "udp" : "tcp";
    constexpr const char* rule = "===================================================================\n";
    std::printf("\n%sFollow: %s,%s\nFilter: %s.stream eq %u\nNode 0: %s\nNode 1: %s\n", rule, protocol,
        modes[static_cast<std::size_t>(target.mode)], carrier, target.stream,
        followed.found ? followed.client.c_str() : ":0", followed.found ? followed.server.c_str() : ":0");
    std::array<std::size_t, 2> offsets{};
    for (const auto& piece : followed.pieces) {
        const auto* indent = piece.server ? "\t" : "";
        switch (target.mode) {
        case Mode::Raw: std::printf("%s%s\n", indent, hex(bytesOf(piece.bytes)).c_str()); break;
        case Mode::Hex:
            printHex(piece.bytes, offsets[piece.server], piece.server);
            offsets[piece.server] += piece.bytes.size();
            break;
        default: std::printf("%s%zu\n%s\n", indent, piece.bytes.size(), printable(piece.bytes).c_str());
        }
    }
    std::fputs(rule, stdout);
}

}  // namespace

int runFollow(const Arguments& arguments)
{
    const Interrupt interrupt;
    const auto target = targetOf(arguments.operands()[0]);
    if (!target)
        return complain({Status::Usage, "\"" + escaped(arguments.operands()[0]) + "\" names no stream.",
            "Write PROTOCOL,MODE,N: tcp, udp or http; ascii, hex, raw or yaml; the number of the stream."});
    auto session = openSession(arguments);
    if (!session)
        return complain(session.error());
    const auto followed = query::follow(
        *session->file, *session->packets, target->protocol, target->stream, registry(), 0, interrupt.token());
    if (!followed)
        return complain(followed.error());
    if (target->mode == Mode::Yaml)
        printYaml(*followed);
    else
        print(*target, *followed);
    if (followed->limitReached)
        notice(arguments, "More bytes waited for a gap to be filled than are kept; the rest is missing here.");
    return 0;
}

}  // namespace pr::cli
