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
    readonly property bool sideBarShown: sideBarWanted && started && width >= Theme.px(1200)
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
    // What the settings list beside the commands: keys of single views.
    readonly property var keys: commands.all.filter(command => command.keys !== "").map(command => ({ keys: command.keys, what: command.what })).concat([
        { keys: "Ctrl+C", what: qsTr("Copy the selected rows") },
        { keys: "Ctrl+A", what: qsTr("Select all rows") },
        { keys: "Alt+1 … 9", what: qsTr("The views of the rail, from the top") },
        { keys: "Esc", what: qsTr("Stop the search, close the stream, leave a field") }
    ])

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
    // F6 goes round these, in every view.
    function nextPane(step) {
        const view = window.view === "packets" ? packets.panes : window.view === "settings" ? [settings]
            : other.item ? (other.item as TablePage).panes : [];
        const panes = view.concat(side.visible ? [side, rail] : [rail]).filter(pane => pane.visible && pane.enabled);
        const here = panes.findIndex(pane => pane.activeFocus);
        panes[(here + step + panes.length) % panes.length].forceActiveFocus(Qt.TabFocusReason);
    }
    function table() { return view === "packets" ? packets.table : other.item ? (other.item as TablePage).table : null; }
    function paletteEntries() {
        const entries = commands.all.filter(command => command.enabled).map(command => ({ what: command.what, keys: command.keys, run: () => command.activated() }));
        views.forEach((entry, index) => entries.push({ what: qsTr("Go to %1").arg(entry.label), keys: "Alt+" + (index + 1), run: () => window.goToView(entry.view) }));
        const rows = table();
        if (rows)
            rows.columns.titles().forEach((title, cell) => {
                entries.push({ what: qsTr("Sort by %1, ascending").arg(title), keys: "", run: () => rows.sort(cell, false) });
                entries.push({ what: qsTr("Sort by %1, descending").arg(title), keys: "", run: () => rows.sort(cell, true) });
            });
        return entries;
    }
    function runPalette() {
        commandPalette.entries = paletteEntries();
        commandPalette.open();
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
        onPaletteRequested: window.runPalette()
    }
    Trouble {
        id: trouble
        anchors.top: top.bottom
        width: parent.width
        height: visible ? implicitHeight : 0
        z: 2
        workspace: window.workspace
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
        onPipeRequested: pipeSheet.open()
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
    PipeSheet {
        id: pipeSheet
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

    CommandPalette {
        id: commandPalette
        workspace: window.workspace
        onPacketRequested: number => {
            window.goToView("packets");
            packets.goTo(number);
        }
        onFilterRequested: filter => {
            window.goToView("packets");
            window.workspace.filter.text = filter;
            if (!window.workspace.filter.apply())
                packets.editFilter();
        }
    }
    CopyNotice {
        copier: window.workspace.copier
        workspace: window.workspace
        anchors.bottom: status.top
        anchors.bottomMargin: Theme.px(12)
        anchors.horizontalCenter: parent.horizontalCenter
        z: 3
    }

    Item {
        id: commands

        property var all: []

        Component.onCompleted: {
            const found = [];
            for (let i = 0; i < resources.length; ++i)
                if (resources[i] instanceof Command)
                    found.push(resources[i]);
            all = found;
        }

        Command { what: qsTr("Open captures or a case"); sequences: ["Ctrl+O"]; onActivated: opener.open() }
        Command { what: qsTr("New case"); sequences: window.started ? [] : ["Ctrl+Shift+N"]; onActivated: creator.open() }
        Command { what: qsTr("Close the case"); sequences: ["Ctrl+W"]; enabled: window.started; onActivated: window.workspace.closeCase() }
        Command {
            what: window.workspace.readingPipe ? qsTr("Stop reading from the pipe") : window.workspace.capturing ? qsTr("Stop the capture") : qsTr("Start a capture")
            sequences: ["Ctrl+E"]
            onActivated: window.workspace.capturing ? window.workspace.stopCapture() : captureSheet.open()
        }
        Command { what: qsTr("Read packets from a pipe"); sequences: ["Ctrl+Shift+O"]; enabled: !window.workspace.capturing; onActivated: pipeSheet.open() }
        Command {
            what: qsTr("Keep everything of the capture from now on")
            sequences: ["Ctrl+Shift+K"]
            enabled: window.workspace.capture !== null && window.workspace.capture.waitsForTrigger
            onActivated: window.workspace.capture.keepAll()
        }
        Command {
            what: qsTr("Write a filter; Enter applies it, Ctrl+Down shows earlier ones")
            sequences: ["Ctrl+/"]
            enabled: window.started
            onActivated: {
                window.goToView("packets");
                packets.editFilter();
            }
        }
        Command {
            what: qsTr("Clear the filter")
            enabled: window.workspace.filter.applied !== ""
            onActivated: window.workspace.filter.clear()
        }
        Command {
            what: qsTr("Find in the followed stream, else write a filter")
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
        Command { what: qsTr("Go to anything, run any command"); sequences: ["Ctrl+K"]; onActivated: window.runPalette() }
        Command { what: qsTr("Go to a packet by its number"); sequences: ["Ctrl+G"]; enabled: window.workspace.open; onActivated: goToSheet.open() }
        Command { what: qsTr("Next packet, from any pane"); keys: "Ctrl+Down, F8"; sequences: ["Ctrl+Down", "F8"]; enabled: window.workspace.open; onActivated: packets.move(1) }
        Command { what: qsTr("Previous packet, from any pane"); keys: "Ctrl+Up, F7"; sequences: ["Ctrl+Up", "F7"]; enabled: window.workspace.open; onActivated: packets.move(-1) }
        Command { what: qsTr("Follow the TCP stream"); sequences: ["Ctrl+Alt+Shift+T"]; enabled: window.workspace.open; onActivated: window.follow("tcp") }
        Command { what: qsTr("Follow the UDP stream"); sequences: ["Ctrl+Alt+Shift+U"]; enabled: window.workspace.open; onActivated: window.follow("udp") }
        Command { what: qsTr("Follow the TLS stream"); sequences: ["Ctrl+Alt+Shift+S"]; enabled: window.workspace.open; onActivated: window.follow("tls") }
        Command { what: qsTr("Mark the selected packets, or take their marks away"); sequences: ["Ctrl+M"]; enabled: window.workspace.open; onActivated: packets.toggleMarks() }
        Command { what: qsTr("Take all marks away"); sequences: ["Ctrl+Alt+M"]; enabled: window.workspace.remarks.marks > 0; onActivated: window.workspace.remarks.unmarkAll() }
        Command { what: qsTr("Next mark or note"); sequences: ["Ctrl+Shift+N"]; enabled: window.workspace.open; onActivated: packets.goToMark(true) }
        Command { what: qsTr("Previous mark or note"); sequences: ["Ctrl+Shift+B"]; enabled: window.workspace.open; onActivated: packets.goToMark(false) }
        Command { what: qsTr("Show the marked packets only"); enabled: window.workspace.remarks.marks > 0; onActivated: window.showPackets(window.workspace.remarks.filter()) }
        Command { what: qsTr("Write a note on the packet"); sequences: ["Ctrl+Alt+C"]; enabled: window.workspace.open; onActivated: packets.editNote() }
        Command { what: qsTr("Export packets"); sequences: ["Ctrl+Shift+E"]; enabled: window.workspace.open; onActivated: exportSheet.open() }
        Command { what: qsTr("Next pane"); sequences: ["F6"]; enabled: window.started; onActivated: window.nextPane(1) }
        Command { what: qsTr("Previous pane"); sequences: ["Shift+F6"]; enabled: window.started; onActivated: window.nextPane(-1) }
        Command { what: qsTr("Show or hide the sessions"); sequences: ["Shift+F9"]; enabled: window.started; onActivated: window.sideBarWanted = !window.sideBarWanted }
        Command { what: qsTr("Back through the views"); sequences: ["Alt+Left"]; onActivated: window.step(-1) }
        Command { what: qsTr("Forward through the views"); sequences: ["Alt+Right"]; onActivated: window.step(1) }
        Command { what: qsTr("Larger text"); keys: "Ctrl++"; sequences: ["Ctrl++", "Ctrl+="]; onActivated: Theme.scale += 0.05 }
        Command { what: qsTr("Smaller text"); sequences: ["Ctrl+-"]; onActivated: Theme.scale -= 0.05 }
        Command { what: qsTr("Text size as it came"); sequences: ["Ctrl+0"]; onActivated: Theme.scale = 1 }
        Command { what: Theme.dark ? qsTr("Light theme") : qsTr("Dark theme"); onActivated: Theme.mode = Theme.dark ? Theme.Light : Theme.Dark }
        Command { what: qsTr("Time: %1").arg(TimeForms.all[0].what); sequences: [TimeForms.all[0].keys]; onActivated: Theme.timeForm = 0 }
        Command { what: qsTr("Time: %1").arg(TimeForms.all[1].what); sequences: [TimeForms.all[1].keys]; onActivated: Theme.timeForm = 1 }
        Command { what: qsTr("Time: %1").arg(TimeForms.all[2].what); sequences: [TimeForms.all[2].keys]; onActivated: Theme.timeForm = 2 }
        Command { what: qsTr("Time: %1").arg(TimeForms.all[3].what); sequences: [TimeForms.all[3].keys]; onActivated: Theme.timeForm = 3 }
        Command { what: qsTr("Time: %1").arg(TimeForms.all[4].what); sequences: [TimeForms.all[4].keys]; onActivated: Theme.timeForm = 4 }
        Command { what: qsTr("Time: %1").arg(TimeForms.all[5].what); sequences: [TimeForms.all[5].keys]; onActivated: Theme.timeForm = 5 }
        Command { what: qsTr("Time: %1").arg(TimeForms.all[6].what); sequences: [TimeForms.all[6].keys]; onActivated: Theme.timeForm = 6 }
        Command { what: qsTr("Time: %1").arg(TimeForms.all[7].what); sequences: [TimeForms.all[7].keys]; onActivated: Theme.timeForm = 7 }
        Command { what: qsTr("Settings and keys"); sequences: ["F1"]; enabled: window.started; onActivated: window.goToView("settings") }
    }
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
