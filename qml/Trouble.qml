import QtQuick
import PacketRecorder.Models

// What went wrong last, with the command that mends it, to be copied.
Rectangle {
    id: trouble

    required property Workspace workspace

    implicitHeight: Math.max(Theme.px(36), words.implicitHeight + Theme.px(16))
    visible: workspace.error !== ""
    color: Theme.rowBad

    Rectangle { width: 3; height: parent.height; color: Theme.critical }
    IconLabel {
        x: Theme.px(14)
        height: parent.height
        text: Icons.error
        color: Theme.critical
    }
    Words {
        id: words
        x: Theme.px(40)
        width: parent.width - x - tools.width - Theme.px(24)
        anchors.verticalCenter: parent.verticalCenter
        text: trouble.workspace.error
        wrapMode: Text.Wrap
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
    Row {
        id: tools
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(10)
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.px(8)

        PushButton {
            glyph: Icons.copy
            text: qsTr("Copy command")
            hint: trouble.workspace.errorCommand
            visible: trouble.workspace.errorCommand !== ""
            onClicked: trouble.workspace.copy(trouble.workspace.errorCommand)
        }
        PushButton {
            glyph: Icons.close
            quiet: true
            hint: qsTr("Dismiss")
            onClicked: trouble.workspace.clearError()
        }
    }
}
