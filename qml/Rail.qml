import QtQuick
import PacketRecorder.Models

// The views, left edge. Only those that the open case can show.
FocusScope {
    id: rail

    property var views: []
    property string current: ""

    signal picked(string view)

    implicitWidth: Theme.px(64)
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Views")

    Rectangle { anchors.fill: parent; color: Theme.bg1 }
    Line { upright: true; anchors.right: parent.right; height: parent.height }

    component Entry: FocusScope {
        id: entry

        required property string view
        required property string label
        required property string glyph
        readonly property bool chosen: rail.current === view

        width: rail.width
        height: Theme.px(50)
        activeFocusOnTab: true
        focus: chosen
        Accessible.role: Accessible.PageTab
        Accessible.name: label
        Accessible.selected: chosen
        Accessible.focusable: true
        Keys.onReturnPressed: rail.picked(view)
        Keys.onDownPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
        Keys.onUpPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
        Keys.onSpacePressed: rail.picked(view)

        Rectangle {
            anchors.fill: parent
            anchors.margins: Theme.px(4)
            radius: Theme.px(5)
            color: entry.chosen ? Theme.accentSoft : area.containsMouse ? Theme.bg3 : "transparent"
            border.width: entry.activeFocus ? 2 : 0
            border.color: Theme.accent
        }
        Rectangle {
            width: 2
            height: parent.height - Theme.px(12)
            anchors.verticalCenter: parent.verticalCenter
            color: Theme.accent
            visible: entry.chosen
        }
        IconLabel {
            anchors.horizontalCenter: parent.horizontalCenter
            y: Theme.px(9)
            text: entry.glyph
            size: 18
            color: entry.chosen ? Theme.accent : Theme.text2
        }
        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            y: Theme.px(30)
            text: entry.label
            size: 10
            font.weight: Font.Medium
            color: entry.chosen ? Theme.text : Theme.text2
        }
        MouseArea {
            id: area
            anchors.fill: parent
            hoverEnabled: true
            onClicked: rail.picked(entry.view)
        }
    }

    Column {
        width: parent.width
        y: Theme.px(4)

        Repeater {
            model: rail.views

            Entry {
                required property var modelData
                view: modelData.view
                label: modelData.label
                glyph: modelData.glyph
            }
        }
    }
    Entry {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.px(4)
        view: "settings"
        label: qsTr("Settings")
        glyph: Icons.settings
    }
}
