import QtQuick
import PacketRecorder.Models

Rectangle {
    id: bar

    required property Workspace workspace
    property real selected: 0
    readonly property Job capture: workspace.capture

    implicitHeight: Theme.px(24)
    color: Theme.bg1

    Line { width: parent.width }

    Row {
        x: Theme.px(14)
        width: state.x - x - Theme.px(18)
        height: parent.height
        clip: width < implicitWidth
        spacing: Theme.px(18)

        Words {
            height: parent.height
            size: 11
            color: Theme.text2
            visible: bar.workspace.details.number > 0
            text: qsTr("Packet %1").arg(bar.workspace.grouped(bar.workspace.details.number))
        }
        Words {
            height: parent.height
            size: 11
            color: Theme.text2
            visible: bar.selected > 1
            text: qsTr("%1 selected").arg(bar.workspace.grouped(bar.selected))
        }
        Words {
            height: parent.height
            size: 11
            color: Theme.text2
            text: qsTr("Shown %1").arg(bar.workspace.grouped(bar.workspace.packets.count))
        }
        Words {
            height: parent.height
            size: 11
            color: Theme.text2
            visible: bar.workspace.remarks.marks > 0
            text: qsTr("Marked %1").arg(bar.workspace.grouped(bar.workspace.remarks.marks))
        }
        Words {
            height: parent.height
            size: 11
            color: bar.workspace.remarks.error !== "" ? Theme.high : Theme.text2
            visible: text !== ""
            text: bar.workspace.remarks.error !== "" ? bar.workspace.remarks.error
                : bar.workspace.remarks.pending > 0 && bar.workspace.jobs.busy ? qsTr("Marks and notes are stored when the import or capture ends") : ""
        }
        DataWords {
            height: parent.height
            size: 11
            color: Theme.text2
            text: bar.workspace.details.currentName
        }
    }
    Row {
        id: state
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(14)
        height: parent.height
        spacing: Theme.px(18)

        Words {
            height: parent.height
            size: 11
            visible: text !== ""
            color: Theme.high
            text: bar.workspace.sessionLosses
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
        Words {
            height: parent.height
            size: 11
            visible: bar.workspace.capturing
            color: bar.capture && bar.capture.dropped > 0 ? Theme.high : Theme.text2
            // what was lost before the pipe is known where its program tells
            text: !bar.capture ? "" : bar.workspace.readingPipe && bar.capture.dropped === 0 ? qsTr("Read %1").arg(bar.workspace.grouped(bar.capture.packets))
                : qsTr("Captured %1, dropped %2").arg(bar.workspace.grouped(bar.capture.packets)).arg(bar.workspace.grouped(bar.capture.dropped))
        }
        Row {
            id: warning
            height: parent.height
            spacing: Theme.px(4)
            visible: bar.workspace.capturing && bar.capture.warnings.length > 0

            IconLabel {
                text: Icons.warning
                size: 12
                height: parent.height
                color: Theme.high
            }
            Words {
                width: Math.min(implicitWidth, bar.width * 0.2)
                height: parent.height
                size: 11
                elide: Text.ElideRight
                text: warning.visible ? bar.capture.warnings[bar.capture.warnings.length - 1] : ""
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
                HoverHandler { id: pointer }
                Tip {
                    text: warning.visible ? bar.capture.warnings.join("\n") : ""
                    visible: pointer.hovered
                }
            }
        }
        PushButton {
            height: Theme.px(20)
            anchors.verticalCenter: parent.verticalCenter
            visible: bar.capture !== null && bar.capture.waitsForTrigger
            text: qsTr("Keep everything")
            hint: qsTr("Only the last seconds are kept until there is an alert; this keeps everything from now on (Ctrl+Shift+K)")
            onClicked: bar.capture.keepAll()
        }
        Words {
            width: Math.min(implicitWidth, bar.width * 0.2)
            height: parent.height
            size: 11
            visible: bar.workspace.capturing && text !== ""
            elide: Text.ElideRight
            text: bar.capture !== null ? bar.capture.trigger : ""
            Accessible.role: Accessible.StaticText
            Accessible.name: text
            HoverHandler { id: overTrigger }
            Tip {
                text: bar.capture !== null ? bar.capture.trigger : ""
                visible: overTrigger.hovered && text !== ""
            }
        }
        Words {
            height: parent.height
            size: 11
            color: Theme.text2
            text: Theme.timeForm === 2 || Theme.timeForm === 3 ? qsTr("Time: local") : qsTr("Time: UTC")
        }
        Row {
            height: parent.height
            spacing: Theme.px(4)

            IconLabel {
                text: Icons.lock
                size: 12
                height: parent.height
                color: Theme.ok
            }
            Words {
                height: parent.height
                size: 11
                text: qsTr("Read-only evidence")
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
        }
    }
}
