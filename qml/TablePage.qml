import QtQuick
import PacketRecorder.Models

// Flows, certificates, alerts and the like: a table whose rows lead to their packets, and the reason of the row below it.
FocusScope {
    id: page

    required property Workspace workspace
    required property int kind
    property string title: ""
    property string emptyText: ""
    readonly property var passages: rows.table ? page.passagesOf(rows.view.currentRow, rows.view.currentNumber) : []
    readonly property string note: rows.table && passages.length === 0 ? page.noteOf(rows.view.currentRow, rows.view.currentNumber) : ""

    readonly property RowTable table: rows.table
    readonly property var panes: [rows, beside]

    signal packetsRequested(string filter)

    function noteOf(row, number) { return number > 0 || row >= 0 ? rows.table.note(row) : ""; }
    function passagesOf(row, number) { return number > 0 || row >= 0 ? rows.table.passages(row) : []; }
    function focusTable() {
        rows.view.forceActiveFocus(Qt.OtherFocusReason);
        selectFirst();
    }
    // An alert is there to be read: the first one is open at once.
    function selectFirst() {
        if (page.kind === Workspace.Alerts && rows.table && rows.table.count > 0 && rows.view.currentRow < 0)
            rows.view.currentRow = 0;
    }
    function showPackets(row) {
        const filter = rows.table.filter(row);
        if (filter !== "")
            packetsRequested(filter);
    }

    PaneTitle {
        id: head
        width: parent.width
        implicitHeight: Theme.px(44)
        text: page.title
        detail: rows.table ? page.workspace.grouped(rows.table.count) : ""

        PushButton {
            text: qsTr("Show packets")
            glyph: Icons.packets
            enabled: rows.view.currentRow >= 0
            onClicked: page.showPackets(rows.view.currentRow)
        }
    }
    RowsPane {
        id: rows
        anchors.top: head.bottom
        anchors.bottom: reason.top
        width: parent.width - beside.width
        focus: true
        name: page.title
        table: page.workspace.table(page.kind)
        onActivated: row => page.showPackets(row)
        onMenuRequested: (row, cell, x, y) => {
            menu.row = row;
            menu.cell = cell;
            menu.popup(rows, x, y);
        }
    }
    Connections {
        target: rows.table
        function onCountChanged() { page.selectFirst(); }
    }
    Notice {
        anchors.centerIn: rows
        visible: !rows.table || rows.table.count === 0
        text: page.emptyText
    }
    Rectangle {
        id: reason
        anchors.bottom: parent.bottom
        width: parent.width
        height: page.note !== "" ? Math.max(Theme.px(56), words.implicitHeight + Theme.px(24)) : 0
        visible: height > 0
        color: Theme.bg1

        Line { width: parent.width }
        Words {
            id: words
            x: Theme.px(12)
            width: parent.width - 2 * x
            anchors.verticalCenter: parent.verticalCenter
            text: page.note
            wrapMode: Text.Wrap
            lineHeight: 1.3
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
    }
    PassagesPane {
        id: beside
        anchors.top: head.bottom
        anchors.bottom: parent.bottom
        anchors.right: parent.right
        width: page.passages.length > 0 ? Math.min(Theme.px(390), page.width * 0.45) : 0
        visible: width > 0
        passages: page.passages
        onPacketsRequested: filter => page.packetsRequested(filter)
    }
    PopupMenu {
        id: menu

        property real row: -1
        property int cell: -1

        PopupItem {
            text: qsTr("Show packets")
            keys: "Enter"
            onTriggered: page.showPackets(menu.row)
        }
        PopupItem {
            text: qsTr("Copy filter")
            onTriggered: page.workspace.copy(rows.table.filter(menu.row))
        }
        MenuLine {}
        PopupItem {
            text: qsTr("Copy value")
            enabled: menu.cell >= 0
            onTriggered: page.workspace.copy(rows.view.cellText(menu.row, menu.cell))
        }
        PopupItem {
            text: qsTr("Copy rows")
            keys: "Ctrl+C"
            onTriggered: page.workspace.copier.copy(rows.view)
        }
    }
    Shortcut {
        sequences: [StandardKey.Copy]
        enabled: rows.view.activeFocus
        onActivated: page.workspace.copier.copy(rows.view)
    }
}
