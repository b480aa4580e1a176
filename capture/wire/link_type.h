// Link types: files number them one way (LINKTYPE_), libpcap another (DLT_); both are the same but for these
// (pcap-common.c).
#pragma once

#include <cstdint>

namespace pr::wire {

struct LinkTypePair {
    int dlt;
    std::uint16_t linkType;
};
inline constexpr LinkTypePair differentLinkTypes[] = {{11, 100}, {12, 101}, {19, 106}};

constexpr std::uint16_t linkTypeOfDlt(int dlt)
{
    for (const auto& pair : differentLinkTypes)
        if (pair.dlt == dlt)
            return pair.linkType;
    return static_cast<std::uint16_t>(dlt);
}

}  // namespace pr::wire
