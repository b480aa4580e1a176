// Records whose data is more than a row of values: flags, lists, parts that depend on others.
#pragma once

#include "core/protocols/dns/rdata_cursor.h"

namespace pr::dns {

// Each reads what stands behind the parts that the table in rdata.cpp gives its type.
void wksBitmap(RdataCursor& in);
void loc(RdataCursor& in);
void isdnSubaddress(RdataCursor& in);
void naptrTarget(RdataCursor& in);
void dnskey(RdataCursor& in);
void key(RdataCursor& in);
void typeBitmaps(RdataCursor& in);
void nsec3Parameters(RdataCursor& in);
void nsec3(RdataCursor& in);
void ipseckey(RdataCursor& in);
void a6(RdataCursor& in);
void apl(RdataCursor& in);
void hip(RdataCursor& in);
void csync(RdataCursor& in);
void caa(RdataCursor& in);
void tsig(RdataCursor& in);
void tkey(RdataCursor& in);
void wins(RdataCursor& in);
void winsReverse(RdataCursor& in);

}  // namespace pr::dns
