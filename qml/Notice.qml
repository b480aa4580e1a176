import QtQuick
import PacketRecorder.Models

// What stands in an empty, loading or failed view: one sentence and one action.
Column {
    id: notice

    property string glyph: Icons.info
    property string text: ""
    property string action: ""
    property color ink: Theme.text3

    signal acted

    spacing: Theme.px(12)
    width: Math.min(Theme.px(420), parent ? parent.width - Theme.px(32) : 420)

    IconLabel {
        text: notice.glyph
        size: 28
        color: notice.ink
        width: parent.width
    }
    Words {
        text: notice.text
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        color: Theme.text2
        lineHeight: 1.3
    }
    PushButton {
        text: notice.action
        visible: text !== ""
        anchors.horizontalCenter: parent.horizontalCenter
        onClicked: notice.acted()
    }
}
