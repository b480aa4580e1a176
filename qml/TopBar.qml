import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// Which case is open, what is at work, and the two ways to bring in packets.
Rectangle {
    id: bar

    required property Workspace workspace
    readonly property Job job: workspace.jobs.latest

    signal openRequested
    signal captureRequested
    signal paletteRequested

    implicitHeight: Theme.px(44)
    color: Theme.bg1

    Line { anchors.bottom: parent.bottom; width: parent.width }

    Row {
        id: name
        x: Theme.px(14)
        height: parent.height
        spacing: Theme.px(10)

        Rectangle {
            width: Theme.px(16)
            height: width
            radius: Theme.px(4)
            anchors.verticalCenter: parent.verticalCenter
            color: "transparent"
            border.width: 2
            border.color: Theme.accent

            Rectangle {
                anchors.centerIn: parent
                width: Theme.px(6)
                height: width
                radius: width / 2
                color: bar.workspace.capturing ? Theme.critical : Theme.accent
            }
        }
        Words {
            height: parent.height
            size: 13
            font.weight: Font.DemiBold
            text: bar.workspace.casePath === "" ? qsTr("packetrecorder") : bar.workspace.caseName
            elide: Text.ElideMiddle
            width: Math.min(implicitWidth, bar.width * 0.3)
        }
    }

    AbstractButton {
        id: search
        anchors.verticalCenter: parent.verticalCenter
        readonly property real begin: name.x + name.width + Theme.px(16)

        x: Math.round(Math.max(begin, Math.min((parent.width - width) / 2, tools.x - width - Theme.px(12))))
        width: Math.min(Theme.px(360), tools.x - begin - Theme.px(12))
        height: Theme.px(28)
        visible: width > Theme.px(90)
        Accessible.role: Accessible.Button
        Accessible.name: qsTr("Go to anything, run any command")
        onClicked: bar.paletteRequested()

        background: Rectangle {
            radius: Theme.px(5)
            color: search.hovered ? Theme.bg3 : Theme.bg2
            border.color: Theme.ctl
            FocusRing { visible: search.visualFocus }
        }
        contentItem: Item {
            IconLabel {
                id: glass
                x: Theme.px(8)
                height: parent.height
                text: Icons.search
                size: 14
            }
            Words {
                anchors.left: glass.right
                anchors.leftMargin: Theme.px(8)
                anchors.right: keys.left
                height: parent.height
                text: qsTr("Packet, view or command")
                color: Theme.text2
                elide: Text.ElideRight
            }
            DataWords {
                id: keys
                anchors.right: parent.right
                anchors.rightMargin: Theme.px(10)
                height: parent.height
                text: "Ctrl+K"
                size: 11
                color: Theme.text2
            }
        }
    }
    Row {
        id: tools
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(10)
        height: parent.height
        spacing: Theme.px(8)

        AbstractButton {
            id: status
            visible: bar.job !== null
            height: parent.height
            leftPadding: Theme.px(8)
            rightPadding: Theme.px(8)
            Accessible.role: Accessible.Button
            Accessible.name: statusWords.text
            onClicked: jobs.open()
            background: Rectangle {
                color: status.hovered ? Theme.bg3 : "transparent"
                FocusRing { corner: 3; visible: status.visualFocus; anchors.margins: 0 }
            }
            contentItem: Row {
                spacing: Theme.px(10)

                IconLabel {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: bar.job !== null && !bar.job.running
                    text: bar.job === null ? "" : bar.job.state === Job.Failed ? Icons.error : bar.job.state === Job.Done ? Icons.done : Icons.stop
                    color: bar.job !== null && bar.job.state === Job.Failed ? Theme.critical : bar.job !== null && bar.job.state === Job.Done ? Theme.ok : Theme.text2
                }
                Words {
                    id: statusWords
                    anchors.verticalCenter: parent.verticalCenter
                    size: 11
                    color: Theme.text2
                    text: bar.job === null ? "" : bar.job.title + (bar.job.running ? bar.job.fraction >= 0 ? qsTr("  %1 %").arg(Math.floor(bar.job.fraction * 100))
                        : bar.job.begins !== "" ? qsTr("  begins %1").arg(bar.job.begins) : bar.job === bar.workspace.capture && bar.job.packets === 0 ? qsTr("  waiting for packets") : qsTr("  %1 packets").arg(bar.workspace.grouped(bar.job.packets)) : "")
                    elide: Text.ElideMiddle
                    width: Math.min(implicitWidth, bar.width * 0.25)
                }
                Rectangle {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: bar.job !== null && bar.job.running && bar.job.fraction >= 0
                    width: Theme.px(84)
                    height: 4
                    radius: 2
                    color: Theme.bg3

                    Rectangle {
                        width: bar.job ? Math.max(0, bar.job.fraction) * parent.width : 0
                        height: parent.height
                        radius: 2
                        color: Theme.accent
                    }
                }
            }
        }
        PushButton {
            anchors.verticalCenter: parent.verticalCenter
            visible: bar.job !== null && bar.job.running && !bar.workspace.capturing
            text: qsTr("Stop")
            glyph: Icons.stop
            hint: qsTr("What is stored so far is kept")
            onClicked: bar.job.cancel()
        }
        PushButton {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Import")
            glyph: Icons.upload
            hint: "Ctrl+O"
            onClicked: bar.openRequested()
        }
        PushButton {
            anchors.verticalCenter: parent.verticalCenter
            text: bar.workspace.readingPipe ? qsTr("Stop reading") : bar.workspace.capturing ? qsTr("Stop capture") : qsTr("Capture")
            glyph: bar.workspace.capturing ? Icons.stop : Icons.capture
            hint: "Ctrl+E"
            onClicked: bar.workspace.capturing ? bar.workspace.stopCapture() : bar.captureRequested()
        }
        PushButton {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("View")
            quiet: true
            onClicked: viewMenu.popup(this, 0, height + Theme.px(4))

            PopupMenu {
                id: viewMenu

                TimeMenu {}
                MenuLine {}
                PopupItem {
                    text: qsTr("Comfortable rows")
                    checkable: true
                    checked: Theme.comfortable
                    onTriggered: Theme.comfortable = checked
                }
                PopupItem {
                    text: qsTr("Larger text")
                    keys: "Ctrl++"
                    onTriggered: Theme.scale += 0.05
                }
                PopupItem {
                    text: qsTr("Smaller text")
                    keys: "Ctrl+-"
                    onTriggered: Theme.scale -= 0.05
                }
                MenuLine {}
                PopupItem {
                    text: qsTr("All commands")
                    keys: "Ctrl+K"
                    onTriggered: bar.paletteRequested()
                }
            }
        }
        PushButton {
            anchors.verticalCenter: parent.verticalCenter
            glyph: Theme.dark ? Icons.light : Icons.dark
            quiet: true
            hint: Theme.dark ? qsTr("Light") : qsTr("Dark")
            onClicked: Theme.mode = Theme.dark ? Theme.Light : Theme.Dark
        }
    }

    Popup {
        id: jobs
        x: bar.width - width - Theme.px(10)
        y: bar.height
        width: Math.min(Theme.px(460), bar.width - Theme.px(20))
        padding: Theme.px(12)
        background: Rectangle {
            color: Theme.bg3
            radius: Theme.px(6)
            border.color: Theme.ctl
        }
        contentItem: ListView {
            id: list
            implicitHeight: Math.min(contentHeight, Theme.px(360))
            clip: true
            spacing: Theme.px(10)
            model: bar.workspace.jobs

            delegate: Column {
                id: entry

                required property Job job

                width: list.width
                spacing: Theme.px(4)

                Row {
                    width: parent.width
                    spacing: Theme.px(8)

                    Words {
                        width: parent.width - act.width - Theme.px(8)
                        text: entry.job ? entry.job.title : ""
                        font.weight: Font.Medium
                        elide: Text.ElideMiddle
                        height: act.height
                    }
                    PushButton {
                        id: act
                        text: entry.job && entry.job.running ? qsTr("Stop") : qsTr("Dismiss")
                        onClicked: entry.job.running ? entry.job.cancel() : bar.workspace.jobs.dismiss(entry.job)
                    }
                }
                DataWords {
                    width: parent.width
                    size: 11
                    color: Theme.text2
                    wrapMode: Text.Wrap
                    text: entry.job ? qsTr("%1 packets, %2").arg(bar.workspace.grouped(entry.job.packets)).arg(bar.workspace.humanBytes(entry.job.bytes))
                        + (entry.job.running && entry.job.rate > 0 ? qsTr(", %1/s").arg(bar.workspace.humanBytes(entry.job.rate)) : "")
                        + (entry.job.running && entry.job.secondsLeft >= 0 ? qsTr(", %1 s left").arg(Math.ceil(entry.job.secondsLeft)) : "")
                        + (entry.job.dropped > 0 ? qsTr(", %1 dropped").arg(bar.workspace.grouped(entry.job.dropped)) : "") : ""
                }
                Words {
                    width: parent.width
                    visible: text !== ""
                    text: entry.job ? entry.job.summary : ""
                    wrapMode: Text.Wrap
                    size: 11
                }
            }
        }
    }
}
