import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// A new capture: from which interfaces, with what filters, from when until when, and how much of it is kept. It stays
// open until the capture runs, or waits for its time, so that nothing of what was written is lost where it cannot.
Sheet {
    id: sheet

    required property Workspace workspace
    readonly property InterfacesModel interfaces: workspace.interfaces
    readonly property CapturePlan plan: workspace.plan
    readonly property bool starting: workspace.capturing && !workspace.capture.underWay

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
        const wrong = [filter, snaplen, sample, startAt, stopAt, minFree, duration, count, filesize, ringSize, ringDuration, preTrigger].find(entry => entry.problem !== "");
        if (wrong)
            wrong.edit();
        else
            list.forceActiveFocus(Qt.TabFocusReason);
    }

    title: qsTr("Capture")
    width: Math.min(Theme.px(780), parent ? parent.width - Theme.px(24) : 780)
    onAboutToShow: interfaces.reload()
    // asked anew: the binding may not know yet what closed this
    onClosed: if (workspace.capturing && !workspace.capture.underWay) workspace.stopCapture()

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
            if (sheet.workspace.capture.underWay)
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
                { x: places.promiscuousX, words: sheet.plan.xdp ? "" : qsTr("Promisc.") },
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
        readonly property real third: (parent.width - 2 * spacing) / 3
        width: parent.width
        spacing: Theme.px(12)

        PlanField {
            id: filter
            width: 2 * first.third + first.spacing
            plan: sheet.plan
            key: "filter"
            hint: qsTr("all packets; for example  host 10.0.0.1")
            onAccepted: sheet.start()
        }
        PlanField {
            id: snaplen
            width: first.third
            plan: sheet.plan
            key: "snaplen"
            hint: "262144"
            onAccepted: sheet.start()
        }
    }
    Row {
        width: parent.width
        spacing: first.spacing

        PlanField {
            id: name
            width: first.third
            plan: sheet.plan
            key: "name"
            hint: qsTr("the interfaces")
            onAccepted: sheet.start()
        }
        Column {
            width: first.third
            visible: sheet.plan.xdpOffered
            spacing: name.spacing

            Words {
                width: parent.width
                size: 11
                color: Theme.text2
                elide: Text.ElideRight
                text: qsTr("Recorded by")
            }
            Choice {
                width: parent.width
                lineHeight: Theme.px(30)
                name: qsTr("Recorded by")
                options: [qsTr("Packet sockets"), qsTr("XDP")]
                current: sheet.plan.xdp ? 1 : 0
                onPicked: index => sheet.plan.xdp = index === 1
            }
        }
        Check {
            y: name.fieldY
            width: first.third
            height: Theme.px(30)
            visible: !sheet.plan.xdp
            text: qsTr("Promiscuous")
            checked: sheet.plan.promiscuous
            onToggled: sheet.plan.promiscuous = checked
        }
        PlanField {
            id: sample
            width: first.third
            visible: sheet.plan.xdp
            plan: sheet.plan
            key: "sample"
            hint: qsTr("1: all")
            onAccepted: sheet.start()
        }
    }
    Words {
        width: parent.width
        visible: sheet.plan.xdp
        size: 11
        color: Theme.text2
        wrapMode: Text.Wrap
        text: qsTr("XDP sees received frames only: nothing that this machine sends is recorded. It has no promiscuous mode of its own.")
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
    Words {
        text: qsTr("Start and stop")
        font.weight: Font.DemiBold
    }
    Row {
        width: parent.width
        spacing: first.spacing

        PlanField {
            id: startAt
            width: first.third
            plan: sheet.plan
            key: "start-at"
            hint: qsTr("now, or 2026-11-23 22:00")
            onAccepted: sheet.start()
        }
        PlanField {
            id: stopAt
            width: first.third
            plan: sheet.plan
            key: "stop-at"
            hint: qsTr("never, or 2026-11-23 23:00")
            onAccepted: sheet.start()
        }
        PlanField {
            id: minFree
            width: first.third
            plan: sheet.plan
            key: "min-free"
            hint: qsTr("never")
            onAccepted: sheet.start()
        }
    }
    Row {
        width: parent.width
        spacing: first.spacing

        PlanField {
            id: duration
            width: first.third
            plan: sheet.plan
            key: "duration"
            hint: qsTr("no limit")
            onAccepted: sheet.start()
        }
        PlanField {
            id: count
            width: first.third
            plan: sheet.plan
            key: "count"
            hint: qsTr("no limit")
            onAccepted: sheet.start()
        }
        PlanField {
            id: filesize
            width: first.third
            plan: sheet.plan
            key: "filesize"
            hint: qsTr("no limit, or 2G")
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
            width: first.third
            plan: sheet.plan
            key: "ring-size"
            hint: qsTr("all, or 2G")
            onAccepted: sheet.start()
        }
        PlanField {
            id: ringDuration
            width: first.third
            plan: sheet.plan
            key: "ring-duration"
            hint: qsTr("all")
            onAccepted: sheet.start()
        }
        PlanField {
            id: preTrigger
            width: first.third
            plan: sheet.plan
            key: "pre-trigger"
            hint: qsTr("all")
            onAccepted: sheet.start()
        }
    }
    Column {
        width: parent.width
        visible: sheet.plan.waitsForTrigger
        spacing: Theme.px(3)

        Words {
            width: parent.width
            size: 11
            color: Theme.text2
            elide: Text.ElideRight
            text: qsTr("Alerts that keep everything from then on; none ticked: any")
        }
        Flow {
            width: parent.width
            spacing: Theme.px(8)

            Repeater {
                model: sheet.plan.detectors

                Check {
                    required property string modelData

                    text: modelData
                    checked: sheet.plan.awaited.includes(modelData)
                    onToggled: sheet.plan.await(modelData, checked)
                }
            }
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
