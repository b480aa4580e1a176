// What a program did to its files, step by step: written by the shim, read by the tests.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace pr::faults {

enum class Step : std::uint8_t {
    Write = 1,
    Sync = 2,
    Truncate = 3,
    Remove = 4,
    Rename = 5,
    Ack = 6,  ///< what the program told its reader
};

struct Record {
    Step kind = Step::Ack;
    std::string path;
    std::int64_t offset = 0;  ///< of a write; size of a truncation
    std::string data;         ///< of a write or acknowledgement; new name
};

inline std::string encode(Step kind, std::string_view path, std::int64_t offset, std::string_view data)
{
    std::string out;
    const auto put = [&out](std::int64_t value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        out.append(bytes, sizeof value);
    };
    put(static_cast<std::int64_t>(kind));
    put(static_cast<std::int64_t>(path.size()));
    put(offset);
    put(static_cast<std::int64_t>(data.size()));
    return out.append(path).append(data);
}

inline std::vector<Record> decode(std::string_view log)
{
    std::vector<Record> out;
    const auto take = [&log] {
        std::int64_t value = 0;
        std::memcpy(&value, log.data(), sizeof value);
        log.remove_prefix(sizeof value);
        return value;
    };
    while (log.size() >= 4 * sizeof(std::int64_t)) {
        Record record;
        record.kind = static_cast<Step>(take());
        const auto path = static_cast<std::size_t>(take());
        record.offset = take();
        const auto data = static_cast<std::size_t>(take());
        record.path = log.substr(0, path);
        record.data = log.substr(path, data);
        log.remove_prefix(path + data);
        out.push_back(std::move(record));
    }
    return out;
}

}  // namespace pr::faults
