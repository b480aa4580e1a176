// The stream follower of core/flow, for those who may not look below the driver.
#pragma once

#include "core/flow/follow_stream.h"

namespace pr::dissect {

using flow::FollowStream;

}  // namespace pr::dissect
