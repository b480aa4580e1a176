// How far a long task is: for a terminal, for the window behind a descriptor, for nobody.
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pr::pipeline {

struct Advance {
    std::uint64_t bytes = 0;                  ///< of the source, as it lies on the disk
    std::optional<std::uint64_t> totalBytes;  ///< not known for a pipe or a wire
    std::uint64_t packets = 0;
    std::uint64_t dropped = 0;  ///< counted by kernel, interface and helper
};

struct Committed {
    SessionId session;
    PacketNumber lastPacket;
    std::uint64_t lastBlock = 0;
    PacketNumber analysed;
};

/// What a task tells the one who waits. Called on the task's thread; must return quickly.
class ProgressSink {
public:
    virtual ~ProgressSink() = default;
    virtual void advance(const Advance& advance) = 0;
    virtual void committed(const Committed& committed) = 0;
    virtual void warning(std::string_view text) = 0;
    /// A capture begins at this time, and was asked for in good order.
    virtual void waiting(Timestamp) { }
    /// What a capture keeps is kept for good from now on.
    virtual void triggered(std::string_view) { }
    /// The last word: "done", "cancelled", "error", or a StopReason's word; `text` is a sentence or empty.
    virtual void stopped(std::string_view reason, std::string_view text) = 0;
};

/// One JSON object a line on a descriptor (`--progress-fd`): progress, committed, warning, waiting, triggered, stopped.
/// Advances are written at most ten times a second. A reader that stands still holds nothing up: figures that its pipe
/// does not take are left out for later ones, warnings wait, and the last word is given up after five seconds.
class JsonProgress : public ProgressSink {
public:
    explicit JsonProgress(int fd);
    void advance(const Advance& advance) override;
    void committed(const Committed& committed) override;
    void warning(std::string_view text) override;
    void waiting(Timestamp until) override;
    void triggered(std::string_view text) override;
    void stopped(std::string_view reason, std::string_view text) override;

private:
    void line(std::string_view text);
    bool flush(std::chrono::milliseconds most = {});
    int m_fd;
    std::string m_waiting;    // lines that the reader has not taken yet
    std::string m_committed;  // the last one of its kind that found others waiting
    std::chrono::steady_clock::time_point m_started, m_last;
    Advance m_latest;
    bool m_ended = false;
    std::string lineOf(const Advance& advance) const;
};

/// One line on a terminal that is written over: bytes, packets, rate, time left. Warnings stand in lines of their own.
/// Where standard error is not a terminal, only warnings are printed.
class TerminalProgress : public ProgressSink {
public:
    explicit TerminalProgress(bool quiet);
    ~TerminalProgress() override;
    void advance(const Advance& advance) override;
    void committed(const Committed&) override { }
    void warning(std::string_view text) override;
    void triggered(std::string_view text) override;
    void stopped(std::string_view reason, std::string_view text) override;

private:
    void clear();
    bool m_terminal;
    bool m_drawn = false;
    std::chrono::steady_clock::time_point m_started, m_last;
};

}  // namespace pr::pipeline
