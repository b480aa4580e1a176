import QtQuick
import PacketRecorder.Models

// Header, rows, scroll bar: one table.
FocusScope {
    id: pane

    property alias table: rows.table
    property alias view: rows
    property Remarks remarks: null
    property string name: ""

    signal menuRequested(real row, int cell, real x, real y)
    signal activated(real row)

    TableHeader {
        id: header
        view: rows
        width: parent.width - scroll.width
        anchors.left: parent.left
    }
    SortStrip {
        id: sorting
        anchors.top: header.bottom
        width: header.width
        table: pane.table
    }
    Rectangle {
        anchors.fill: rows
        color: Theme.bg2
    }
    RowView {
        id: rows

        property string accessibleName: pane.name

        theme: Theme
        remarks: pane.remarks
        focus: true
        lineHeight: Theme.rowHeight
        anchors.top: sorting.bottom
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: scroll.left
        Accessible.role: Accessible.Table
        Accessible.name: pane.name
        Accessible.focusable: true
        onMenuRequested: (row, cell, x, y) => pane.menuRequested(row, cell, x, y + rows.y)
        onActivated: row => pane.activated(row)

        HoverHandler {
            id: hover
            onPointChanged: tip.hide()
        }
        Timer {
            interval: 600
            running: hover.hovered
            repeat: false
            onTriggered: tip.offer()
        }
    }
    Tip {
        id: tip

        function offer() {
            text = rows.elidedAt(hover.point.position.x, hover.point.position.y);
            x = hover.point.position.x;
            y = hover.point.position.y + rows.y + 18;
            if (text !== "")
                open();
        }
        function hide() {
            if (opened)
                close();
        }

        delay: 0
        parent: pane
    }
    LineScroll {
        id: scroll
        view: rows
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.right: parent.right
    }
}
