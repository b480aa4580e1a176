import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// A new capture: from which interfaces, with what filters, until when, and how much of it is kept. It stays open until
// the capture runs, so that nothing of what was written is lost where it cannot.
Sheet {
    id: sheet

    required property Workspace workspace
    readonly property InterfacesModel interfaces: workspace.interfaces
    readonly property CapturePlan plan: workspace.plan
    readonly property bool starting: workspace.capturing && !workspace.capture.begun

    function start() {
        if (starting)
            return;
        if (plan.valid)
            workspace.startCapture();
        else
            goToProblem();
    }
    function goToProblem() {
        for (let i = 0; i < list.count; ++i) {
            const row = list.itemAtIndex(i) as InterfaceRow;
            if (row && row.problem !== "") {
                row.edit();
                return;
            }
        }
        const wrong = [filter, snaplen, duration, count, filesize, minFree, ringSize, ringDuration, preTrigger].find(entry => entry.problem !== "");
        if (wrong)
            wrong.edit();
        else
            list.forceActiveFocus(Qt.TabFocusReason);
    }

    title: qsTr("Capture")
    width: Math.min(Theme.px(780), parent ? parent.width - Theme.px(24) : 780)
    onAboutToShow: interfaces.reload()
    // asked anew: the binding may not know yet what closed this
    onClosed: if (workspace.capturing && !workspace.capture.begun) workspace.stopCapture()

    Connections {
        target: sheet.interfaces
        function onChanged() {
            if (sheet.interfaces.count === 0 || sheet.interfaces.loading)
                return;
            sheet.interfaces.suggest();
            if (list.currentIndex < 0)
                list.currentIndex = sheet.interfaces.preferred();
        }
    }
    Connections {
        target: sheet.workspace.capture
        enabled: sheet.opened
        function onChanged() {
            if (sheet.workspace.capture.begun)
                sheet.close();
        }
    }
    InterfaceColumns {
        id: places
        width: list.width
    }

    Item {
        width: parent.width
        height: Theme.px(14)

        Repeater {
            model: [
                { x: places.nameX, words: qsTr("Interface") },
                { x: places.addressesX, words: qsTr("Addresses") },
                { x: places.filterX, words: qsTr("Capture filter") },
                { x: places.snaplenX, words: qsTr("Bytes kept") },
                { x: places.promiscuousX, words: qsTr("Promisc.") },
                { x: places.stateX, words: qsTr("State") }
            ]

            Words {
                required property var modelData

                x: modelData.x + 2
                height: parent.height
                size: 11
                color: Theme.text2
                text: modelData.words
            }
        }
    }
    Rectangle {
        width: parent.width
        height: Theme.px(148)
        radius: Theme.px(5)
        color: Theme.bg2
        border.width: list.activeFocus ? 2 : 1
        border.color: list.activeFocus ? Theme.accent : Theme.inputEdge

        ListView {
            id: list
            anchors.fill: parent
            anchors.margins: 2
            clip: true
            focus: true
            activeFocusOnTab: true
            model: sheet.interfaces
            currentIndex: -1
            boundsBehavior: Flickable.StopAtBounds
            keyNavigationEnabled: true
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Interfaces: Space ticks, Tab goes on to what holds for one")
            // who comes back comes to a row, not into the middle of its fields
            onActiveFocusChanged: if (!activeFocus && currentItem) currentItem.focus = true
            Keys.onReturnPressed: sheet.start()
            Keys.onEnterPressed: sheet.start()
            Keys.onSpacePressed: sheet.interfaces.toggle(currentIndex)
            ScrollBar.vertical: ScrollBar {}

            delegate: InterfaceRow {
                width: list.width
                plan: sheet.plan
                interfaces: sheet.interfaces
                columns: places
                onPicked: list.currentIndex = index
                onAccepted: sheet.start()
            }
        }
        Notice {
            anchors.centerIn: parent
            visible: list.count === 0
            glyph: sheet.interfaces.error !== "" ? Icons.error : Icons.sensors
            ink: sheet.interfaces.error !== "" ? Theme.critical : Theme.text3
            text: sheet.interfaces.loading ? qsTr("Looking for interfaces…") : sheet.interfaces.error !== "" ? sheet.interfaces.error : qsTr("No interface was found.")
        }
    }
    ProblemLine {
        width: parent.width
        text: sheet.interfaces.count > 0 ? sheet.plan.obstacle : ""
    }
    Row {
        id: first
        readonly property real part: (parent.width - 3 * spacing) / 4
        width: parent.width
        spacing: Theme.px(12)

        PlanField {
            id: filter
            width: 2 * first.part + first.spacing
            plan: sheet.plan
            label: qsTr("Capture filter of the others")
            key: "filter"
            hint: qsTr("all packets; for example  host 10.0.0.1")
            onAccepted: sheet.start()
        }
        PlanField {
            id: snaplen
            width: first.part
            plan: sheet.plan
            label: qsTr("Bytes kept of a packet")
            key: "snaplen"
            onAccepted: sheet.start()
        }
        Check {
            y: filter.fieldY
            width: first.part
            height: Theme.px(30)
            text: qsTr("Promiscuous")
            checked: sheet.plan.promiscuous
            onToggled: sheet.plan.promiscuous = checked
        }
    }
    Words {
        text: qsTr("Stop")
        font.weight: Font.DemiBold
    }
    Row {
        width: parent.width
        spacing: first.spacing

        PlanField {
            id: duration
            width: first.part
            plan: sheet.plan
            label: qsTr("After seconds")
            key: "duration"
            hint: qsTr("no limit")
            onAccepted: sheet.start()
        }
        PlanField {
            id: count
            width: first.part
            plan: sheet.plan
            label: qsTr("After packets")
            key: "count"
            hint: qsTr("no limit")
            onAccepted: sheet.start()
        }
        PlanField {
            id: filesize
            width: first.part
            plan: sheet.plan
            label: qsTr("After bytes")
            key: "filesize"
            hint: qsTr("no limit, or 2G")
            onAccepted: sheet.start()
        }
        PlanField {
            id: minFree
            width: first.part
            plan: sheet.plan
            label: qsTr("When so little is free on the disk")
            key: "min-free"
            hint: qsTr("never")
            onAccepted: sheet.start()
        }
    }
    Words {
        text: qsTr("Keep only the last packets, and all flows, events and alerts")
        font.weight: Font.DemiBold
    }
    Row {
        width: parent.width
        spacing: first.spacing

        PlanField {
            id: ringSize
            width: first.part
            plan: sheet.plan
            label: qsTr("Bytes on the disk")
            key: "ring-size"
            hint: qsTr("all, or 2G")
            onAccepted: sheet.start()
        }
        PlanField {
            id: ringDuration
            width: first.part
            plan: sheet.plan
            label: qsTr("Seconds")
            key: "ring-duration"
            hint: qsTr("all")
            onAccepted: sheet.start()
        }
        PlanField {
            id: preTrigger
            width: first.part
            plan: sheet.plan
            label: qsTr("Seconds until an alert")
            key: "pre-trigger"
            hint: qsTr("all")
            onAccepted: sheet.start()
        }
        PlanField {
            width: first.part
            plan: sheet.plan
            label: qsTr("Name of the session")
            key: "name"
            hint: qsTr("the interfaces")
            onAccepted: sheet.start()
        }
    }
    Trouble {
        width: parent.width
        height: visible ? implicitHeight : 0
        workspace: sheet.workspace
    }
    buttons: [
        PushButton {
            text: qsTr("Cancel")
            onClicked: sheet.close()
        },
        PushButton {
            text: sheet.starting ? qsTr("Starting…") : qsTr("Start")
            glyph: Icons.capture
            primary: true
            enabled: !sheet.starting
            onClicked: sheet.start()
        }
    ]
}
