import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// An interface of a capture's plan: ticked or not, and what holds for it alone.
Rectangle {
    id: row

    required property CapturePlan plan
    required property InterfacesModel interfaces
    required property InterfaceColumns columns
    required property int index
    required property string name
    required property string addresses
    required property string status
    required property bool chosen
    required property string ownFilter
    required property string ownSnaplen
    required property var ownPromiscuous
    readonly property bool current: ListView.isCurrentItem
    readonly property bool filterIsWrong: plan.problems["filter:" + name] !== undefined
    readonly property bool snaplenIsWrong: plan.problems["snaplen:" + name] !== undefined
    readonly property string problem: plan.problems["filter:" + name] ?? plan.problems["snaplen:" + name] ?? ""

    signal picked
    signal accepted

    function edit() { (filterIsWrong ? filterField : snaplenField).forceActiveFocus(Qt.TabFocusReason); }

    // From the fields of a row to the rows about it: Tab goes along them, and back to the row itself nothing else does.
    function leave(by) {
        const list = ListView.view;
        list.currentIndex = Math.max(0, Math.min(list.count - 1, index + by));
        list.currentItem.forceActiveFocus(Qt.TabFocusReason);
    }

    Keys.onUpPressed: event => { if (activeFocus) event.accepted = false; else leave(-1); }
    Keys.onDownPressed: event => { if (activeFocus) event.accepted = false; else leave(1); }
    height: Theme.px(36) + (problem !== "" ? problemLine.implicitHeight + Theme.px(6) : 0)
    color: current ? Theme.sel : area.containsMouse ? Theme.bg3 : "transparent"
    Accessible.role: Accessible.ListItem
    Accessible.name: row.chosen ? qsTr("%1, ticked").arg(row.name) : row.name
    Accessible.selected: current

    MouseArea {
        id: area
        anchors.fill: parent
        hoverEnabled: true
        onClicked: {
            row.ListView.view.forceActiveFocus(Qt.MouseFocusReason);
            row.picked();
            row.interfaces.pick(row.index);
        }
    }
    Check {
        x: Theme.px(10)
        width: Theme.px(18)
        height: Theme.px(36)
        focusPolicy: Qt.NoFocus  // Space in the list ticks
        checked: row.chosen
        Accessible.name: row.name
        onToggled: {
            row.picked();
            row.interfaces.choose(row.index, checked);
            checked = Qt.binding(() => row.chosen);
        }
    }
    DataWords {
        x: row.columns.nameX
        width: row.columns.nameWidth
        height: Theme.px(36)
        text: row.name
        elide: Text.ElideRight
    }
    DataWords {
        x: row.columns.addressesX
        width: (row.chosen ? row.columns.filterX : row.columns.stateX) - x - Theme.px(8)
        height: Theme.px(36)
        text: row.addresses
        size: 11
        color: row.current ? Theme.text : Theme.text2
        elide: Text.ElideRight
    }
    Field {
        id: filterField
        x: row.columns.filterX
        y: Theme.px(4)
        width: row.columns.filterWidth
        height: Theme.px(28)
        visible: row.chosen
        font.pixelSize: Theme.px(12)
        name: qsTr("Capture filter of %1").arg(row.name)
        placeholderText: row.plan.texts.filter ? row.plan.texts.filter : qsTr("all packets")
        edge: row.filterIsWrong ? Theme.critical : Theme.inputEdge
        Accessible.description: row.problem
        Component.onCompleted: text = row.ownFilter
        onTextEdited: row.interfaces.setFilter(row.index, text)
        onActiveFocusChanged: if (activeFocus) row.picked()
        onAccepted: row.accepted()
    }
    Field {
        id: snaplenField
        x: row.columns.snaplenX
        y: Theme.px(4)
        width: row.columns.snaplenWidth
        height: Theme.px(28)
        visible: row.chosen
        font.pixelSize: Theme.px(12)
        name: qsTr("Bytes kept of a packet of %1").arg(row.name)
        placeholderText: row.plan.texts.snaplen ?? ""
        edge: row.snaplenIsWrong ? Theme.critical : Theme.inputEdge
        Accessible.description: row.problem
        Component.onCompleted: text = row.ownSnaplen
        onTextEdited: row.interfaces.setSnaplen(row.index, text)
        onActiveFocusChanged: if (activeFocus) row.picked()
        onAccepted: row.accepted()
    }
    Check {
        x: row.columns.promiscuousX
        width: Theme.px(18)
        height: Theme.px(36)
        visible: row.chosen && !row.plan.xdp
        checked: row.ownPromiscuous ?? row.plan.promiscuous
        Accessible.name: qsTr("Promiscuous mode of %1").arg(row.name)
        onActiveFocusChanged: if (activeFocus) row.picked()
        onToggled: {
            row.interfaces.setPromiscuous(row.index, checked);
            checked = Qt.binding(() => row.ownPromiscuous ?? row.plan.promiscuous);
        }
    }
    Words {
        x: row.columns.stateX
        width: row.columns.stateWidth
        height: Theme.px(36)
        text: row.status
        size: 11
        elide: Text.ElideRight
    }
    ProblemLine {
        id: problemLine
        x: row.columns.nameX
        y: Theme.px(36)
        width: row.width - x - Theme.px(12)
        text: row.problem
    }
}
