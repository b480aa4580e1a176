import QtQuick
import PacketRecorder.Models

// How far a long copy is, and what became of it.
Rectangle {
    id: notice

    required property RowCopier copier
    required property Workspace workspace

    visible: copier.message !== "" || (copier.running && patience.over)
    implicitWidth: row.width + Theme.px(28)
    implicitHeight: Theme.px(40)
    color: Theme.bg3
    radius: Theme.px(6)
    border.color: Theme.ctl
    Accessible.role: Accessible.AlertMessage
    Accessible.name: words.text

    Timer {
        id: patience

        property bool over: false

        interval: 200  // what is quicker needs no words
        running: notice.copier.running
        onRunningChanged: if (running) over = false
        onTriggered: over = true
    }
    Timer {
        interval: 6000
        running: notice.copier.message !== ""
        onTriggered: notice.copier.dismiss()
    }
    Row {
        id: row
        anchors.centerIn: parent
        spacing: Theme.px(12)

        IconLabel {
            anchors.verticalCenter: parent.verticalCenter
            text: Icons.copy
        }
        Words {
            id: words
            anchors.verticalCenter: parent.verticalCenter
            text: notice.copier.running ? qsTr("Copying row %1 of %2").arg(notice.workspace.grouped(notice.copier.rows)).arg(
                notice.workspace.grouped(notice.copier.total)) : notice.copier.message
        }
        PushButton {
            anchors.verticalCenter: parent.verticalCenter
            text: notice.copier.running ? qsTr("Stop") : qsTr("Dismiss")
            onClicked: notice.copier.running ? notice.copier.cancel() : notice.copier.dismiss()
        }
    }
}
