// The row view for screen readers: a table whose cells are made when they are asked for.
#pragma once

namespace pr::models {

/// Makes RowViews answer as tables. Once, before the first window.
void installRowAccessibility();

}  // namespace pr::models
