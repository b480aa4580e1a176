#include "core/pipeline/capture.h"

#include "core/pipeline/import.h"
#include "core/pipeline/live_pace.h"
#include "core/source/options.h"
#include "core/source/reader.h"
#include "core/source/writer.h"

#include <algorithm>

#include <unistd.h>

namespace pr::pipeline {

namespace {

constexpr auto kSnapshotOnRequest = std::chrono::seconds{1};

/// The copy beside the case: exactly what came, packet by packet.
class Copy {
public:
    static Outcome<std::unique_ptr<Copy>> create(const std::string& path)
    {
        auto copy = std::make_unique<Copy>();
        if (path.empty())
            return copy;
        auto output = source::Output::create(path);
        if (!output)
            return Unexpected{std::move(output.error())};
        copy->m_writer = source::Writer::create(std::move(*output), {.application = "packetrecorder " PR_VERSION});
        return copy;
    }

    void add(const source::Batch& batch)
    {
        if (!m_writer || !m_problem.empty())
            return;
        auto item = batch.items.begin();
        for (const auto& interface : batch.interfaces)
            keep(m_writer->describe(interface));
        for (const auto& packet : batch.packets) {
            const source::Item* own = nullptr;
            for (; item != batch.items.end() && item->place <= packet.number; ++item)
                if (item->kind == source::ItemKind::PacketOptions)
                    own = &*item;
                else
                    keep(m_writer->add(*item));
            keep(m_writer->add(packet, own));
        }
        for (; item != batch.items.end(); ++item)
            keep(m_writer->add(*item));
        keep(m_writer->flush());
    }

    std::string finish()
    {
        if (m_writer && m_problem.empty())
            keep(m_writer->finish());
        return m_problem;
    }

private:
    // a full disk ends the copy, not the recording
    void keep(const Outcome<void>& done)
    {
        if (!done && m_problem.empty())
            m_problem = done.error().text();
    }

    std::unique_ptr<source::Writer> m_writer;
    std::string m_problem;
};

std::string namesOf(const client::Request& request)
{
    std::string names;
    for (const auto& device : request.devices)
        names += (names.empty() ? "" : ", ") + device.name;
    return names;
}

// What cannot be in the session is said by where it is from.
std::string sourceOf(const client::Request& request)
{
    if (request.backEnd == client::BackEnd::Libpcap)
        return namesOf(request);
    const auto sampled = request.oneIn > 1 ? ", 1 in " + std::to_string(request.oneIn) : std::string{};
    return namesOf(request) + " (XDP: received frames only" + sampled + ')';
}

/// What the statistics in the stream say of the devices: isb_endtime (3) with the last ones of a device, and in a
/// comment (1) that it was lost, or is down meanwhile.
class DeviceStates {
public:
    DeviceStates(const client::Capture& helper, ProgressSink& progress)
        : m_helper{helper}, m_progress{progress}, m_down(helper.devices().size(), false)
    {
    }

    void note(const source::Batch& batch)
    {
        for (const auto& item : batch.items) {
            if (item.kind != source::ItemKind::Statistics || item.interface.value >= m_down.size())
                continue;
            const auto said = source::statisticsOf(item.body, item.order);
            if (!said)
                continue;
            // a helper of XDP says there what it cannot see, which is no change
            const auto comment = said->comment.starts_with("XDP: ") ? std::string{} : said->comment;
            if (said->last)
                ended(item.interface.value, comment);
            else
                changed(item.interface.value, comment);
        }
    }
    const client::StreamEnd& end() const { return m_end; }

private:
    void ended(std::size_t device, const std::string& comment)
    {
        ++m_end.ended;
        if (comment.empty())
            return;
        ++m_end.lost;
        m_progress.warning(m_helper.devices()[device].name + ": " + comment
            + (m_end.lost < m_down.size() ? ". The other interfaces go on." : "."));
    }
    void changed(std::size_t device, const std::string& comment)
    {
        if (m_down[device] == !comment.empty())
            return;
        m_down[device] = !comment.empty();
        m_progress.warning(m_helper.devices()[device].name + ": "
            + (comment.empty() ? "the interface is up again." : comment + "; recording goes on when it is up."));
    }

    const client::Capture& m_helper;
    ProgressSink& m_progress;
    std::vector<bool> m_down;
    client::StreamEnd m_end;
};

}  // namespace

Outcome<CaptureResult> capture(const CaptureOptions& options, ProgressSink& progress, int stopFd)
{
    using Clock = std::chrono::steady_clock;
    if (auto room = checkFree(options.stop, options.casePath); !room)
        return Unexpected{std::move(room.error())};
    // the devices first: where they cannot be opened no empty session is left behind
    auto helper = client::Capture::open(options.request);
    if (!helper)
        return Unexpected{std::move(helper.error())};
    auto opened = openForWriting(options.casePath);
    if (!opened)
        return Unexpected{std::move(opened.error())};
    (*opened)->useJournal(store::Journal::Wal);
    auto copy = Copy::create(options.copy);
    if (!copy)
        return Unexpected{std::move(copy.error())};
    auto recording = options.recorder;
    for (const auto& device : helper->devices())
        recording.filters.push_back(device.filter);
    CaptureResult result;
    Recorder* target = nullptr;
    // true for the first of them
    const auto trigger = [&](const std::string& why) {
        if (!options.preTrigger.on || !result.trigger.empty() || !target)
            return false;
        result.trigger = why;
        target->writer().keepAll(why);
        progress.triggered("All is kept from now on: " + why);
        return true;
    };
    if (options.preTrigger.on)
        recording.onAlert = [&](const store::AlertRecord& alert) {
            const auto& wanted = options.preTrigger.detectors;
            if (alert.withdrawn.empty()
                && (wanted.empty() || std::find(wanted.begin(), wanted.end(), alert.detector) != wanted.end()))
                trigger("alert " + alert.detector + ": " + alert.reason);
        };
    auto recorder = Recorder::begin(**opened,
        {.kind = store::SessionKind::Capture,
            .name = options.name.empty() ? namesOf(options.request) : options.name,
            .source = sourceOf(options.request),
            .program = "packetrecorder " PR_VERSION,
            .started = store::wallClock()},
        recording);
    if (!recorder)
        return Unexpected{std::move(recorder.error())};
    target = recorder->get();

    auto reader = source::Reader::open(::dup(helper->stream()), "the capture helper",
        {.waiting = {.stopFd = stopFd, .milliseconds = static_cast<int>(kLookEvery.count())}});
    if (!reader)
        return Unexpected{std::move(reader.error())};
    auto committedAt = Clock::now(), snapshotAt = committedAt;
    PacketNumber announced;
    // the session is there and the devices are open, though nothing may come for long
    progress.committed({(*recorder)->writer().session(), {}, 0, {}});
    const auto commit = [&]() -> Outcome<void> {
        const auto last = (*recorder)->commit();
        if (!last)
            return Unexpected{last.error()};
        committedAt = Clock::now();
        if (*last > announced) {
            announced = *last;
            progress.committed(
                {(*recorder)->writer().session(), *last, (*recorder)->writer().committedBlocks(), *last});
        }
        return {};
    };

    source::Batch batch;
    DeviceStates states{*helper, progress};
    bool stopping = false;
    std::uint64_t uncommitted = 0, bytes = 0, dropped = 0;
    auto lookedAt = Clock::now();
    const auto writeFlows = [&]() -> Outcome<void> {
        snapshotAt = Clock::now();
        return (*recorder)->snapshotFlows();
    };
    auto* meter = options.recorder.meter;
    while (true) {
        auto next = (*reader)->next(batch);
        if (!next) {
            progress.warning(next.error().text());
            break;
        }
        if (*next == source::Next::End)
            break;
        if (*next == source::Next::Stopped && !stopping) {
            stopping = true;
            helper->stop();
            // what the kernel holds still comes: the stream is read to its end, so the request is taken off the
            // descriptor
            std::uint64_t requests = 0;
            if (::read(stopFd, &requests, sizeof requests) < 0)
                progress.warning("The request to stop could not be read; recording goes on to the end of the stream.");
        }
        if (*next == source::Next::Batch) {
            (*copy)->add(batch);
            states.note(batch);
            const auto added = (*recorder)->add(batch);
            if (!added)
                return Unexpected{added.error()};
            uncommitted += *added;
            for (const auto& packet : batch.packets)
                bytes += packet.bytes.size();
            progress.advance({.bytes = (*reader)->bytesRead(),
                .totalBytes = {},
                .packets = (*recorder)->packets(),
                .dropped = (*recorder)->losses().all()});
        }
        if (options.preTrigger.asked && options.preTrigger.asked->load() && trigger("somebody asked for it"))
            ++uncommitted;  // its row in the audit, also where no packet comes any more
        if (!stopping && Clock::now() - lookedAt >= kLookEvery) {
            lookedAt = Clock::now();
            result.stop = reasonToStop(options.stop, bytes, options.casePath);
            if (result.stop) {
                stopping = true;
                helper->stop();
            }
        }
        // somebody who asks now and then for the open flows must not fill the case with their states
        const bool asked = meter && meter->flowsWanted() && (*recorder)->openFlows() <= Meter::flowsOnRequest
            && Clock::now() - snapshotAt >= kSnapshotOnRequest;
        const bool lost = (*recorder)->losses().all() != dropped;
        if ((uncommitted > 0 || asked || lost) && Clock::now() - committedAt >= kCommitEvery) {
            if (asked || Clock::now() - snapshotAt >= kSnapshotEvery)
                if (auto written = writeFlows(); !written)
                    return Unexpected{written.error()};
            if (auto done = commit(); !done)
                return Unexpected{done.error()};
            uncommitted = 0;
            dropped = (*recorder)->losses().all();
            if (asked)
                meter->flowsWritten();
        }
    }
    result.ending = helper->finish(states.end());
    result.copyProblem = (*copy)->finish();
    auto summary = (*recorder)->finish(result.ending.kind != client::Ending::Kind::Asked ? store::SessionState::Failed
            : result.stop && result.stop->full                                           ? store::SessionState::Paused
                                               : store::SessionState::Finished);
    if (!summary)
        return Unexpected{summary.error()};
    result.session = std::move(*summary);
    (*opened)->anchor();
    result.heads = (*opened)->heads();
    return result;
}

}  // namespace pr::pipeline
