import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// What the row at hand says at length: passages with titles, and buttons that lead to the packets they speak of.
FocusScope {
    id: pane

    property var passages: []

    signal packetsRequested(string filter)

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("About this row")

    Rectangle {
        anchors.fill: parent
        color: Theme.bg1
    }
    Line {
        upright: true
        height: parent.height
    }
    Flickable {
        id: area
        anchors.fill: parent
        contentHeight: column.height + Theme.px(24)
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        focus: true
        activeFocusOnTab: true
        Keys.onUpPressed: contentY = Math.max(0, contentY - Theme.px(40))
        Keys.onDownPressed: contentY = Math.max(0, Math.min(contentHeight - height, contentY + Theme.px(40)))
        ScrollBar.vertical: ScrollBar {}

        Column {
            id: column
            x: Theme.px(16)
            y: Theme.px(12)
            width: area.width - 2 * x
            spacing: Theme.px(16)

            Repeater {
                model: pane.passages

                Column {
                    id: passage

                    required property var modelData

                    width: column.width
                    spacing: Theme.px(6)

                    Words {
                        text: passage.modelData.title
                        width: parent.width
                        font.weight: Font.DemiBold
                        color: Theme.text2
                    }
                    Words {
                        text: passage.modelData.text
                        width: parent.width
                        wrapMode: Text.Wrap
                        lineHeight: 1.3
                        Accessible.role: Accessible.StaticText
                        Accessible.name: passage.modelData.title + ": " + text
                    }
                    PushButton {
                        text: passage.modelData.action
                        glyph: Icons.packets
                        visible: passage.modelData.filter !== ""
                        hint: passage.modelData.filter
                        onClicked: pane.packetsRequested(passage.modelData.filter)
                    }
                }
            }
        }
    }
    FocusRing {
        anchors.margins: 1
        visible: area.activeFocus
    }
}
