#include "models/case_sort.h"

#include "models/packet_summary.h"

#include "core/base/limits.h"
#include "core/store/reader.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace pr::models {

namespace {

/// Texts or addresses by number, and in the end by rank.
class Ranks {
public:
    std::uint64_t numberOf(std::string_view value)
    {
        return m_numbers.try_emplace(std::string{value}, m_numbers.size()).first->second;
    }
    /// By number: which place the value takes among all of them.
    std::vector<std::uint64_t> ranks() const
    {
        std::vector<std::pair<std::string_view, std::uint64_t>> sorted{m_numbers.begin(), m_numbers.end()};
        std::ranges::sort(sorted);
        std::vector<std::uint64_t> ranks(sorted.size());
        for (std::size_t i = 0; i < sorted.size(); ++i)
            ranks[sorted[i].second] = i;
        return ranks;
    }

private:
    std::unordered_map<std::string, std::uint64_t> m_numbers;
};

/// Addresses sort by their bytes, IPv4 before IPv6, MAC addresses behind them.
std::string addressKey(Bytes address)
{
    const char kind = address.empty() ? '0' : address.size() == 4 ? '1' : address.size() == 16 ? '2' : '3';
    return kind + std::string{textOf(address)};
}

struct Entry {
    std::uint64_t key, number;
};

class Sorter {
public:
    Sorter(store::PacketReader& reader, std::string_view column) : m_reader{reader}, m_column{column} { }

    /// Keys of the packets of one block: by time, length, or the numbers of m_ranks.
    Outcome<std::vector<std::uint64_t>> keysOf(std::size_t block)
    {
        if (m_column == "frame.time" || m_column == "frame.len") {
            const bool time = m_column == "frame.time";
            auto columns = m_reader.evidence(block, time ? store::EvidencePart::Time : store::EvidencePart::Lengths);
            if (!columns)
                return Unexpected{columns.error()};
            return time ? timeKeys(*columns)
                        : std::vector<std::uint64_t>(columns->original.begin(), columns->original.end());
        }
        const bool stack = m_column == "protocol";
        auto columns = m_reader.analysis(block, stack ? store::AnalysisPart::Stack : store::AnalysisPart::Path);
        if (!columns)
            return Unexpected{columns.error()};
        const auto dictionaries = m_reader.dictionaries(m_reader.segmentOf(block));
        if (!dictionaries)
            return Unexpected{dictionaries.error()};
        const auto& words = stack ? (*dictionaries)->stacks : (*dictionaries)->paths;
        if (*dictionaries != m_known) {
            m_known = *dictionaries;
            m_byNumber.assign(words.size(), unknown);
        }
        std::vector<std::uint64_t> keys;
        for (const auto number : stack ? columns->stack : columns->path) {
            if (number >= m_byNumber.size())
                m_byNumber.resize(number + 1U, unknown);
            auto& key = m_byNumber[number];
            if (key == unknown)
                key =
                    m_ranks.numberOf(stack ? std::string{listedProtocol(textOf(words[number]))} : endOf(words[number]));
            keys.push_back(key);
        }
        return keys;
    }
    /// Keys become such that sort.
    void settle(std::vector<Entry>& entries) const
    {
        if (m_column == "frame.time" || m_column == "frame.len" || m_column == "frame.number")
            return;
        const auto ranks = m_ranks.ranks();
        for (auto& entry : entries)
            entry.key = ranks[entry.key];
    }

private:
    static constexpr std::uint64_t unknown = ~std::uint64_t{0};

    std::string endOf(Bytes path) const
    {
        const auto ends = endsOf(path);
        return addressKey(m_column == "source" ? ends.source : ends.destination);
    }
    static std::vector<std::uint64_t> timeKeys(const store::EvidenceColumns& columns)
    {
        std::vector<std::uint64_t> keys;
        for (const auto time : columns.time)
            keys.push_back(static_cast<std::uint64_t>(time) ^ (std::uint64_t{1} << 63));  // negative ones sort first
        return keys;
    }

    store::PacketReader& m_reader;
    std::string m_column;
    Ranks m_ranks;
    std::shared_ptr<const store::SegmentDictionaries> m_known;
    std::vector<std::uint64_t> m_byNumber;
};

}  // namespace

bool sortsByColumns(std::string_view column)
{
    constexpr std::array names{"frame.number", "frame.time", "frame.len", "source", "destination", "protocol"};
    return std::ranges::find(names, column) != names.end();
}

Outcome<std::vector<std::uint64_t>> sortedPackets(const std::filesystem::path& path, SessionId session,
    std::vector<std::uint64_t> numbers, const SortOrder& order, const std::stop_token& stop,
    const std::function<void(double)>& report)
{
    if (order.column == "frame.number") {
        if (order.descending)
            std::ranges::reverse(numbers);
        return numbers;
    }
    auto file = store::Case::open(path, store::CaseAccess::ReadOnly);
    if (!file)
        return Unexpected{file.error()};
    constexpr std::size_t cacheBytes = 1 * limits::MiB;  // only columns are read
    auto reader = store::PacketReader::open(**file, session, cacheBytes);
    if (!reader)
        return Unexpected{reader.error()};
    // what a ring dropped has nothing to be sorted by
    std::erase_if(numbers, [&](std::uint64_t number) { return PacketNumber{number} < (*reader)->firstPacket(); });
    Sorter sorter{**reader, order.column};
    std::vector<Entry> entries;
    entries.reserve(numbers.size());
    for (std::size_t at = 0; at < numbers.size();) {
        if (stop.stop_requested())
            return std::vector<std::uint64_t>{};
        const auto block = (*reader)->blockOf({numbers[at]});
        if (!block)
            return Unexpected{
                Failure{Status::Storage, "Packet " + std::to_string(numbers[at]) + " is not in the case.", {}}};
        const auto keys = sorter.keysOf(*block);
        if (!keys)
            return Unexpected{keys.error()};
        const auto first = (*reader)->blocks()[*block].firstPacket;
        for (; at < numbers.size() && numbers[at] - first < keys->size(); ++at)
            entries.push_back({(*keys)[numbers[at] - first], numbers[at]});
        report(static_cast<double>(at) / static_cast<double>(numbers.size()));
    }
    sorter.settle(entries);
    std::ranges::sort(entries, [&](const Entry& a, const Entry& b) {
        if (a.key != b.key)
            return order.descending ? a.key > b.key : a.key < b.key;
        return a.number < b.number;
    });
    numbers.resize(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i)
        numbers[i] = entries[i].number;
    return numbers;
}

}  // namespace pr::models
