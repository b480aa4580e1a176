// What the trees of a session depend on besides its packets.
#pragma once

#include "core/dissect/options.h"
#include "core/store/reader.h"

#include <string_view>

namespace pr::query {

/// The secrets that the session keeps, each from the packet on from which the import knew it, and `more`: the text of
/// a key log that this one question brings along. Null: there are none.
Outcome<std::shared_ptr<const flow::KeyLog>> keysOf(store::Case& opened, SessionId session, std::string_view more = {});

}  // namespace pr::query
