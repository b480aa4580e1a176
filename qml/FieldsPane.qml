import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// The field tree of the open packet. The pointer over a line marks its bytes; Left and Right close and open.
FocusScope {
    id: pane

    required property Workspace workspace
    readonly property PacketDetails details: workspace.details
    property int pointed: -1

    signal hovered(int row)
    signal menuRequested(real x, real y)

    PaneTitle {
        id: title
        text: qsTr("Fields")
        detail: pane.details.number > 0 ? qsTr("Packet %1").arg(pane.workspace.grouped(pane.details.number)) : ""
        width: parent.width
    }
    Rectangle {
        anchors.fill: list
        color: Theme.bg2
    }
    ListView {
        id: list
        anchors.top: title.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        focus: true
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        highlightMoveDuration: 0
        model: pane.details.tree
        currentIndex: pane.details.currentRow
        onCurrentIndexChanged: if (currentIndex >= 0) positionViewAtIndex(currentIndex, ListView.Contain)
        Accessible.role: Accessible.Tree
        Accessible.name: qsTr("Fields of the packet")
        ScrollBar.vertical: ScrollBar { policy: list.contentHeight > list.height ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff }

        Keys.onPressed: event => {
            const row = pane.details.currentRow;
            const tree = pane.details.tree;
            const item = list.itemAtIndex(row);
            if (event.modifiers & (Qt.ControlModifier | Qt.AltModifier))
                return;
            event.accepted = true;
            switch (event.key) {
            case Qt.Key_Down: pane.details.currentRow = Math.min(row + 1, list.count - 1); break;
            case Qt.Key_Up: pane.details.currentRow = Math.max(row - 1, 0); break;
            case Qt.Key_PageDown: pane.details.currentRow = Math.min(row + 10, list.count - 1); break;
            case Qt.Key_PageUp: pane.details.currentRow = Math.max(row - 10, 0); break;
            case Qt.Key_Home: pane.details.currentRow = 0; break;
            case Qt.Key_End: pane.details.currentRow = list.count - 1; break;
            case Qt.Key_Right:
                if (event.modifiers & Qt.ShiftModifier)
                    tree.setBranchExpanded(row, true);
                else if (item && item.expandable && !item.expanded)
                    tree.setExpanded(row, true);
                else
                    pane.details.currentRow = Math.min(row + 1, list.count - 1);
                break;
            case Qt.Key_Left:
                if (event.modifiers & Qt.ShiftModifier)
                    tree.setBranchExpanded(row, false);
                else if (item && item.expanded)
                    tree.setExpanded(row, false);
                else if (tree.parentRow(row) >= 0)
                    pane.details.currentRow = tree.parentRow(row);
                break;
            case Qt.Key_Menu: pane.menuRequested(Theme.px(24), (row + 2) * Theme.px(22) - list.contentY); break;
            default: event.accepted = false;
            }
        }

        delegate: Rectangle {
            id: line

            required property int index
            required property string line
            required property int depth
            required property bool expandable
            required property bool expanded
            required property bool bad
            readonly property bool current: ListView.isCurrentItem

            width: list.width
            height: Theme.px(22)
            color: current ? Theme.sel : index === pane.pointed || area.containsMouse ? Theme.accentSoft : bad ? Theme.rowBad : Theme.bg2
            Accessible.role: Accessible.TreeItem
            Accessible.name: line.line
            Accessible.selected: current

            Rectangle {
                width: 2
                height: parent.height
                color: line.bad ? Theme.critical : Theme.accent
                visible: line.bad || (line.current && list.activeFocus)
            }
            IconLabel {
                id: arrow
                x: Theme.px(6 + line.depth * 14)
                width: Theme.px(16)
                height: parent.height
                text: line.expanded ? Icons.down : Icons.chevron
                visible: line.expandable
            }
            Words {
                x: Theme.px(24 + line.depth * 14)
                width: parent.width - x - Theme.px(12)
                height: parent.height
                text: line.line
                elide: Text.ElideRight
                font.family: line.depth === 0 ? Theme.uiFamily : Theme.dataFamily
                font.weight: line.depth === 0 ? Font.DemiBold : Font.Normal
                color: line.depth === 0 || line.current ? Theme.text : Theme.text2
            }
            MouseArea {
                id: area
                anchors.fill: parent
                hoverEnabled: true
                acceptedButtons: Qt.LeftButton | Qt.RightButton
                onEntered: pane.hovered(line.index)
                onExited: pane.hovered(-1)
                onPressed: mouse => {
                    list.forceActiveFocus(Qt.MouseFocusReason);
                    const toggles = line.expandable && mouse.button === Qt.LeftButton && mouse.x < arrow.x + arrow.width + 4;
                    pane.details.currentRow = line.index;
                    if (mouse.button === Qt.RightButton) {
                        const at = mapToItem(pane, mouse.x, mouse.y);
                        pane.menuRequested(at.x, at.y);
                    } else if (toggles) {
                        pane.details.tree.setExpanded(line.index, !line.expanded);
                    }
                }
                onDoubleClicked: pane.details.tree.setExpanded(line.index, !line.expanded)
            }
        }
    }
    Notice {
        anchors.centerIn: list
        visible: pane.details.error !== "" || list.count === 0
        glyph: pane.details.error !== "" ? Icons.error : Icons.info
        ink: pane.details.error !== "" ? Theme.critical : Theme.text3
        text: pane.details.error !== "" ? pane.details.error : qsTr("Select a packet to see its fields.")
    }
}
