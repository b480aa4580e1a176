import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Dialogs
import PacketRecorder.Models

// The window: which view is shown, and the keys that work in all of them.
ApplicationWindow {
    id: window

    required property Workspace workspace
    readonly property bool started: workspace.casePath !== "" || workspace.loading
    property string view: "packets"
    property bool sideBarWanted: true
    readonly property bool sideBarShown: sideBarWanted && started && width >= Theme.px(1100)
    readonly property var kinds: [
        { kind: Workspace.Packets, view: "packets", label: qsTr("Packets"), glyph: Icons.packets },
        { kind: Workspace.Flows, view: "flows", label: qsTr("Flows"), glyph: Icons.flows, empty: qsTr("No flow yet. A flow is listed when it ends or at the end of the import.") },
        { kind: Workspace.Dns, view: "dns", label: qsTr("Names"), glyph: Icons.dns, empty: qsTr("No DNS, mDNS or LLMNR message was found.") },
        { kind: Workspace.Http, view: "http", label: qsTr("Web"), glyph: Icons.web, empty: qsTr("No HTTP request was found.") },
        { kind: Workspace.Tls, view: "tls", label: qsTr("TLS"), glyph: Icons.lock, empty: qsTr("No TLS handshake was found.") },
        { kind: Workspace.Certificates, view: "certificates", label: qsTr("Certificates"), glyph: Icons.certificate,
            empty: qsTr("No certificate is visible. TLS 1.3 encrypts certificates, resumed sessions carry none; the TLS view names the reason for each handshake.") },
        { kind: Workspace.Alerts, view: "alerts", label: qsTr("Alerts"), glyph: Icons.alert,
            empty: qsTr("Nothing found in %1 packets. Looked for: port scans (15 ports of a host, or one port of 25 hosts, that fail within 5 minutes), certificates outside their validity, and certificates that do not cover the name asked for. Not seen: certificates that TLS 1.3 encrypts. Captures imported with --no-detect are not looked at.").arg(workspace.grouped(workspace.sessionPackets)) }
    ]
    readonly property var views: kinds.filter(entry => entry.kind === Workspace.Packets || workspace.tables.includes(entry.kind))
    readonly property var keys: [
        { keys: "Ctrl+O", what: qsTr("Open captures or a case") },
        { keys: "Ctrl+Shift+N", what: qsTr("New case") },
        { keys: "Ctrl+W", what: qsTr("Close the case") },
        { keys: "Ctrl+E", what: qsTr("Start or stop a capture") },
        { keys: "Ctrl+/", what: qsTr("Write a filter; Enter applies it, Ctrl+Down shows earlier ones") },
        { keys: "Ctrl+F", what: qsTr("Find in the followed stream, else write a filter") },
        { keys: "Ctrl+G", what: qsTr("Go to a packet by its number") },
        { keys: "Ctrl+Up, Ctrl+Down, F7, F8", what: qsTr("Previous and next packet, from any pane") },
        { keys: "Ctrl+Alt+Shift+T / U / S", what: qsTr("Follow the TCP, UDP or TLS stream") },
        { keys: "Ctrl+Shift+E", what: qsTr("Export packets") },
        { keys: "Ctrl+C", what: qsTr("Copy the selected rows") },
        { keys: "Ctrl+A", what: qsTr("Select all rows") },
        { keys: "Alt+1 … 9", what: qsTr("The views of the rail, from the top") },
        { keys: "Alt+Left, Alt+Right", what: qsTr("Back and forward through the views") },
        { keys: "F6, Shift+F6", what: qsTr("Next and previous pane") },
        { keys: "Shift+F9", what: qsTr("Show or hide the sessions") },
        { keys: "Ctrl++, Ctrl+-, Ctrl+0", what: qsTr("Text size") },
        { keys: "Esc", what: qsTr("Stop the search, close the stream, leave a field") },
        { keys: "F1", what: qsTr("These keys") }
    ]

    property var visited: ["packets"]
    property int place: 0

    function goToView(name) {
        if (name === view)
            return;
        visited = visited.slice(0, place + 1).concat([name]);
        place = visited.length - 1;
        view = name;
        focusView();
    }
    function step(by) {
        if (place + by < 0 || place + by >= visited.length)
            return;
        place += by;
        view = visited[place];
        focusView();
    }
    function focusView() {
        if (view === "packets")
            packets.focusTable();
        else if (view === "settings")
            settings.forceActiveFocus();
        else if (other.item)
            (other.item as TablePage).focusTable();
    }
    function showPackets(filter) {
        workspace.filter.combine("", filter);
        workspace.filter.apply();
        goToView("packets");
    }
    function follow(protocol) {
        goToView("packets");
        packets.follow(protocol);
    }

    width: 1440
    height: 900
    minimumWidth: 640
    minimumHeight: 480
    visible: true
    title: workspace.casePath === "" ? "packetrecorder" : workspace.caseName + " - packetrecorder"
    color: Theme.bg0
    font.family: Theme.uiFamily
    font.pixelSize: Theme.px(12)

    TopBar {
        id: top
        workspace: window.workspace
        width: parent.width
        visible: window.started
        height: visible ? implicitHeight : 0
        onOpenRequested: opener.open()
        onCaptureRequested: captureSheet.open()
    }
    Rectangle {
        id: trouble
        anchors.top: top.bottom
        width: parent.width
        height: visible ? Math.max(Theme.px(36), troubleWords.implicitHeight + Theme.px(16)) : 0
        visible: window.workspace.error !== ""
        color: Theme.rowBad
        z: 2

        Rectangle { width: 3; height: parent.height; color: Theme.critical }
        IconLabel {
            x: Theme.px(14)
            height: parent.height
            text: Icons.error
            color: Theme.critical
        }
        Words {
            id: troubleWords
            x: Theme.px(40)
            width: parent.width - x - Theme.px(50)
            anchors.verticalCenter: parent.verticalCenter
            text: window.workspace.error
            wrapMode: Text.Wrap
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
        }
        PushButton {
            anchors.right: parent.right
            anchors.rightMargin: Theme.px(10)
            anchors.verticalCenter: parent.verticalCenter
            glyph: Icons.close
            quiet: true
            hint: qsTr("Dismiss")
            onClicked: window.workspace.clearError()
        }
    }
    StartPage {
        id: start
        anchors.top: trouble.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        visible: !window.started
        enabled: visible
        focus: visible
        workspace: window.workspace
        onOpenRequested: opener.open()
        onNewRequested: creator.open()
        onCaptureRequested: captureSheet.open()
    }
    Item {
        id: shell
        anchors.top: trouble.bottom
        anchors.bottom: status.top
        width: parent.width
        visible: window.started
        enabled: visible

        Rail {
            id: rail
            height: parent.height
            views: window.views
            current: window.view
            onPicked: view => window.goToView(view)
        }
        SideBar {
            id: side
            anchors.left: rail.right
            width: window.sideBarShown ? Theme.px(236) : 0
            height: parent.height
            visible: window.sideBarShown
            workspace: window.workspace
        }
        PacketsPage {
            id: packets
            anchors.left: side.right
            anchors.right: parent.right
            height: parent.height
            visible: window.view === "packets"
            enabled: visible
            focus: visible
            workspace: window.workspace
            onExportRequested: exportSheet.open()
        }
        SettingsPage {
            id: settings
            anchors.fill: packets
            visible: window.view === "settings"
            enabled: visible
            keys: window.keys
        }
        Loader {
            id: other

            readonly property var entry: window.kinds.find(entry => entry.view === window.view)

            anchors.fill: packets
            active: entry !== undefined && entry.kind !== Workspace.Packets && window.workspace.open
            sourceComponent: TablePage {
                workspace: window.workspace
                kind: other.entry ? other.entry.kind : Workspace.Flows
                title: other.entry ? other.entry.label : ""
                emptyText: other.entry ? other.entry.empty : ""
                onPacketsRequested: filter => window.showPackets(filter)
            }
        }
    }
    StatusBar {
        id: status
        anchors.bottom: parent.bottom
        width: parent.width
        visible: window.started
        height: visible ? implicitHeight : 0
        workspace: window.workspace
        selected: packets.selected
    }

    DropArea {
        id: drop
        anchors.fill: parent
        keys: ["text/uri-list"]
        onDropped: event => {
            window.workspace.openFiles(event.urls);
            event.accept();
        }
    }
    Rectangle {
        anchors.fill: parent
        visible: drop.containsDrag
        color: Theme.bg0
        opacity: 0.94

        Rectangle {
            anchors.fill: parent
            anchors.margins: Theme.px(24)
            radius: Theme.px(6)
            color: Theme.accentSoft
            border.width: 2
            border.color: Theme.accent

            Words {
                anchors.centerIn: parent
                size: 15
                font.weight: Font.DemiBold
                text: window.workspace.casePath === "" ? qsTr("Open as a new case") : qsTr("Add to %1").arg(window.workspace.caseName)
            }
        }
    }

    FileDialog {
        id: opener
        title: qsTr("Open captures or a case")
        fileMode: FileDialog.OpenFiles
        nameFilters: [qsTr("Captures and cases (*.pcap *.pcapng *.cap *.prcase *.gz *.zst *.lz4)"), qsTr("All files (*)")]
        onAccepted: window.workspace.openFiles(selectedFiles)
    }
    FileDialog {
        id: creator
        title: qsTr("New case")
        fileMode: FileDialog.SaveFile
        defaultSuffix: "prcase"
        nameFilters: [qsTr("Cases (*.prcase)")]
        onAccepted: window.workspace.newCase(selectedFile)
    }
    CaptureSheet {
        id: captureSheet
        workspace: window.workspace
    }
    ExportSheet {
        id: exportSheet
        workspace: window.workspace
    }
    GoToSheet {
        id: goToSheet
        onPicked: number => {
            window.goToView("packets");
            packets.goTo(number);
        }
    }

    Shortcut { sequences: ["Ctrl+O"]; onActivated: opener.open() }
    Shortcut { sequences: ["Ctrl+Shift+N"]; onActivated: creator.open() }
    Shortcut { sequences: ["Ctrl+W"]; onActivated: window.workspace.closeCase() }
    Shortcut {
        sequences: ["Ctrl+E"]
        onActivated: window.workspace.capturing ? window.workspace.stopCapture() : captureSheet.open()
    }
    Shortcut {
        sequences: ["Ctrl+/"]
        enabled: window.started
        onActivated: {
            window.goToView("packets");
            packets.editFilter();
        }
    }
    Shortcut {
        sequences: ["Ctrl+F"]
        enabled: window.started
        onActivated: {
            window.goToView("packets");
            if (window.workspace.stream.open)
                packets.editSearch();
            else
                packets.editFilter();
        }
    }
    Shortcut { sequences: ["Ctrl+G"]; enabled: window.workspace.open; onActivated: goToSheet.open() }
    Shortcut { sequences: ["Ctrl+Down", "F8"]; enabled: window.workspace.open; onActivated: packets.move(1) }
    Shortcut { sequences: ["Ctrl+Up", "F7"]; enabled: window.workspace.open; onActivated: packets.move(-1) }
    Shortcut { sequences: ["Ctrl+Alt+Shift+T"]; enabled: window.workspace.open; onActivated: window.follow("tcp") }
    Shortcut { sequences: ["Ctrl+Alt+Shift+U"]; enabled: window.workspace.open; onActivated: window.follow("udp") }
    Shortcut { sequences: ["Ctrl+Alt+Shift+S"]; enabled: window.workspace.open; onActivated: window.follow("tls") }
    Shortcut { sequences: ["Ctrl+Shift+E"]; enabled: window.workspace.open; onActivated: exportSheet.open() }
    Shortcut { sequences: ["F6"]; enabled: window.view === "packets"; onActivated: packets.nextPane(1) }
    Shortcut { sequences: ["Shift+F6"]; enabled: window.view === "packets"; onActivated: packets.nextPane(-1) }
    Shortcut { sequences: ["Shift+F9"]; onActivated: window.sideBarWanted = !window.sideBarWanted }
    Shortcut { sequences: ["Alt+Left"]; onActivated: window.step(-1) }
    Shortcut { sequences: ["Alt+Right"]; onActivated: window.step(1) }
    Shortcut { sequences: ["Ctrl++", "Ctrl+="]; onActivated: Theme.scale += 0.05 }
    Shortcut { sequences: ["Ctrl+-"]; onActivated: Theme.scale -= 0.05 }
    Shortcut { sequences: ["Ctrl+0"]; onActivated: Theme.scale = 1 }
    Shortcut { sequences: ["F1"]; enabled: window.started; onActivated: window.goToView("settings") }
    Shortcut {
        sequences: ["Esc"]
        onActivated: {
            if (window.workspace.filter.running)
                window.workspace.filter.stop();
            else if (window.workspace.stream.open)
                window.workspace.stream.close();
            else
                window.focusView();
        }
    }
    Repeater {
        model: window.views

        Item {
            id: numbered

            required property int index
            required property var modelData

            Shortcut {
                sequences: ["Alt+" + (numbered.index + 1)]
                onActivated: window.goToView(numbered.modelData.view)
            }
        }
    }
}
