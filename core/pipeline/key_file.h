// Files of secrets that a user has.
#pragma once

#include "core/base/result.h"

#include <string>

namespace pr::pipeline {

/// The text of a key log (SSLKEYLOGFILE), every line of which is one. Failures name the file, and the line that is
/// none.
Outcome<std::string> readKeyLog(const std::string& path);

}  // namespace pr::pipeline
