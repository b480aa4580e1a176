#include "capture/client/live_lab.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pr::client::lab {
namespace {

std::string makeNamespace()
{
    if (geteuid() != 0)
        return "not root";
    if (unshare(CLONE_NEWNET) != 0)
        return std::string{"no network namespace: "} + std::strerror(errno);
    // neighbour discovery would add packets that nobody sent
    for (const auto* scope : {"all", "default"})
        std::ofstream{std::string{"/proc/sys/net/ipv6/conf/"} + scope + "/disable_ipv6"} << 1;
    if (!ip("link set lo up") || !ip("link add pr0 type veth peer name pr1") || !ip("link set pr0 up")
        || !ip("link set pr1 up"))
        return "`ip` cannot make a veth pair here";
    return {};
}

template <class Number> Number at(const std::string& bytes, std::size_t offset)
{
    Number value{};
    if (offset + sizeof value <= bytes.size())
        std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

template <class Take> void options(const std::string& block, std::size_t from, const Take& take)
{
    while (from + 4 <= block.size() - 4) {
        const auto code = at<std::uint16_t>(block, from);
        const auto length = at<std::uint16_t>(block, from + 2);
        if (code == 0 || from + 4 + length > block.size() - 4)
            return;
        take(code, block.substr(from + 4, length));
        from += 4 + (length + 3U) / 4 * 4;
    }
}

void describe(const std::string& block, Stream& stream)
{
    auto& interface = stream.interfaces.emplace_back();
    interface.linkType = at<std::uint16_t>(block, 8);
    interface.snaplen = at<std::uint32_t>(block, 12);
    options(block, 16, [&](unsigned code, const std::string& value) {
        if (code == 2)
            interface.name = value;
        if (code == 9)
            interface.decimals = static_cast<unsigned char>(value.at(0));
        if (code == 11)
            interface.filter = value;
    });
}

bool packet(const std::string& block, Stream& stream)
{
    const auto captured = at<std::uint32_t>(block, 20);
    if (at<std::uint32_t>(block, 8) >= stream.interfaces.size() || 32 + captured > block.size())
        return false;
    stream.packets.push_back({.interface = at<std::uint32_t>(block, 8),
        .nanoseconds = std::uint64_t{at<std::uint32_t>(block, 12)} << 32U | at<std::uint32_t>(block, 16),
        .originalLength = at<std::uint32_t>(block, 24),
        .bytes = block.substr(28, captured)});
    return true;
}

bool statistics(const std::string& block, Stream& stream)
{
    const auto interface = at<std::uint32_t>(block, 8);
    if (interface >= stream.interfaces.size())
        return false;
    auto& into = stream.interfaces[interface].statistics.emplace_back();
    options(block, 20, [&](unsigned code, const std::string& value) {
        if (code == 1)
            into.comment = value;
        else
            into.numbers[code] = at<std::uint64_t>(value, 0);
    });
    return true;
}

}  // namespace

const std::string& unavailable()
{
    static const std::string why = makeNamespace();
    return why;
}

int rounds(int shortly, int fully)
{
    return std::getenv("CAPTURE_LONG") != nullptr ? fully : shortly;
}

bool ip(const std::string& words)
{
    return std::system(("ip " + words + " 2>/dev/null").c_str()) == 0;
}

NumberedSender::NumberedSender(const std::string& device, std::size_t frameBytes, std::uint16_t port)
    : m_socket{socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)},
      m_frame("\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0\x45\0", 16)
{
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    to.sll_ifindex = static_cast<int>(if_nametoindex(device.c_str()));
    if (bind(m_socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
        std::fprintf(stderr, "No frames can be sent on %s.\n", device.c_str());
    const auto put16 = [&](std::size_t value) {
        m_frame += static_cast<char>(value >> 8U);
        m_frame += static_cast<char>(value);
    };
    put16(frameBytes - 14);
    m_frame += std::string("\0\0\0\0\x40\x11\0\0\x0a\0\0\x01\x0a\0\0\x02", 16);
    put16(4000);
    put16(port);
    put16(frameBytes - 34);
    m_frame.resize(frameBytes, '\0');
}

NumberedSender::~NumberedSender()
{
    close(m_socket);
}

void NumberedSender::send(std::uint32_t first, std::uint32_t count, unsigned pause)
{
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto number = htonl(first + i);
        std::memcpy(m_frame.data() + 42, &number, sizeof number);
        while (::send(m_socket, m_frame.data(), m_frame.size(), 0) < 0 && (errno == ENOBUFS || errno == EINTR))
            usleep(100);
        if (pause != 0 && i % 1000 == 999)
            usleep(pause);
    }
}

void sendNumbered(const std::string& device, std::uint32_t first, std::uint32_t count, std::size_t frameBytes,
    std::uint16_t port, unsigned pause)
{
    NumberedSender{device, frameBytes, port}.send(first, count, pause);
}

std::uint64_t framesSent(const std::string& device)
{
    std::ifstream in{"/proc/thread-self/net/dev"};
    for (std::string line; std::getline(in, line);)
        if (const auto name = line.find(device + ':'); name != std::string::npos) {
            std::istringstream columns{line.substr(name + device.size() + 1)};
            std::uint64_t value = 0;
            for (int column = 0; column < 10; ++column)  // eight of what was received, bytes and packets sent
                columns >> value;
            return value;
        }
    return 0;
}

std::uint32_t Packet::number() const
{
    return bytes.size() < 46 ? ~0U : ntohl(at<std::uint32_t>(bytes, 42));
}

Stream walk(const std::string& bytes)
{
    Stream stream;
    for (std::size_t offset = 0; offset < bytes.size();) {
        const auto length = at<std::uint32_t>(bytes, offset + 4);
        if (length < 12 || length % 4 != 0 || length > bytes.size() - offset
            || at<std::uint32_t>(bytes, offset + length - 4) != length) {
            stream.fault = "block at " + std::to_string(offset) + " is cut or lies about its length";
            return stream;
        }
        const auto block = bytes.substr(offset, length);
        auto good = offset > 0;
        switch (at<std::uint32_t>(block, 0)) {
        case 0x0a0d0d0a: good = offset == 0 && at<std::uint32_t>(block, 8) == 0x1a2b3c4d; break;
        case 1: describe(block, stream); break;
        case 5: good = good && statistics(block, stream); break;
        case 6: good = good && packet(block, stream); break;
        default: good = false;
        }
        if (!good) {
            stream.fault = "block at " + std::to_string(offset) + " is out of place";
            return stream;
        }
        offset += length;
    }
    return stream;
}

std::string readAll(int descriptor, const std::function<void(std::size_t)>& perTurn)
{
    std::string bytes;
    std::vector<char> part(1U << 16U);
    while (true) {
        const auto got = read(descriptor, part.data(), part.size());
        if (got <= 0)
            return bytes;
        bytes.append(part.data(), static_cast<std::size_t>(got));
        if (perTurn)
            perTurn(bytes.size());
    }
}

}  // namespace pr::client::lab
