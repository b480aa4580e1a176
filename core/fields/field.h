// What a field is: defined once, in the folder of its protocol, and known everywhere by the address of that definition.
// Window, filter, completion, `-e` and the documentation come from it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pr {

/// The value types of Wireshark's display filters; the width of a number decides how many hexadecimal digits it prints.
enum class FieldType : std::uint8_t {
    None,      ///< a mark without a value: prints 1
    Protocol,  ///< a layer: prints its label; its bytes answer slices, `contains` and `matches`
    Boolean,
    Char,
    UInt8,
    UInt16,
    UInt24,
    UInt32,
    UInt40,
    UInt48,
    UInt56,
    UInt64,
    Int8,
    Int16,
    Int24,
    Int32,
    Int64,
    Float,
    Double,
    Bytes,
    String,
    Ether,
    Ipv4,
    Ipv6,
    Oid,
    Guid,
    AbsoluteTime,
    RelativeTime,
    FrameNumber,  ///< the number of a packet: a link
};

/// How a number prints. Colon and MayBeEmpty are for bytes: colons between; "<none>" instead of "<MISSING>" for none.
enum class Base : std::uint8_t { Dec, Hex, Oct, DecHex, HexDec, Colon, MayBeEmpty };

/// The word for a value, as in `dns.qry.type` 1 = "A".
struct ValueName {
    std::uint64_t value;
    std::string_view name;
};

/// A constexpr struct, compared by address. `mask` says which bits of the wire's value it stands for: the value handed
/// to the sink is masked and shifted already.
struct Field {
    std::string_view abbreviation;  ///< tshark's: "tcp.srcport"
    std::string_view name;          ///< "Source Port"
    FieldType type = FieldType::None;
    Base base = Base::Dec;
    std::span<const ValueName> names = {};
    std::uint64_t mask = 0;
    bool indexed = false;    ///< its values go into the field index at import
    bool lookAhead = false;  ///< known only after later packets: printed with --two-pass

    /// One bit of 64, so that a sink that wants few fields refuses most others with one AND.
    std::uint64_t bloom = bloomBit(abbreviation);

    static constexpr std::uint64_t bloomBit(std::string_view text)
    {
        std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
        for (const char c : text)
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        return 1ULL << (hash >> 58);
    }
};

/// What a description can add, for one question before all of it (FieldSink::mayWant()).
struct FieldGroup {
    std::uint64_t bloom = 0;
    bool hasIndexed = false;

    template <class... Lists> static constexpr FieldGroup of(const Lists&... lists)
    {
        FieldGroup group;
        const auto add = [&](const auto& fields) {
            for (const auto* field : fields) {
                group.bloom |= field->bloom;
                group.hasIndexed = group.hasIndexed || field->indexed;
            }
        };
        (add(lists), ...);
        return group;
    }
};

/// The name of a value, or nothing.
std::string_view nameOf(std::span<const ValueName> names, std::uint64_t value);

/// "Unsigned integer (16 bits)" and so on: for `fields` and completion.
std::string_view typeWords(FieldType type);
/// tshark's name: "FT_UINT16".
std::string_view typeName(FieldType type);

constexpr bool isUnsigned(FieldType type)
{
    return (type >= FieldType::Char && type <= FieldType::UInt64) || type == FieldType::FrameNumber;
}

constexpr bool isSigned(FieldType type)
{
    return type >= FieldType::Int8 && type <= FieldType::Int64;
}

}  // namespace pr
