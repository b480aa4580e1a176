// The capture files that linked sessions left their bytes in (`import --link`).
#pragma once

#include "core/store/block.h"
#include "core/store/records.h"

#include <span>
#include <string>
#include <vector>

namespace pr::store {

class Originals {
public:
    Originals() = default;
    explicit Originals(std::vector<SourceFileRecord> files) : m_files{std::move(files)} { }

    /// The bytes of all packets of a block, one after the other. The files are opened anew at each call: they may be
    /// gone, or others, by the next one. Whether the bytes are those that were recorded is for the digest of the block
    /// to say; a case can name any file of the system, so nothing of them may be shown before that.
    Outcome<std::string> read(const LinkColumns& places, std::span<const std::uint32_t> captured) const;
    /// Path of the file that a block's packet stands in, for messages.
    std::string nameOf(std::uint32_t file) const;

private:
    const SourceFileRecord* find(std::uint32_t number) const;
    std::vector<SourceFileRecord> m_files;
};

}  // namespace pr::store
