// The certificates of core/protocols/x509, for those who may not look below the driver.
#pragma once

#include "core/protocols/x509/x509.h"

namespace pr::dissect {

using x509::AlternativeName;
using x509::Certificate;
using x509::parseCertificate;

}  // namespace pr::dissect
