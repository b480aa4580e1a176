// For tests: a network namespace of our own with a pair of virtual Ethernet devices, a sender of numbered datagrams,
// and a walker of pcapng that shares nothing with the product's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace pr::client::lab {

/// Makes the namespace at the first call. Empty, or why it could not be made.
const std::string& unavailable();

/// CAPTURE_LONG=1 asks for the full counts.
int rounds(int shortly, int fully);

/// Runs `ip` with these words; false on failure.
bool ip(const std::string& words);

/// Sends UDP datagrams from port 4000 to `port` out of `device`, numbered in the first four bytes of their payload;
/// each frame is `frameBytes` long.
class NumberedSender {
public:
    explicit NumberedSender(const std::string& device, std::size_t frameBytes = 200, std::uint16_t port = 5000);
    ~NumberedSender();
    NumberedSender(const NumberedSender&) = delete;
    NumberedSender& operator=(const NumberedSender&) = delete;
    /// With a pause after each thousand, in microseconds.
    void send(std::uint32_t first, std::uint32_t count, unsigned pause = 0);

private:
    int m_socket;
    std::string m_frame;
};

void sendNumbered(const std::string& device, std::uint32_t first, std::uint32_t count, std::size_t frameBytes = 200,
    std::uint16_t port = 5000, unsigned pause = 0);

/// Frames that a device of this namespace has sent so far.
std::uint64_t framesSent(const std::string& device);

struct Packet {
    std::uint32_t interface = 0;
    std::uint64_t nanoseconds = 0;
    std::uint32_t originalLength = 0;
    std::string bytes;
    /// Of an Ethernet frame that sendNumbered() sent, or ~0.
    std::uint32_t number() const;
};

struct Statistics {
    std::map<unsigned, std::uint64_t> numbers;  ///< by option code
    std::string comment;
    bool last() const { return numbers.count(3) != 0; }
};

struct Stream {
    struct Interface {
        std::uint16_t linkType = 0;
        std::uint32_t snaplen = 0;
        std::string name;
        std::string filter;
        int decimals = 6;
        std::vector<Statistics> statistics;
    };
    std::vector<Interface> interfaces;
    std::vector<Packet> packets;
    std::string fault;  ///< empty: every byte belonged to a whole, well-formed block
};

Stream walk(const std::string& bytes);

/// Reads to the end of the stream; `perTurn`, if given, is called after each read with the bytes so far.
std::string readAll(int descriptor, const std::function<void(std::size_t)>& perTurn = {});

}  // namespace pr::client::lab
