import QtQuick
import PacketRecorder.Models

// Two pixels of accent around the control that has the focus.
Rectangle {
    property real corner: 5

    anchors.fill: parent
    anchors.margins: -3
    radius: Theme.px(corner) + 3
    color: "transparent"
    border.width: 2
    border.color: Theme.accent
}
