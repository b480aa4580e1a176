#include "core/query/session_keys.h"

#include "core/dissect/session_keys.h"

namespace pr::query {

namespace {

constexpr std::uint32_t kSecretsBlock = 10;  // of pcapng

}  // namespace

Outcome<std::shared_ptr<const flow::KeyLog>> keysOf(store::Case& opened, SessionId session, std::string_view more)
{
    const auto secrets = store::secrets(opened, session);
    if (!secrets)
        return Unexpected{secrets.error()};
    if (secrets->empty() && more.empty())
        return std::shared_ptr<const flow::KeyLog>{};
    auto keys = std::make_shared<flow::KeyLog>();
    std::vector<store::ItemRecord> blocks;
    for (std::uint64_t from = 0; !secrets->empty();) {
        auto items = store::items(opened, session, from);
        if (!items)
            return Unexpected{std::move(items.error())};
        if (items->empty())
            break;
        from += items->size();
        for (auto& item : *items)
            if (item.kind == store::ItemKind::UnknownBlock && item.code == kSecretsBlock && item.body.size() >= 8)
                blocks.push_back(std::move(item));
    }
    // what no block of the capture holds was brought along before its first packet
    const auto brought = secrets->size() - std::min(secrets->size(), blocks.size());
    for (std::size_t i = 0; i < brought; ++i)
        dissect::addSecretsBlock(*keys, bytesOf((*secrets)[i].body), false, {});
    for (const auto& block : blocks)
        dissect::addSecretsBlock(*keys, bytesOf(block.body), block.bigEndian, block.packet);
    keys->add(more);
    return std::shared_ptr<const flow::KeyLog>{std::move(keys)};
}

}  // namespace pr::query
