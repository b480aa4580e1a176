import QtQuick
import PacketRecorder.Models

// Text of the window. Never markup: much of it came off a wire.
Text {
    property real size: 12

    color: Theme.text
    font.family: Theme.uiFamily
    font.pixelSize: Theme.px(size)
    font.preferShaping: false
    textFormat: Text.PlainText
    verticalAlignment: Text.AlignVCenter
}
