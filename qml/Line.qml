import QtQuick
import PacketRecorder.Models

// A hairline: wide unless `upright`.
Rectangle {
    property bool upright: false

    implicitWidth: 1
    implicitHeight: 1
    color: Theme.line
}
