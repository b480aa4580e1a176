import QtQuick
import PacketRecorder.Models

// A character of the icon font. What it means is said by the control around it.
Text {
    property real size: 16

    color: Theme.text2
    font.family: Theme.iconFamily
    font.pixelSize: Theme.px(size)
    textFormat: Text.PlainText
    horizontalAlignment: Text.AlignHCenter
    verticalAlignment: Text.AlignVCenter
    Accessible.ignored: true
}
