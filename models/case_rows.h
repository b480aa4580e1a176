// Packets of a case as rows of the packet table.
#pragma once

#include "models/packet_source.h"

#include "core/store/reader.h"

#include <atomic>
#include <filesystem>
#include <mutex>

namespace pr::models {

/// How many packets of a session are committed, as was last heard; shared by all that show it.
using PacketCount = std::atomic<std::uint64_t>;

std::vector<Column> packetColumns();

/// Numbers of the packets that passed a filter, or of all in another order; added to by one thread, read by others.
class MatchList {
public:
    MatchList() = default;
    /// In any order; nothing is added.
    explicit MatchList(std::vector<std::uint64_t> sorted)
        : m_ascending{false}, m_numbers{std::move(sorted)}, m_size{m_numbers.size()}
    {
    }
    void add(std::span<const std::uint64_t> numbers);  ///< ascending
    std::uint64_t size() const { return m_size; }
    std::vector<std::uint64_t> slice(std::uint64_t first, std::size_t count) const;
    std::vector<std::uint64_t> all() const { return slice(0, m_size); }
    std::uint64_t rowOf(std::uint64_t number) const;
    /// Up to which packet the session was searched; for the thread that adds.
    std::uint64_t searched = 0;

private:
    const bool m_ascending = true;
    mutable std::mutex m_mutex;
    std::vector<std::uint64_t> m_numbers;
    std::atomic<std::uint64_t> m_size = 0;
};

/// Rows of all packets of a session, or of those in a list. The file is opened by the thread that asks for rows.
class PacketRows : public RowReader {
public:
    PacketRows(std::filesystem::path path, SessionId session, std::shared_ptr<const PacketCount> all,
        std::shared_ptr<MatchList> matches = {});
    ~PacketRows() override;

    /// Null: all packets.
    const std::shared_ptr<MatchList>& matches() const { return m_matches; }

    std::uint64_t rowCount() const override { return m_matches ? m_matches->size() : m_all->load(); }
    std::vector<Row> rows(std::uint64_t first, std::size_t count, std::stop_token stop) override;
    std::uint64_t rowOf(std::uint64_t number) override;
    std::shared_ptr<RowReader> another() const override;
    Outcome<std::shared_ptr<RowReader>> sorted(
        const SortOrder& order, std::stop_token stop, const std::function<void(double)>& report) const override;

private:
    struct Open;
    Outcome<void> ensureOpen();
    std::vector<std::uint64_t> numbers(std::uint64_t first, std::size_t count) const;
    Outcome<std::vector<std::uint64_t>> sortedByCell(std::vector<std::uint64_t> numbers, const SortOrder& order,
        const std::stop_token& stop, const std::function<void(double)>& report) const;

    std::filesystem::path m_path;
    SessionId m_session;
    std::shared_ptr<const PacketCount> m_all;
    std::shared_ptr<MatchList> m_matches;
    std::unique_ptr<Open> m_open;
};

}  // namespace pr::models
