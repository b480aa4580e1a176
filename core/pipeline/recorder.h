// Takes batches of a reader, or packets that are stored, into a session: dissects in packet order, stores bytes and
// conclusions, commits.
#pragma once

#include "core/base/sha256.h"
#include "core/detect/detectors.h"
#include "core/dissect/dissector.h"
#include "core/fields/sink.h"
#include "core/pipeline/meter.h"
#include "core/pipeline/progress.h"
#include "core/pipeline/workers.h"
#include "core/source/batch.h"
#include "core/store/session_writer.h"

#include <chrono>
#include <functional>
#include <memory>

namespace pr::pipeline {

struct RecorderOptions {
    unsigned threads = 0;  ///< 0: one for each core
    limits::Memory memory;
    bool detect = true;  ///< look for what deserves an alert
    bool link = false;   ///< bytes stay in the original: batches must come from a seekable file
    bool live = false;   ///< commit() makes every packet readable, as it does of a capture
    std::string keyLog;  ///< text of a key log; kept with the session as secrets that the capture carries are
    std::vector<std::string> filters;  ///< texts, by interface, where the capture has programs only
    store::RingLimits ring;            ///< of a capture: packets that are more are dropped, the oldest first
    /// Called with each alert that is written, in the thread that commits; again when it changed.
    std::function<void(const store::AlertRecord&)> onAlert{};
    Meter* meter = nullptr;           ///< is told what was done; may be missing, must outlive the recorder
    dissect::DissectOptions dissect;  ///< but for its memory and keys
};

/// What an analysis with these options is made of, as it stands in the case.
std::vector<store::AnalysisPartRecord> analysisParts(const RecorderOptions& options);

/// Threads that `threads` asks for: the number itself, or the number of cores.
unsigned threadsFor(unsigned threads);

class Recorder {
public:
    static Outcome<std::unique_ptr<Recorder>> begin(
        store::Case& opened, const store::SessionDescription& description, const RecorderOptions& options);
    /// Concludes anew from what is stored: packets come through again(), no evidence is written, finish() makes the new
    /// analysis the one that holds.
    static Outcome<std::unique_ptr<Recorder>> beginAnalysis(
        store::Case& opened, SessionId session, const RecorderOptions& options);
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;
    ~Recorder();

    /// Takes in all packets and items of the batch, at most `most` packets. Gives how many packets were taken. `file`:
    /// number of the source file that the batch comes from.
    Outcome<std::uint64_t> add(
        const source::Batch& batch, std::uint32_t file = 0, std::uint64_t most = ~std::uint64_t{0});
    /// The next stored packet, and the end of its block.
    Outcome<void> again(const PacketView& packet, const decode::FrameContext& frame);
    Outcome<void> endBlock(bool last);
    /// Also writes alerts: new ones at once, the state of others every 10 s.
    Outcome<PacketNumber> commit();
    /// Writes the state of all open flows, so that readers see them before they end.
    Outcome<void> snapshotFlows();
    /// Ends flows and session.
    Outcome<store::SessionSummary> finish(store::SessionState state);

    store::SessionWriter& writer() { return *m_writer; }
    std::uint64_t packets() const { return m_packets; }
    const store::Losses& losses() const { return m_losses; }
    std::uint64_t alerts() const { return m_detectors ? m_detectors->alerts() : 0; }
    std::uint64_t openFlows() const { return m_dissector.openFlows(); }

private:
    /// `keys`: all that is known from the start; null: those that come with the packets.
    explicit Recorder(const RecorderOptions& options, std::shared_ptr<const flow::KeyLog> keys = {});
    void begun(std::unique_ptr<store::SessionWriter> writer, const RecorderOptions& options);
    Outcome<void> take(const PacketView& packet, const decode::FrameContext& frame, store::PacketPlace place);
    Outcome<void> writeEvents();
    Outcome<void> addItem(const source::Item& item);
    Outcome<void> addInterface(const source::Interface& interface);
    Outcome<void> addStatistics(const source::Item& item);
    Outcome<void> keepKeyLog(std::string_view text);
    Outcome<void> writeAlerts();

    struct InterfaceNotes {
        std::string name, description;
        std::uint32_t section = 0, local = 0;
        bool described = false;     ///< pcapng says it, pcap does not
        store::Losses losses;       ///< that were written down
        std::uint64_t packets = 0;  ///< that were taken
    };

    WorkerPool m_pool;
    Meter* m_meter;
    std::function<void(const store::AlertRecord&)> m_onAlert;
    std::vector<std::string> m_filters;
    std::unique_ptr<store::SessionWriter> m_writer;
    std::unique_ptr<detect::Detectors> m_detectors;  ///< null: not wanted
    std::shared_ptr<flow::KeyLog> m_keys = std::make_shared<flow::KeyLog>();
    dissect::Dissector m_dissector;
    FieldSink m_sink{FieldSink::Mode::Index};
    EventBuffer m_events;
    Outcome<void> m_flowsStored;  ///< the rows of flows that ended while a packet was dissected
    std::vector<InterfaceNotes> m_interfaces;
    std::uint64_t m_packets = 0;
    store::Losses m_losses;
    bool m_live = false;  ///< a capture of our helper: what its statistics say was delivered must have come
    std::uint64_t m_alertsWritten = 0;
    std::chrono::steady_clock::time_point m_alertsWrittenAt{};
};

}  // namespace pr::pipeline
