import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// The imports and captures of the case.
FocusScope {
    id: side

    required property Workspace workspace

    Rectangle { anchors.fill: parent; color: Theme.bg1 }
    Line { upright: true; anchors.right: parent.right; height: parent.height }

    Words {
        id: heading
        x: Theme.px(14)
        height: Theme.px(36)
        text: qsTr("Sessions")
        font.weight: Font.DemiBold
        color: Theme.text2
        size: 11
    }
    DataWords {
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(14)
        height: heading.height
        size: 11
        color: Theme.text2
        text: side.workspace.sessions.count
    }
    ListView {
        id: list
        anchors.top: heading.bottom
        anchors.bottom: parent.bottom
        x: Theme.px(6)
        width: parent.width - Theme.px(13)
        clip: true
        model: side.workspace.sessions
        currentIndex: side.workspace.session
        activeFocusOnTab: true
        focus: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Sessions")
        Keys.onDownPressed: side.workspace.session += 1
        Keys.onUpPressed: side.workspace.session -= 1

        delegate: Rectangle {
            id: row

            required property int index
            required property string name
            required property string status
            required property real packets
            required property bool growing
            required property string first
            required property string last
            required property real lost

            width: list.width
            height: Theme.px(44)
            radius: Theme.px(5)
            color: ListView.isCurrentItem ? Theme.accentSoft : area.containsMouse ? Theme.bg3 : "transparent"
            border.width: ListView.isCurrentItem && list.activeFocus ? 2 : 0
            border.color: Theme.accent
            Accessible.role: Accessible.ListItem
            Accessible.name: qsTr("%1, %2 packets, %3").arg(row.name).arg(row.packets).arg(row.status) + (row.lost > 0 ? qsTr(", %1 lost").arg(row.lost) : "")
            Accessible.selected: ListView.isCurrentItem

            IconLabel {
                x: Theme.px(8)
                y: Theme.px(6)
                text: row.growing ? Icons.sensors : Icons.file
                color: row.ListView.isCurrentItem ? Theme.accent : Theme.text2
            }
            Words {
                id: title
                x: Theme.px(32)
                y: Theme.px(5)
                width: parent.width - x - Theme.px(8)
                text: row.name
                elide: Text.ElideMiddle
                font.weight: Font.Medium
            }
            DataWords {
                x: title.x
                anchors.top: title.bottom
                anchors.topMargin: Theme.px(2)
                width: title.width
                size: 11
                color: Theme.text2
                elide: Text.ElideRight
                text: qsTr("%1 packets").arg(side.workspace.grouped(row.packets)) + (row.status !== "" && row.status !== "complete" ? ", " + row.status : "") + (row.lost > 0 ? qsTr(", %1 lost").arg(side.workspace.grouped(row.lost)) : "")
            }
            MouseArea {
                id: area
                anchors.fill: parent
                hoverEnabled: true
                onClicked: side.workspace.session = row.index
            }
            Tip {
                visible: area.containsMouse
                text: row.first === "" ? row.name : row.name + "\n" + row.first + "\n" + row.last
            }
        }
    }
    Words {
        anchors.top: heading.bottom
        x: Theme.px(14)
        width: parent.width - 2 * x
        visible: list.count === 0
        text: qsTr("None yet.")
        color: Theme.text2
        wrapMode: Text.Wrap
    }
}
