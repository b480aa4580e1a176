// The registry: the only file outside a protocol's folder that names it.
#pragma once

#include "core/flow/protocol.h"

#include <span>

namespace pr::dissect {

/// All protocols that a stream or a datagram can carry, in the order in which their probes are asked.
std::span<const flow::Protocol* const> protocols();
const flow::Protocol* protocolNamed(std::string_view name);
/// The protocol that a port belongs to, or null.
const flow::Protocol* protocolOfPort(flow::Carrier carrier, std::uint16_t port);

/// The lists of all fields that there are: of the layers and of the protocols.
std::span<const std::span<const Field* const>> fieldLists();
/// All event tables that protocols write.
std::span<const EventTable* const> eventTables();

}  // namespace pr::dissect
