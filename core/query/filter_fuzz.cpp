#include "core/query/filter.h"

#include <array>

namespace {

constexpr pr::Field kTcp{.abbreviation = "tcp", .name = "TCP", .type = pr::FieldType::Protocol};
constexpr pr::Field kPort{.abbreviation = "tcp.port", .name = "Port", .type = pr::FieldType::UInt16};
constexpr pr::Field kAddress{.abbreviation = "ip.addr", .name = "Address", .type = pr::FieldType::Ipv4};
constexpr pr::Field kHost{.abbreviation = "http.host", .name = "Host", .type = pr::FieldType::String};
constexpr pr::Field kDelta{.abbreviation = "frame.time_delta", .name = "Delta", .type = pr::FieldType::RelativeTime};
constexpr pr::Field kTime{.abbreviation = "frame.time", .name = "Time", .type = pr::FieldType::AbsoluteTime};
constexpr std::array<const pr::Field*, 6> kFields{&kTcp, &kPort, &kAddress, &kHost, &kDelta, &kTime};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::array<std::span<const pr::Field* const>, 1> lists{kFields};
    static const pr::FieldRegistry registry{lists};
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto filter = pr::query::Filter::compile(text, registry);
    if (!filter) {
        if (filter.error().message.empty() || filter.error().column > size)
            __builtin_trap();
        return 0;
    }
    pr::FieldSink tree{pr::FieldSink::Mode::Tree};
    constexpr std::array<std::byte, 6> bytes{};
    tree.begin(bytes);
    const auto layer = tree.openLayer(kTcp, bytes, {0, 4});
    tree.add(kPort, 443, {0, 2});
    tree.add(kPort, 80, {2, 2});
    tree.add(kAddress, pr::Value::bytes(pr::Bytes{bytes}.first(4)), {0, 4});
    tree.add(kHost, pr::Value::text("example.org"), {0, 0});
    tree.add(kDelta, pr::Value::duration(pr::Nanoseconds{5}), {});
    tree.add(kTime, pr::Value::time(pr::Timestamp{}), {});
    (void)filter->matches(tree);
    return 0;
}
