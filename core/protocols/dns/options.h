// Data of records that is a list of coded options: EDNS (RFC 6891 6.1.2) and SVCB, HTTPS (RFC 9460 2.2).
#pragma once

#include "core/protocols/dns/rdata_cursor.h"

namespace pr::dns {

void describeOptions(RdataCursor& in);
void describeServiceParameters(RdataCursor& in);

}  // namespace pr::dns
