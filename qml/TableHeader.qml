import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// Titles over a RowView. Drag a title to reorder, its right edge to resize; double click the edge for the width it came with.
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
                    anchors.leftMargin: Theme.px(8)
                    anchors.rightMargin: Theme.px(8)
                    text: cell.title
                    color: Theme.text2
                    font.weight: Font.DemiBold
                    size: 11
                    elide: Text.ElideRight
                    horizontalAlignment: cell.rightAligned ? Text.AlignRight : Text.AlignLeft
                    Accessible.role: Accessible.ColumnHeader
                    Accessible.name: cell.title
                }
                Line {
                    upright: true
                    anchors.right: parent.right
                    y: Theme.px(6)
                    height: parent.height - Theme.px(12)
                }
                HoverHandler { id: hover }
                TapHandler {
                    acceptedButtons: Qt.RightButton
                    onTapped: chooser.popup()
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
