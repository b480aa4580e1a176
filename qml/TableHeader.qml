import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// Titles over a RowView. Click a title to sort, again for the other way, a third time for the order of capture; drag it to
// reorder, its right edge to resize.
Item {
    id: header

    required property RowView view
    readonly property TableColumns columns: view.table ? view.table.columns : null

    implicitHeight: Theme.px(26)
    clip: true

    Rectangle { anchors.fill: parent; color: Theme.bg1 }
    Line { anchors.bottom: parent.bottom; width: parent.width }

    Row {
        id: titles
        x: header.view.gutterWidth - header.view.leftEdge
        height: parent.height

        Repeater {
            model: header.columns

            Item {
                id: cell

                required property int index
                required property string title
                required property real columnWidth
                required property bool rightAligned
                required property int cell
                required property int time
                readonly property bool sorted: header.view.table !== null && header.view.table.sortCell === cell.cell
                readonly property bool descending: sorted && header.view.table.sortDescending
                // Written anew when the form changes.
                readonly property string words: time === 0 || Theme.timeForm < 0 ? title : Theme.timeTitle(title, time === 2)

                width: columnWidth
                height: titles.height
                z: drag.active ? 1 : 0

                Rectangle {
                    anchors.fill: parent
                    visible: drag.active || hover.hovered
                    color: drag.active ? Theme.accentSoft : Theme.bg3
                    opacity: drag.active ? 1 : 0.5
                }
                Words {
                    anchors.fill: parent
                    anchors.leftMargin: Theme.px(cell.sorted && cell.rightAligned ? 18 : 8)
                    anchors.rightMargin: Theme.px(cell.sorted && !cell.rightAligned ? 22 : 8)
                    text: cell.words
                    color: cell.sorted ? Theme.text : Theme.text2
                    font.weight: Font.DemiBold
                    size: 11
                    elide: Text.ElideRight
                    horizontalAlignment: cell.rightAligned ? Text.AlignRight : Text.AlignLeft
                    Accessible.role: Accessible.ColumnHeader
                    Accessible.name: cell.words
                    Accessible.description: !cell.sorted ? "" : cell.descending ? qsTr("sorted, descending") : qsTr("sorted, ascending")
                }
                IconLabel {
                    x: cell.rightAligned ? Theme.px(3) : parent.width - width - Theme.px(6)
                    height: parent.height
                    visible: cell.sorted
                    text: cell.descending ? Icons.arrowDown : Icons.arrowUp
                    size: 14
                    color: Theme.accent
                }
                Line {
                    upright: true
                    anchors.right: parent.right
                    y: Theme.px(6)
                    height: parent.height - Theme.px(12)
                }
                HoverHandler { id: hover }
                TapHandler {
                    onTapped: header.view.table.sortBy(cell.cell)
                }
                TapHandler {
                    acceptedButtons: Qt.RightButton
                    onTapped: {
                        chooser.cell = cell.cell;
                        chooser.popup();
                    }
                }
                DragHandler {
                    id: drag
                    target: null
                    yAxis.enabled: false
                    onActiveChanged: {
                        if (active)
                            return;
                        let x = cell.x + centroid.position.x;
                        for (let i = 0; i < titles.children.length; ++i) {
                            const other = titles.children[i];
                            if (other.index !== undefined && x >= other.x && x < other.x + other.width)
                                return header.columns.move(cell.index, other.index);
                        }
                    }
                }
                MouseArea {
                    anchors.right: parent.right
                    width: 8
                    height: parent.height
                    cursorShape: Qt.SplitHCursor
                    preventStealing: true
                    property real startX: 0
                    property real startWidth: 0
                    onPressed: mouse => {
                        startX = mapToItem(header, mouse.x, 0).x;
                        startWidth = cell.columnWidth;
                    }
                    onPositionChanged: mouse => header.columns.resize(cell.index, startWidth + mapToItem(header, mouse.x, 0).x - startX)
                }
            }
        }
    }

    PopupMenu {
        id: chooser

        property int cell: -1

        PopupItem {
            text: qsTr("Sort ascending")
            onTriggered: header.view.table.sort(chooser.cell, false)
        }
        PopupItem {
            text: qsTr("Sort descending")
            onTriggered: header.view.table.sort(chooser.cell, true)
        }
        PopupItem {
            text: qsTr("Order of capture")
            enabled: header.view.table !== null && header.view.table.sortCell >= 0
            onTriggered: header.view.table.sort(-1, false)
        }
        MenuLine {}
        TimeMenu {}
        MenuLine {}
        Repeater {
            model: header.columns ? header.columns.titles() : []

            PopupItem {
                required property int index
                required property string modelData

                text: modelData
                checkable: true
                checked: header.columns.isShown(index)
                onTriggered: header.columns.setShown(index, checked)
            }
        }
        MenuLine {}
        PopupItem {
            text: qsTr("Back to default")
            onTriggered: header.columns.reset()
        }
    }
}
