#include "core/fields/field.h"

#include <array>

namespace pr {

namespace {

struct Words {
    std::string_view name, words;
};

constexpr std::array kWords{
    Words{"FT_NONE", "Label"},
    Words{"FT_PROTOCOL", "Protocol"},
    Words{"FT_BOOLEAN", "Boolean"},
    Words{"FT_CHAR", "Character (8 bits)"},
    Words{"FT_UINT8", "Unsigned integer (8 bits)"},
    Words{"FT_UINT16", "Unsigned integer (16 bits)"},
    Words{"FT_UINT24", "Unsigned integer (24 bits)"},
    Words{"FT_UINT32", "Unsigned integer (32 bits)"},
    Words{"FT_UINT40", "Unsigned integer (40 bits)"},
    Words{"FT_UINT48", "Unsigned integer (48 bits)"},
    Words{"FT_UINT56", "Unsigned integer (56 bits)"},
    Words{"FT_UINT64", "Unsigned integer (64 bits)"},
    Words{"FT_INT8", "Signed integer (8 bits)"},
    Words{"FT_INT16", "Signed integer (16 bits)"},
    Words{"FT_INT24", "Signed integer (24 bits)"},
    Words{"FT_INT32", "Signed integer (32 bits)"},
    Words{"FT_INT64", "Signed integer (64 bits)"},
    Words{"FT_FLOAT", "Floating point (single precision)"},
    Words{"FT_DOUBLE", "Floating point (double precision)"},
    Words{"FT_BYTES", "Byte sequence"},
    Words{"FT_STRING", "Character string"},
    Words{"FT_ETHER", "Ethernet or other MAC address"},
    Words{"FT_IPv4", "IPv4 address"},
    Words{"FT_IPv6", "IPv6 address"},
    Words{"FT_OID", "ASN.1 object identifier"},
    Words{"FT_GUID", "Globally unique identifier"},
    Words{"FT_ABSOLUTE_TIME", "Date and time"},
    Words{"FT_RELATIVE_TIME", "Time offset"},
    Words{"FT_FRAMENUM", "Frame number"},
};
static_assert(kWords.size() == static_cast<std::size_t>(FieldType::FrameNumber) + 1);

}  // namespace

std::string_view nameOf(std::span<const ValueName> names, std::uint64_t value)
{
    for (const auto& entry : names)
        if (entry.value == value)
            return entry.name;
    return {};
}

std::string_view typeName(FieldType type)
{
    return kWords[static_cast<std::size_t>(type)].name;
}

std::string_view typeWords(FieldType type)
{
    return kWords[static_cast<std::size_t>(type)].words;
}

}  // namespace pr
