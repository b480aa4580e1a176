import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// No case open: three ways to begin, and the cases that were open before.
FocusScope {
    id: page

    required property Workspace workspace

    signal openRequested
    signal newRequested
    signal captureRequested
    signal pipeRequested

    Rectangle { anchors.fill: parent; color: Theme.bg2 }

    Column {
        id: content
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(Theme.px(32), parent.height * 0.12)
        width: Math.min(Theme.px(760), parent.width - Theme.px(48))
        spacing: Theme.px(24)

        Column {
            width: parent.width
            spacing: Theme.px(6)

            Words {
                text: qsTr("packetrecorder")
                size: 22
                font.weight: Font.DemiBold
            }
            Words {
                text: qsTr("Open a capture to see its packets, or record one. The evidence itself is never changed.")
                color: Theme.text2
                width: parent.width
                wrapMode: Text.Wrap
            }
        }
        Flow {
            width: parent.width
            spacing: Theme.px(8)

            PushButton {
                text: qsTr("Open capture…")
                glyph: Icons.open
                primary: true
                focus: true
                hint: "Ctrl+O"
                onClicked: page.openRequested()
            }
            PushButton {
                text: qsTr("New case…")
                glyph: Icons.newCase
                hint: "Ctrl+Shift+N"
                onClicked: page.newRequested()
            }
            PushButton {
                text: qsTr("Capture…")
                glyph: Icons.capture
                hint: "Ctrl+E"
                onClicked: page.captureRequested()
            }
            PushButton {
                text: qsTr("Read from a pipe…")
                glyph: Icons.sensors
                hint: "Ctrl+Shift+O"
                onClicked: page.pipeRequested()
            }
        }
        Rectangle {
            width: parent.width
            height: Theme.px(64)
            radius: Theme.px(6)
            color: "transparent"
            border.color: Theme.ctl

            Row {
                anchors.centerIn: parent
                spacing: Theme.px(8)

                IconLabel {
                    text: Icons.upload
                    color: Theme.text3
                }
                Words {
                    text: qsTr("or drop captures anywhere in this window")
                    color: Theme.text2
                }
            }
        }
        Column {
            width: parent.width
            spacing: Theme.px(4)
            visible: page.workspace.recent.count > 0

            Words {
                text: qsTr("Recent cases")
                size: 13
                font.weight: Font.DemiBold
                bottomPadding: Theme.px(4)
            }
            ListView {
                id: recent
                width: parent.width
                height: Math.min(contentHeight, page.height - content.y - Theme.px(280))
                clip: true
                model: page.workspace.recent
                activeFocusOnTab: true
                boundsBehavior: Flickable.StopAtBounds
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Recent cases")
                Keys.onReturnPressed: page.workspace.openRecent(currentIndex)

                delegate: Rectangle {
                    id: row

                    required property int index
                    required property string name
                    required property string path
                    required property real packets
                    required property string opened
                    required property bool missing

                    width: ListView.view ? ListView.view.width : 0
                    height: Theme.px(40)
                    radius: Theme.px(5)
                    color: area.containsMouse ? Theme.bg3 : "transparent"
                    border.width: ListView.isCurrentItem && ListView.view.activeFocus ? 2 : 0
                    border.color: Theme.accent
                    Accessible.role: Accessible.ListItem
                    Accessible.name: name

                    Words {
                        id: nameWords
                        x: Theme.px(10)
                        y: Theme.px(4)
                        width: parent.width * 0.55
                        text: row.name
                        elide: Text.ElideRight
                        font.weight: Font.Medium
                        font.strikeout: row.missing
                    }
                    Words {
                        x: Theme.px(10)
                        anchors.top: nameWords.bottom
                        width: parent.width * 0.6
                        text: row.missing ? qsTr("missing: %1").arg(row.path) : row.path
                        size: 11
                        elide: Text.ElideMiddle
                        color: Theme.text2
                    }
                    DataWords {
                        anchors.right: parent.right
                        anchors.rightMargin: Theme.px(44)
                        anchors.verticalCenter: parent.verticalCenter
                        size: 11
                        color: Theme.text2
                        text: qsTr("%1 packets   %2 UTC").arg(page.workspace.grouped(row.packets)).arg(row.opened)
                    }
                    MouseArea {
                        id: area
                        anchors.fill: parent
                        hoverEnabled: true
                        onClicked: page.workspace.openCase(row.path)
                    }
                    PushButton {
                        anchors.right: parent.right
                        anchors.rightMargin: Theme.px(6)
                        anchors.verticalCenter: parent.verticalCenter
                        glyph: Icons.close
                        quiet: true
                        visible: area.containsMouse || hovered
                        hint: qsTr("Take out of this list; the file stays")
                        onClicked: page.workspace.recent.forget(row.index)
                    }
                }
            }
        }
    }
}
