#include "core/pipeline/import.h"

#include "core/base/text.h"
#include "core/pipeline/live_pace.h"
#include "core/source/reader.h"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace pr::pipeline {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashAhead = 4;  // batches whose bytes wait to be hashed
constexpr auto kCommitFileEvery = std::chrono::seconds{1};

struct SourceStat {
    std::uint64_t size = 0;
    std::int64_t modified = 0;
};

SourceStat statOf(const std::string& path)
{
    struct stat found { };
    if (path == "-" || ::stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode))
        return {};
    return {static_cast<std::uint64_t>(found.st_size), found.st_mtim.tv_sec * 1'000'000'000 + found.st_mtim.tv_nsec};
}

bool isPipe(const std::string& path)
{
    struct stat found { };
    const auto status = path == "-" ? ::fstat(STDIN_FILENO, &found) : ::stat(path.c_str(), &found);
    return status == 0 && !S_ISREG(found.st_mode);
}

std::string nameOf(const std::string& path)
{
    return path == "-" ? "standard input" : fs::path{path}.filename().string();
}

// Whole, so that it still says where the file is when the case is opened somewhere else.
std::string placeOf(const std::string& path)
{
    return path == "-" ? "standard input" : fs::absolute(path).lexically_normal().string();
}

class Import {
public:
    Import(const ImportOptions& options, store::Case& opened, ProgressSink& progress, std::stop_token stop)
        : m_options{options}, m_case{opened},
          m_progress{progress}, m_stop{std::move(stop)}, m_hashing{threadsFor(options.recorder.threads) > 1, kHashAhead}
    {
        for (const auto& file : options.files)
            m_total += statOf(file).size;
        for (const auto& file : options.files)
            m_totalKnown = m_totalKnown && statOf(file).size > 0;
    }

    Outcome<void> run(ImportResult& result)
    {
        for (std::size_t i = 0; i < m_options.files.size() && !result.cancelled; ++i) {
            const bool first = i == 0 || !m_options.asOne;
            const bool last = i + 1 == m_options.files.size() || !m_options.asOne;
            auto done = file(m_options.files[i], first, last, result);
            if (!done)
                return done;
        }
        return {};
    }

private:
    Outcome<void> file(const std::string& path, bool first, bool last, ImportResult& result)
    {
        m_live = isPipe(path);
        auto reader = source::Reader::open(path,
            {.waiting = {.stopFd = m_options.stopFd, .milliseconds = static_cast<int>(kLookEvery.count())},
                .numbering = first ? source::Numbering{} : m_numbering});
        if (!reader) {
            if (m_options.files.size() == 1)
                return Unexpected{std::move(reader.error())};
            problem(result, std::move(reader.error()));
            return last && m_recorder ? finish(result, store::SessionState::Finished) : Outcome<void>{};
        }
        if (first)
            if (auto begun = begin(path); !begun)
                return begun;
        const auto stat = statOf(path);
        const store::SourceFileRecord record{m_fileNumber, placeOf(path), stat.size, stat.modified};
        if (auto added = m_recorder->writer().addSourceFile(record); !added)
            return added;

        const auto firstPacket = m_recorder->packets() + 1;
        auto hash = std::make_shared<Sha256>();
        bool failed = false;
        while (!m_stop.stop_requested()) {
            auto batch = freshBatch();
            auto next = (*reader)->next(*batch);
            if (!next) {
                problem(result, std::move(next.error()));
                failed = true;
                break;
            }
            if (*next == source::Next::End)
                break;
            if (*next == source::Next::Batch) {
                m_hashing.post([hash, batch] { hash->update(batch->sourceBytes); });
                if (auto added = m_recorder->add(*batch, m_fileNumber); !added)
                    return Unexpected{std::move(added.error())};
                m_uncommitted = true;
            }
            if (auto kept = commitNowAndThen(); !kept)
                return kept;
            if (*next == source::Next::Batch)
                m_progress.advance({.bytes = m_done + (*reader)->bytesRead(),
                    .totalBytes = m_totalKnown ? std::optional{m_total} : std::nullopt,
                    .packets = m_packetsBefore + m_recorder->packets(),
                    .dropped = m_recorder->losses().all()});
            announce();
        }
        m_hashing.drain();
        m_done += (*reader)->bytesRead();
        m_numbering = (*reader)->end();
        result.cancelled = m_stop.stop_requested();
        if (auto added = m_recorder->writer().addSourceDigest({.number = m_fileNumber++,
                .bytesRead = (*reader)->bytesRead(),
                .sha256 = hash->finish(),
                .firstPacket = PacketNumber{firstPacket},
                .packets = m_recorder->packets() + 1 - firstPacket});
            !added)
            return added;
        if (!last && !result.cancelled)
            return {};
        return finish(result,
            result.cancelled ? store::SessionState::Cancelled
                : failed     ? store::SessionState::Failed
                             : store::SessionState::Finished);
    }

    Outcome<void> begin(const std::string& path)
    {
        auto options = m_options.recorder;
        options.link = m_options.link;
        options.live = m_live;
        auto recorder = Recorder::begin(m_case,
            {.kind = store::SessionKind::Import,
                .name = m_options.name.empty() ? nameOf(path) : m_options.name,
                .source = placeOf(path),
                .program = "packetrecorder " PR_VERSION,
                .started = store::wallClock()},
            options);
        if (!recorder)
            return Unexpected{std::move(recorder.error())};
        m_recorder = std::move(*recorder);
        m_fileNumber = 0;
        m_announced = PacketNumber{};
        if (m_live)  // the pipe is open, though nothing may come for long
            m_progress.committed({m_recorder->writer().session(), {}, 0, {}});
        return {};
    }

    Outcome<void> finish(ImportResult& result, store::SessionState state)
    {
        auto summary = m_recorder->finish(state);
        if (!summary)
            return Unexpected{std::move(summary.error())};
        m_packetsBefore += m_recorder->packets();
        m_progress.committed(
            {summary->id, PacketNumber{summary->packets}, summary->blocks, PacketNumber{summary->packets}});
        result.sessions.push_back(std::move(*summary));
        m_recorder.reset();
        return {};
    }

    // A slow source must not keep its rows to itself until 16 MiB have come; what runs is committed as a capture is.
    Outcome<void> commitNowAndThen()
    {
        const auto now = std::chrono::steady_clock::now();
        if (!m_uncommitted || now - m_committedAt < (m_live ? kCommitEvery : kCommitFileEvery))
            return {};
        if (m_live && now - m_snapshotAt >= kSnapshotEvery) {
            m_snapshotAt = now;
            if (auto written = m_recorder->snapshotFlows(); !written)
                return written;
        }
        m_committedAt = now;
        m_uncommitted = false;
        const auto last = m_recorder->commit();
        return last ? Outcome<void>{} : Outcome<void>{Unexpected{last.error()}};
    }

    // What was committed, by commitNowAndThen() or by the writer when it had enough.
    void announce()
    {
        const auto& writer = m_recorder->writer();
        if (!(writer.committed() > m_announced))
            return;
        m_announced = writer.committed();
        m_progress.committed({writer.session(), m_announced, writer.committedBlocks(), m_announced});
    }

    void problem(ImportResult& result, Failure failure)
    {
        m_progress.warning(failure.text());
        result.problems.push_back(std::move(failure));
    }

    // A batch is used again when the hash of its bytes is done; the ring bounds how many there are.
    std::shared_ptr<source::Batch> freshBatch()
    {
        for (auto& batch : m_batches)
            if (batch.use_count() == 1)
                return batch;
        return m_batches.emplace_back(std::make_shared<source::Batch>());
    }

    const ImportOptions& m_options;
    store::Case& m_case;
    ProgressSink& m_progress;
    std::stop_token m_stop;
    std::unique_ptr<Recorder> m_recorder;
    source::Numbering m_numbering;
    std::vector<std::shared_ptr<source::Batch>> m_batches;
    std::uint32_t m_fileNumber = 0;
    std::uint64_t m_total = 0, m_done = 0, m_packetsBefore = 0;
    bool m_totalKnown = true;
    bool m_live = false;         // the file is a pipe: what has come must be there while it runs
    bool m_uncommitted = false;  // packets came since the last commit
    PacketNumber m_announced;
    std::chrono::steady_clock::time_point m_committedAt = std::chrono::steady_clock::now(),
                                          m_snapshotAt = m_committedAt;
    SerialWorker m_hashing;  // last: its jobs use what stands above
};

// Bytes can be left only where single packets can be read again.
Outcome<void> checkLink(const std::vector<std::string>& files)
{
    for (const auto& file : files) {
        const auto refuse = [&](std::string why) -> Outcome<void> {
            return fail(Status::Usage, escaped(file) + " cannot be linked: " + std::move(why) + '.',
                "Import it without --link.");
        };
        if (file == "-")
            return fail(Status::Usage, "Standard input cannot be linked: it cannot be read a second time.",
                "Import it without --link.");
        if (std::error_code error; fs::exists(file, error) && !fs::is_regular_file(file, error))
            return refuse("it is not a regular file");
        const auto reader = source::Reader::open(file);
        if (!reader)
            return Unexpected{reader.error()};
        if (!(*reader)->seekable())
            return refuse(
                "it is compressed (" + (*reader)->format() + "), and single packets cannot be read out of it");
    }
    return {};
}

}  // namespace

Outcome<std::unique_ptr<store::Case>> openForWriting(const fs::path& path, bool* fresh)
{
    std::error_code error;
    const bool exists = fs::exists(path, error);
    if (fresh)
        *fresh = !exists;
    if (exists) {
        auto opened = store::Case::open(path, store::CaseAccess::ReadWrite);
        if (opened)
            (*opened)->useJournal(store::Journal::Wal);
        return opened;
    }
    if (path.has_parent_path())
        fs::create_directories(path.parent_path(), error);
    auto created = store::Case::create(path);
    if (created)
        (*created)->useJournal(store::Journal::Truncate);
    return created;
}

Outcome<ImportResult> importFiles(const ImportOptions& options, ProgressSink& progress, std::stop_token stop)
{
    // a file that cannot be read must not leave an empty case behind
    if (options.files.size() == 1 && options.files[0] != "-") {
        if (std::error_code error; !fs::exists(options.files[0], error))
            return fail(Status::Input, "There is no file " + escaped(options.files[0]) + ".", "Check the path.");
        if (statOf(options.files[0]).size > 0) {
            if (auto readable = source::Reader::open(options.files[0]); !readable)
                return Unexpected{std::move(readable.error())};
        } else if (::access(options.files[0].c_str(), R_OK) != 0) {  // a pipe can be opened once only
            return fail(Status::Permission, "cannot open " + options.files[0] + ": " + std::strerror(errno) + '.');
        }
    }
    if (options.link)
        if (auto fit = checkLink(options.files); !fit)
            return Unexpected{std::move(fit.error())};
    auto opened = openForWriting(options.casePath);
    if (!opened)
        return Unexpected{std::move(opened.error())};
    ImportResult result;
    Import import{options, **opened, progress, std::move(stop)};
    if (auto done = import.run(result); !done)
        return Unexpected{std::move(done.error())};
    (*opened)->anchor();
    result.heads = (*opened)->heads();
    return result;
}

}  // namespace pr::pipeline
