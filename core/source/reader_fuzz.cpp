// Any bytes as a capture file: read, then written again in both formats. What was read must read the same when written.
#include "core/source/reader.h"
#include "core/source/writer.h"

#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace pr;
using namespace pr::source;

namespace {

int memoryFile(Bytes content)
{
    const auto fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, content.data(), content.size()) != static_cast<ssize_t>(content.size())
        || lseek(fd, 0, SEEK_SET) != 0)
        std::abort();
    return fd;
}

std::uint64_t copy(Reader& reader, Writer& writer)
{
    std::uint64_t packets = 0;
    Batch batch;
    while (true) {
        const auto next = reader.next(batch);
        if (!next || *next == Next::End)
            return packets;
        std::size_t interface = 0;
        std::size_t item = 0;
        for (const auto& packet : batch.packets) {
            const Item* options = nullptr;
            for (; item < batch.items.size() && batch.items[item].place <= packet.number; ++item) {
                options = batch.items[item].kind == ItemKind::PacketOptions ? &batch.items[item] : nullptr;
                if (batch.items[item].kind == ItemKind::Interface)
                    static_cast<void>(writer.describe(batch.interfaces[interface++]));
                else
                    static_cast<void>(writer.add(batch.items[item]));
            }
            if (writer.add(packet, options))
                ++packets;
        }
        for (; item < batch.items.size(); ++item) {
            if (batch.items[item].kind == ItemKind::Interface)
                static_cast<void>(writer.describe(batch.interfaces[interface++]));
            else
                static_cast<void>(writer.add(batch.items[item]));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto content = std::as_bytes(std::span{data, size});
    for (const auto format : {FileFormat::Pcapng, FileFormat::PcapNanoseconds}) {
        auto reader = Reader::open(memoryFile(content), "input");
        if (!reader)
            return 0;
        const auto fd = memoryFile({});
        const WriterOptions options{.format = format, .hardware = {}, .os = {}};
        const auto writer = Writer::create(Output::to(fd, "output"), options);
        const auto packets = copy(**reader, *writer);
        if (!writer->finish())
            std::abort();
        lseek(fd, 0, SEEK_SET);
        auto again = Reader::open(fd, "output");
        std::uint64_t read = 0;
        Batch batch;
        while (again) {
            const auto next = (*again)->next(batch);
            if (!next)
                std::abort();
            if (*next == Next::End)
                break;
            read += batch.packets.size();
        }
        if (read != packets)
            std::abort();
    }
    return 0;
}
