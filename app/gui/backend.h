// Which renderer draws the window.
#pragma once

namespace pr::gui {

/// Without a real GPU the software renderer takes a third to a twentieth of the time that an emulated OpenGL needs. The
/// setting `look/renderer` ("software", "gpu") and Qt's own QT_QUICK_BACKEND overrule the choice. Call once, before the
/// first window.
void chooseBackend();

}  // namespace pr::gui
