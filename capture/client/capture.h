// A live capture by the helper: start it, read its pcapng stream, stop it, learn how it ended.
#pragma once

#include "capture/client/helper_process.h"
#include "capture/client/helper_program.h"
#include "capture/wire/messages.h"
#include "core/base/limits.h"
#include "core/base/result.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace pr::client {

enum class Promiscuous : bool { No, Yes };
enum class Monitor : bool { No, Yes };

struct Request {
    struct Device {
        std::string name;                          ///< of an interface, or `any`
        std::string filter{};                      ///< libpcap's language; empty: everything
        std::optional<std::uint32_t> snaplen{};    ///< nothing: that of the request
        std::optional<Promiscuous> promiscuous{};  ///< nothing: that of the request
    };
    std::vector<Device> devices{};            ///< 1 to 16
    std::uint32_t snaplen = limits::snaplen;  ///< bytes kept of a packet, 64 to 262144
    std::uint64_t buffer = 32 * limits::MiB;  ///< bytes of the kernel's rings in all, 1 MiB a device to 64 MiB
    Promiscuous promiscuous = Promiscuous::Yes;
    Monitor monitor = Monitor::No;
    BackEnd backEnd = BackEnd::Libpcap;
    std::uint32_t oneIn = 1;                ///< XDP: of so many packets one is taken, at random
    std::uint64_t packets = 0;              ///< stop after so many; 0: no limit
    std::chrono::milliseconds duration{0};  ///< stop after this time; 0: no limit
};

struct OpenedDevice {
    std::string name;
    std::string filter;          ///< its text, which the stream has only as a program
    std::uint16_t linkType = 1;  ///< LINKTYPE_
    std::uint32_t index = 0;     ///< the kernel's; 0 for `any`
    std::uint32_t snaplen = 0;
};

/// What the stream said about its end, as its last statistics of each device do (isb_endtime, a comment where the
/// device was lost).
struct StreamEnd {
    std::size_t ended = 0;
    std::size_t lost = 0;
};

/// One running helper. The calling thread must live as long as the capture: the kernel ends the helper with the thread
/// that started it. Not for use from two threads at once, but for stop() and requestStatus(), which any thread may
/// call.
class Capture {
public:
    /// Starts the helper, opens the devices, lets packets in. Failures: Status::Usage (request, filter, no such
    /// interface), Status::Permission (with the one command that grants the right), Status::Input (device down or
    /// refused). Where no helper that this user may start has the right, the capture service is asked, if there is one.
    static Outcome<Capture> open(const Request& request);
    /// The same with a given helper, or with the socket of a service; for tests and for installations elsewhere.
    static Outcome<Capture> open(const Request& request, const std::filesystem::path& helper);

    Capture(Capture&& other) noexcept;
    Capture& operator=(Capture&& other) noexcept;
    /// Ends the helper if it still runs.
    ~Capture();

    const std::vector<OpenedDevice>& devices() const { return m_devices; }

    /// The pcapng stream: section header, an interface description for each device in order, packets, statistics each
    /// second and at the end. Read it until its end, which comes within a second of the helper's, whatever the reason.
    /// Belongs to this object; it is a socket, so a reader polls and reads it, and never writes.
    int stream() const { return m_socket; }

    /// Of the helper, to watch it; -1 once it has ended, and of a service.
    pid_t process() const { return m_process; }

    /// Asks the helper to end: what the kernel has counted until then still comes, then statistics, then the end of the
    /// stream.
    void stop();
    /// Asks for statistics in the stream now instead of within a second.
    void requestStatus();

    /// After the end of the stream: waits up to a second for the helper, ends it if it does not, and says why it ended.
    /// Of a service there is nothing to be known but what the stream said.
    Ending finish(const StreamEnd& said = {});

private:
    Capture(int socket, pid_t process) : m_socket{socket}, m_process{process} { }
    static Outcome<std::pair<Capture, wire::Message>> offer(
        const wire::Open& open, const std::filesystem::path& helper, std::uint32_t oneIn);
    static Outcome<Capture> spawn(const std::filesystem::path& helper, std::uint32_t oneIn);
    static Outcome<Capture> connect(const std::filesystem::path& service);
    Outcome<void> send(const wire::Message& message);
    Outcome<wire::Message> receive();
    void release();

    int m_socket = -1;
    pid_t m_process = -1;
    std::vector<OpenedDevice> m_devices;
};

}  // namespace pr::client
