#include "core/store/originals.h"

#include "core/base/limits.h"
#include "core/source/packet_file.h"

#include <algorithm>
#include <cstring>

namespace pr::store {

namespace {

// One read for a run of packets costs less than a read for each, as long as what lies between them is little.
constexpr std::uint64_t kBetween = 256 * limits::KiB;

}  // namespace

const SourceFileRecord* Originals::find(std::uint32_t number) const
{
    const auto found = std::find_if(
        m_files.begin(), m_files.end(), [number](const SourceFileRecord& file) { return file.number == number; });
    return found == m_files.end() ? nullptr : &*found;
}

std::string Originals::nameOf(std::uint32_t file) const
{
    const auto* found = find(file);
    return found ? found->path : "file " + std::to_string(file);
}

Outcome<std::string> Originals::read(const LinkColumns& places, std::span<const std::uint32_t> captured) const
{
    std::uint64_t total = 0;
    for (const auto length : captured)
        total += length;
    if (total > (captured.size() == 1 ? limits::packetBytes : limits::blockBytes))
        return fail(Status::Storage, "a linked block says that it has " + std::to_string(total) + " bytes.");
    std::string out, run;
    out.reserve(total);
    for (std::size_t first = 0; first < captured.size();) {
        const auto* file = find(places.file[first]);
        if (!file)
            return fail(Status::Storage, "an original file is not listed.");
        auto opened = source::PacketFile::open(file->path);
        if (!opened)
            return Unexpected{std::move(opened.error())};
        // all packets of the file that lie one behind the other
        std::size_t behind = first;
        auto end = places.offset[first];
        std::uint64_t between = 0;
        while (behind < captured.size() && places.file[behind] == places.file[first] && places.offset[behind] >= end
            && between + (places.offset[behind] - end) <= kBetween) {
            between += places.offset[behind] - end;
            end = places.offset[behind] + captured[behind];
            ++behind;
        }
        behind = std::max(behind, first + 1);
        const auto start = places.offset[first];
        end = places.offset[behind - 1] + captured[behind - 1];
        run.resize(end - start);
        if (auto read = opened->read(start, std::as_writable_bytes(std::span{run})); !read)
            return Unexpected{std::move(read.error())};
        for (; first < behind; ++first)
            out.append(run, places.offset[first] - start, captured[first]);
    }
    return out;
}

}  // namespace pr::store
