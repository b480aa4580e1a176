// One packet on its way through the driver.
#pragma once

#include "core/dissect/dissector.h"

namespace pr::dissect {

struct Dissector::Current {
    const PacketView& packet;
    FieldSink& sink;
    EventBuffer* events;
    decode::FrameContext frame;
    std::uint16_t marks = 0;
    std::uint8_t tcpFlags = 0;
    std::uint8_t direction = 2;
    std::string_view service;
};

}  // namespace pr::dissect
