#include "core/source/reader.h"

#include "core/base/limits.h"
#include "core/source/pcapng_format.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace pr::source {

namespace {

// Enough to tell the formats; also the least that a capture file has.
constexpr std::size_t startBytes = pcap::fileHeader;
constexpr std::size_t leastGoal = 64 * limits::KiB;
constexpr std::size_t smallest = 4 * limits::KiB;

Next nextOf(Got::Kind kind)
{
    return kind == Got::Kind::Idle ? Next::Idle : Next::Stopped;
}

bool waited(const Got& got)
{
    return got.kind == Got::Kind::Idle || got.kind == Got::Kind::Stopped;
}

}  // namespace

Outcome<std::unique_ptr<Reader>> Reader::open(const std::string& path, ReaderOptions options)
{
    if (path == "-") {
        const auto fd = dup(STDIN_FILENO);
        if (fd < 0)
            return fail(Status::Input, std::string{"cannot read the standard input: "} + std::strerror(errno) + '.');
        return open(fd, "standard input", options);
    }
    // a named pipe opens at once, and read() waits for its writer: there the wait can be ended
    const auto fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        const auto reason = errno;
        return fail(reason == EACCES || reason == EPERM ? Status::Permission : Status::Input,
            "cannot open " + path + ": " + std::strerror(reason) + '.', reason == ENOENT ? "Check the path." : "");
    }
    return open(fd, path, options);
}

Outcome<std::unique_ptr<Reader>> Reader::open(int fd, std::string name, ReaderOptions options)
{
    std::unique_ptr<Reader> reader{new Reader{fd, std::move(name), options}};
    if (reader->m_file.regular()) {
        const auto started = reader->start();
        if (!started)
            return Unexpected{started.error()};
    }
    return reader;
}

Reader::Reader(int fd, std::string name, ReaderOptions options)
    : m_name{std::move(name)}, m_file{fd, m_name, options.waiting}, m_numbering{options.numbering}
{
    // A small file does not need the room of a large one; one byte more than it has shows its end.
    m_goal = static_cast<std::size_t>(
        std::clamp<std::uint64_t>(m_file.totalBytes().value_or(limits::batchBytes) + 1, smallest, limits::batchBytes));
}

std::string Reader::format() const
{
    if (!m_parser)
        return {};
    std::string text = m_parser->format();
    return m_compression == Compression::None ? text : text + ", " + nameOf(m_compression);
}

// Reads the few bytes that tell compression and format. Gives Batch when both are known.
Outcome<Next> Reader::start()
{
    if (m_carry.capacity() == 0)
        m_carry.resize(m_goal, 0);
    while (!m_decompressor && m_start.size() < compressionMagic) {
        std::byte bytes[compressionMagic];
        const auto got = m_file.read(std::span{bytes}.first(compressionMagic - m_start.size()));
        if (!got)
            return Unexpected{got.error()};
        if (waited(*got))
            return nextOf(got->kind);
        if (got->kind == Got::Kind::End)
            break;
        m_start.insert(m_start.end(), bytes, bytes + got->count);
    }
    if (!m_decompressor && m_carried == 0) {
        m_compression = compressionOf(m_start);
        if (m_compression != Compression::None) {
            m_goal = limits::batchBytes;
            m_decompressor = makeDecompressor(m_compression, m_file, std::move(m_start), m_seen);
        } else {
            std::copy(m_start.begin(), m_start.end(), m_carry.data());
            m_carried = m_start.size();
        }
    }
    while (m_carried < startBytes) {
        const auto got = input().read(m_carry.from(m_carried).first(startBytes - m_carried));
        if (!got)
            return Unexpected{got.error()};
        if (waited(*got))
            return nextOf(got->kind);
        if (got->kind != Got::Kind::Bytes) {
            endBy(*got);
            break;
        }
        m_carried += got->count;
    }
    if (m_carried == 0 && !m_broken) {
        if (m_file.regular())
            return fail(Status::Input, m_name + " is empty.", "Check that the recording has ended well.");
        return fail(Status::Input, "Nothing came through " + m_name + " before its writer ended.",
            "Look at what the program that writes to it says.");
    }
    m_parser = parserFor(Bytes{m_carry.data(), m_carried}, m_numbering);
    if (!m_parser) {
        if (m_broken)
            return fail(Status::Input, m_name + " cannot be decompressed: " + m_broken->what + '.', "Copy it again.");
        return fail(Status::Input, m_name + " is not a capture file that can be read: it is neither pcap nor pcapng.",
            "Convert other formats with \"editcap -F pcapng\".");
    }
    if (m_phase == Phase::Starting)
        m_phase = Phase::Reading;
    return Next::Batch;
}

Outcome<Next> Reader::next(Batch& batch)
{
    batch.clear();
    if (m_phase == Phase::Starting || !m_parser) {
        auto started = start();
        if (!started || *started != Next::Batch)
            return started;
    }
    if (m_phase == Phase::Draining)
        return drain(batch);
    if (m_phase != Phase::Done)
        return fill(batch);
    if (m_readFailure)
        return Unexpected{*m_readFailure};
    if (m_damage)
        return Unexpected{failureOf(*m_damage)};
    return Next::End;
}

Outcome<Next> Reader::fill(Batch& batch)
{
    std::swap(batch.memory, m_carry);
    auto& memory = batch.memory;
    auto used = m_carried;
    std::size_t parsed = 0;
    auto room = std::max(used, m_goal);
    if (memory.capacity() < room)
        memory.resize(room, used);
    while (true) {
        auto outcome = Next::Batch;
        while (m_phase == Phase::Reading && used < room && (!m_more || input().ready())) {
            auto got = input().read(memory.from(used).first(room - used));
            if (!got) {
                m_readFailure = std::move(got.error());
                m_phase = Phase::Ending;
            } else if (got->kind == Got::Kind::Bytes) {
                used += got->count;
                if (input().ready())
                    continue;
            } else if (waited(*got)) {
                outcome = nextOf(got->kind);
            } else {
                endBy(*got);
            }
            break;
        }
        auto result = m_parser->parse(Bytes{memory.data(), used}.subspan(parsed), m_offset + parsed, batch);
        parsed += result.consumed;
        m_more = result.full;
        if (result.full)
            m_goal = std::clamp(parsed + parsed / 8, leastGoal, limits::batchBytes);
        else if (used == room)
            m_goal = std::min(m_goal * 2, limits::batchBytes);
        if (result.damage) {
            endBy(std::move(*result.damage));
        } else if (m_phase == Phase::Ending && !result.full) {
            const Bytes rest{memory.data() + parsed, used - parsed};
            if (m_broken)
                endBy(Damage{m_broken->fault, m_offset + parsed, m_numbering.packet, m_broken->what});
            else if (!rest.empty() && !m_readFailure)
                endBy(Damage{Fault::Cut, m_offset + parsed, m_numbering.packet, m_parser->inside(rest)});
            else
                m_phase = Phase::Done;
        }
        if (!batch.empty() || m_phase != Phase::Reading)
            return handOver(batch, used, parsed);
        if (outcome != Next::Batch) {
            std::swap(batch.memory, m_carry);
            m_carried = used;
            return outcome;
        }
        if (used
            == memory.capacity())  // a packet larger than the batch: room comes as its bytes do, not as its length says
            memory.resize(2 * memory.capacity(), used);
        room = memory.capacity();
    }
}

// Moves what the batch does not hold to the next one, and says which of the file's bytes came with this one.
Outcome<Next> Reader::handOver(Batch& batch, std::size_t used, std::size_t parsed)
{
    if (m_decompressor) {
        batch.compressed.swap(m_seen);
        batch.sourceBytes = batch.compressed;
    } else {
        batch.sourceBytes = Bytes{batch.memory.data(), used}.subspan(m_reported);
    }
    m_carried = m_phase == Phase::Reading || m_phase == Phase::Ending ? used - parsed : 0;
    m_reported = m_carried;
    m_offset += parsed;
    const auto wanted = std::max(m_goal, m_carried);
    if (m_carry.capacity() < wanted || m_carry.capacity() > 4 * wanted)
        m_carry.resize(wanted, 0);
    if (m_carried > 0)
        std::memcpy(m_carry.data(), batch.memory.data() + parsed, m_carried);
    return Next::Batch;
}

Outcome<Next> Reader::drain(Batch& batch)
{
    if (batch.memory.capacity() < limits::batchBytes)
        batch.memory.resize(limits::batchBytes, 0);
    auto got = m_file.read(batch.memory.from(0));
    if (got && got->kind == Got::Kind::Bytes) {
        batch.sourceBytes = Bytes{batch.memory.data(), got->count};
        return Next::Batch;
    }
    m_phase = Phase::Done;
    return Unexpected{got ? failureOf(*m_damage) : got.error()};
}

void Reader::endBy(const Got& got)
{
    if (got.kind == Got::Kind::Broken)
        m_broken = got;
    m_phase = Phase::Ending;
}

void Reader::endBy(Damage damage)
{
    m_damage = std::move(damage);
    m_phase = m_file.regular() ? Phase::Draining : Phase::Done;
}

Failure Reader::failureOf(const Damage& damage) const
{
    const auto number = damage.packet.value;
    const auto before = number - 1;
    const auto place = " packet " + std::to_string(number) + " at byte " + std::to_string(damage.offset)
        + (m_decompressor ? " of its decompressed content" : "");
    const auto kept = before == 0 ? std::string{"no packet was before it"}
        : before == 1             ? std::string{"the packet before it was read"}
                                  : "all " + std::to_string(before) + " packets before it were read";
    Failure failure{Status::Input, {}, {}};
    if (m_broken) {
        failure.what = m_name + " cannot be decompressed beyond" + place + ": " + damage.what + "; " + kept + '.';
        failure.next = damage.fault == Fault::Limit ? "Decompress it and read the result." : "Copy it again.";
    } else if (damage.fault == Fault::Cut) {
        failure.what = m_name + " is cut off in" + place + ": it ends inside the " + damage.what + "; " + kept + '.';
        failure.next = m_file.regular() ? "If it is still being written, read it again when it is complete."
                                        : "Its writer ended there: look at what that program says.";
    } else {
        failure.what = m_name + " is damaged in" + place + ": " + damage.what + "; " + kept + '.';
        failure.next = "Nothing behind this place was read.";
    }
    return failure;
}

}  // namespace pr::source
