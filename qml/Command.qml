import QtQuick

// Something that can be done from anywhere: by its keys, or by its name in the palette.
Shortcut {
    property string what: ""
    property string keys: nativeText  // as they are shown
}
