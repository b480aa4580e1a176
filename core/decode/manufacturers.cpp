#include "core/decode/manufacturers.h"

#include <charconv>

// resources/manufacturers.tsv as it stands: lines of six hexadecimal digits, a tab and a name, sorted by the digits.
__asm__(".pushsection .rodata\n"
        ".hidden prManufacturers\n"
        ".global prManufacturers\n"
        "prManufacturers:\n"
        ".incbin \"" PR_MANUFACTURERS "\"\n"
        ".hidden prManufacturersEnd\n"
        ".global prManufacturersEnd\n"
        "prManufacturersEnd:\n"
        ".byte 0\n"
        ".popsection\n");

// NOLINTNEXTLINE(modernize-avoid-c-arrays): names of the assembler
extern "C" __attribute__((visibility("hidden"))) const char prManufacturers[], prManufacturersEnd[];

namespace pr::decode {

std::string_view manufacturerOf(std::uint32_t prefix)
{
    constexpr std::size_t kDigits = 6;
    const std::string_view text{prManufacturers, static_cast<std::size_t>(prManufacturersEnd - prManufacturers)};
    // [low, high) holds whole lines
    for (std::size_t low = 0, high = text.size(); low < high;) {
        const auto middle = low + (high - low) / 2;
        const auto before = text.substr(low, middle - low).rfind('\n');
        const auto begin = before == std::string_view::npos ? low : low + before + 1;
        const auto end = std::min(text.find('\n', begin), high);
        const auto line = text.substr(begin, end - begin);
        std::uint32_t here = 0;
        std::from_chars(line.data(), line.data() + std::min(kDigits, line.size()), here, 16);
        if (here == prefix)
            return line.substr(std::min(line.size(), kDigits + 1));
        if (here < prefix)
            low = end + 1;
        else
            high = begin;
    }
    return {};
}

}  // namespace pr::decode
