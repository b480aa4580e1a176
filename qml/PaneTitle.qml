import QtQuick
import PacketRecorder.Models

// The head of a pane: what it is, and of what.
Rectangle {
    id: head

    property string text: ""
    property string detail: ""
    default property alias tools: tools.data

    implicitHeight: Theme.px(28)
    color: Theme.bg1

    Line { width: parent.width }
    Line { width: parent.width; anchors.bottom: parent.bottom }
    Words {
        id: title
        x: Theme.px(12)
        height: parent.height
        text: head.text
        font.weight: Font.DemiBold
    }
    DataWords {
        anchors.left: title.right
        anchors.leftMargin: Theme.px(12)
        anchors.right: tools.left
        height: parent.height
        text: head.detail
        size: 11
        color: Theme.text2
        elide: Text.ElideRight
    }
    Row {
        id: tools
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(8)
        anchors.verticalCenter: parent.verticalCenter
    }
}
