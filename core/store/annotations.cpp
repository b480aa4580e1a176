#include "core/store/annotations.h"

#include "core/source/options.h"

namespace pr::store {

PacketNotes notesOf(const ItemRecord& item)
{
    PacketNotes notes;
    const auto order = item.bigEndian ? source::ByteOrder::Big : source::ByteOrder::Little;
    const auto whole = source::eachOption(bytesOf(item.body), order, [&](std::uint16_t code, Bytes value) {
        const source::Fields fields{value, order};
        switch (code) {
        case 1: notes.comments.emplace_back(textOf(value)); break;
        case 2:
            if (value.size() == 4)
                notes.flags = fields.u32(0);
            break;
        case 4:
            if (value.size() == 8)
                notes.dropCount = fields.u64(0);
            break;
        case 5:
            if (value.size() == 8)
                notes.packetId = fields.u64(0);
            break;
        case 6:
            if (value.size() == 4)
                notes.queue = fields.u32(0);
            break;
        default: break;
        }
    });
    static_cast<void>(whole);  // a list that breaks off has said what stood before the break
    return notes;
}

bool isPcapngSection(const ItemRecord& item)
{
    constexpr std::uint32_t sectionHeaderBlock = 0x0A0D0D0A;
    return item.kind == ItemKind::Section && item.code == sectionHeaderBlock;
}

}  // namespace pr::store
