// An alert of the case as a row and as passages.
#pragma once

#include "models/packet_source.h"

#include "core/store/alert.h"
#include "core/store/table_reader.h"

namespace pr::models {

/// Names of what alertCells() gives.
const std::vector<std::string>& alertNames();
std::vector<store::OwnedCell> alertCells(const store::AlertRecord& alert);
/// Why, who, the evidence, what weakens it, what would prove it wrong.
std::vector<Passage> passagesOf(const store::AlertRecord& alert);

}  // namespace pr::models
