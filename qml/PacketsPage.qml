import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import PacketRecorder.Models

// The packets: filter, table, and below it fields and bytes or a followed stream.
FocusScope {
    id: page

    required property Workspace workspace
    readonly property bool narrow: width < Theme.px(760)
    readonly property bool streaming: workspace.stream.open
    readonly property real selected: rows.view.selectedCount

    readonly property RowTable table: rows.table
    readonly property var panes: streaming ? [filterBar, rows, stream] : [filterBar, rows, fields, bytes]

    function editFilter() { filterBar.edit(); }
    function focusTable() { rows.view.forceActiveFocus(Qt.OtherFocusReason); }
    function move(by) { rows.view.moveBy(by); }
    function goTo(number) {
        const row = workspace.rowOfPacket(number);
        if (row >= 0) {
            rows.view.currentRow = row;
            focusTable();
        }
    }
    function follow(protocol) {
        if (workspace.follow(protocol))
            stream.forceActiveFocus();
    }
    function toggleMarks() { rows.view.toggleMarks(); }
    function editNote() {
        if (rows.view.currentNumber > 0)
            noteSheet.edit(rows.view.currentNumber);
    }
    // Marks that the filter left out are passed over.
    function goToMark(forward) {
        let number = workspace.remarks.next(rows.view.currentNumber, forward);
        for (; number > 0; number = workspace.remarks.next(number, forward)) {
            const row = workspace.rowOfExactly(number);
            if (row >= 0) {
                rows.view.currentRow = row;
                return;
            }
        }
    }
    function editSearch() { stream.editSearch(); }

    signal exportRequested

    FilterBar {
        id: filterBar
        workspace: page.workspace
        width: parent.width
        onDone: page.focusTable()
    }

    SplitView {
        anchors.top: filterBar.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        orientation: Qt.Vertical
        handle: Rectangle {
            implicitHeight: 5
            color: T.SplitHandle.pressed || T.SplitHandle.hovered ? Theme.accent : Theme.bg1
        }

        Item {
            SplitView.fillHeight: true
            SplitView.minimumHeight: Theme.px(110)

            RowsPane {
                id: rows
                anchors.fill: parent
                name: qsTr("Packets")
                remarks: page.workspace.remarks
                table: page.workspace.packets
                focus: true
                onActivated: fields.forceActiveFocus()
                onMenuRequested: (row, cell, x, y) => {
                    menu.row = row;
                    menu.cell = cell;
                    menu.popup(rows, x, y);
                }
                Connections {
                    target: rows.view
                    function onCurrentNumberChanged() { page.workspace.showPacket(rows.view.currentNumber); }
                }
            }
            Notice {
                anchors.centerIn: parent
                visible: page.workspace.packets.count === 0
                glyph: page.workspace.filter.applied !== "" ? Icons.filter : Icons.packets
                text: page.workspace.loading ? qsTr("Opening the case…")
                    : page.workspace.filter.running ? qsTr("No packet matches so far.")
                    : page.workspace.filter.applied !== "" ? qsTr("No packet matches.")
                    : page.workspace.capturing && page.workspace.capture.begins !== "" ? qsTr("The capture begins at %1.").arg(page.workspace.capture.begins)
                    : page.workspace.readingPipe ? qsTr("Nothing came through the pipe yet. Its packets will stand here as they come.")
                    : page.workspace.jobs.busy ? qsTr("The first packets will stand here as soon as they are stored.")
                    : qsTr("This case holds no packets yet. Drop a capture here, or open one.")
                action: page.workspace.filter.applied !== "" ? qsTr("Clear filter") : ""
                onActed: page.workspace.filter.clear()
            }
            PushButton {
                id: newest

                property real seen: 0  // rows when somebody scrolled up
                readonly property real fresh: page.workspace.packets.count - seen

                visible: page.workspace.capturing && !rows.view.following && page.workspace.packets.count > 0
                anchors.bottom: parent.bottom
                anchors.bottomMargin: Theme.px(12)
                anchors.horizontalCenter: parent.horizontalCenter
                glyph: Icons.arrowDown
                text: fresh > 0 ? qsTr("%1 new").arg(page.workspace.grouped(fresh)) : qsTr("Follow the newest packets")
                hint: qsTr("Show the newest packets as they come (Ctrl+End)")
                onClicked: {
                    rows.view.following = true;
                    page.focusTable();
                }
            }
            Connections {
                target: rows.view
                function onFollowingChanged() { newest.seen = page.workspace.packets.count; }
                // Who goes to the last row of a capture wants to see the next ones.
                function onCurrentRowChanged() {
                    if (page.workspace.capturing && rows.view.currentRow >= 0 && rows.view.currentRow === page.workspace.packets.count - 1)
                        rows.view.following = true;
                }
            }
            Connections {
                id: follower

                property int session: -1

                target: page.workspace
                function onCaptureChanged() {
                    if (page.workspace.capturing)
                        rows.view.following = true;
                }
                function onSessionChanged() {
                    if (page.workspace.session === session)
                        return;
                    session = page.workspace.session;
                    rows.view.following = page.workspace.capturing;
                }
            }
        }

        Item {
            SplitView.preferredHeight: page.height * 0.36
            SplitView.minimumHeight: Theme.px(120)

            StreamPane {
                id: stream
                anchors.fill: parent
                visible: page.streaming
                workspace: page.workspace
                onPacketRequested: number => page.goTo(number)
                onClosed: page.focusTable()
            }
            SplitView {
                anchors.fill: parent
                visible: !page.streaming
                orientation: page.narrow ? Qt.Vertical : Qt.Horizontal
                handle: Rectangle {
                    implicitWidth: 5
                    implicitHeight: 5
                    color: T.SplitHandle.pressed || T.SplitHandle.hovered ? Theme.accent : Theme.bg1
                }

                FieldsPane {
                    id: fields
                    workspace: page.workspace
                    SplitView.fillWidth: true
                    SplitView.fillHeight: true
                    SplitView.minimumWidth: Theme.px(200)
                    SplitView.minimumHeight: Theme.px(60)
                    onHovered: row => bytes.mark(row)
                    onMenuRequested: (x, y) => fieldMenu.popup(fields, x, y)
                }
                BytesPane {
                    id: bytes
                    workspace: page.workspace
                    SplitView.preferredWidth: Theme.px(570)
                    SplitView.preferredHeight: Theme.px(120)
                    SplitView.minimumWidth: Theme.px(200)
                    SplitView.minimumHeight: Theme.px(60)
                    onPointedAtRow: row => fields.pointed = row
                }
            }
        }
    }

    NoteSheet {
        id: noteSheet
        workspace: page.workspace
        onClosed: page.focusTable()
    }
    PopupMenu {
        id: menu

        property real row: -1
        property int cell: -1

        PopupItem {
            text: qsTr("Follow TCP stream")
            keys: "Ctrl+Alt+Shift+T"
            enabled: page.workspace.details.follows.length > 0 && page.workspace.details.canFollow("tcp")
            onTriggered: page.follow("tcp")
        }
        PopupItem {
            text: qsTr("Follow UDP stream")
            keys: "Ctrl+Alt+Shift+U"
            enabled: page.workspace.details.follows.length > 0 && page.workspace.details.canFollow("udp")
            onTriggered: page.follow("udp")
        }
        PopupItem {
            text: qsTr("Follow HTTP stream")
            enabled: page.workspace.details.follows.length > 0 && page.workspace.details.canFollow("http")
            onTriggered: page.follow("http")
        }
        MenuLine {}
        PopupItem {
            text: qsTr("Mark, or take the mark away")
            keys: "Ctrl+M"
            onTriggered: page.toggleMarks()
        }
        PopupItem {
            text: qsTr("Note…")
            keys: "Ctrl+Alt+C"
            onTriggered: page.editNote()
        }
        MenuLine {}
        PopupItem {
            text: qsTr("Filter on this packet number")
            onTriggered: {
                page.workspace.filter.combine("", "frame.number == " + page.workspace.packets.number(menu.row));
                page.workspace.filter.apply();
            }
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
        MenuLine {}
        PopupItem {
            text: qsTr("Export…")
            keys: "Ctrl+Shift+E"
            onTriggered: page.exportRequested()
        }
    }
    PopupMenu {
        id: fieldMenu

        readonly property string condition: page.workspace.details.currentFilter

        PopupMenu {
            id: applyMenu
            title: qsTr("Apply as filter")
            enabled: fieldMenu.condition !== ""

            Repeater {
                model: [[qsTr("Selected"), ""], [qsTr("Not selected"), "not"], [qsTr("… and selected"), "and"], [qsTr("… or selected"), "or"],
                    [qsTr("… and not selected"), "and not"], [qsTr("… or not selected"), "or not"]]
                PopupItem {
                    required property var modelData
                    text: modelData[0]
                    onTriggered: {
                        page.workspace.filter.combine(modelData[1], fieldMenu.condition);
                        page.workspace.filter.apply();
                    }
                }
            }
        }
        PopupMenu {
            title: qsTr("Prepare filter")
            enabled: fieldMenu.condition !== ""

            Repeater {
                model: [[qsTr("Selected"), ""], [qsTr("Not selected"), "not"], [qsTr("… and selected"), "and"], [qsTr("… or selected"), "or"],
                    [qsTr("… and not selected"), "and not"], [qsTr("… or not selected"), "or not"]]
                PopupItem {
                    required property var modelData
                    text: modelData[0]
                    onTriggered: {
                        page.workspace.filter.combine(modelData[1], fieldMenu.condition);
                        filterBar.edit();
                    }
                }
            }
        }
        MenuLine {}
        PopupItem {
            text: qsTr("Copy value")
            onTriggered: page.workspace.copy(page.workspace.details.currentValue)
        }
        PopupItem {
            text: qsTr("Copy line")
            onTriggered: page.workspace.copy(page.workspace.details.currentText)
        }
        PopupItem {
            text: qsTr("Copy as filter")
            enabled: fieldMenu.condition !== ""
            onTriggered: page.workspace.copy(fieldMenu.condition)
        }
        PopupItem {
            text: qsTr("Copy field name")
            enabled: page.workspace.details.currentName !== ""
            onTriggered: page.workspace.copy(page.workspace.details.currentName)
        }
        MenuLine {}
        PopupItem {
            text: qsTr("Open all")
            onTriggered: page.workspace.details.tree.setAllExpanded(true)
        }
        PopupItem {
            text: qsTr("Close all")
            onTriggered: page.workspace.details.tree.setAllExpanded(false)
        }
    }
    Shortcut {
        sequences: [StandardKey.Copy]
        enabled: rows.view.activeFocus
        onActivated: page.workspace.copier.copy(rows.view)
    }
}
