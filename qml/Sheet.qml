import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import PacketRecorder.Models

// A dialog of ours: title, content, and a row of buttons at the foot.
Popup {
    id: sheet

    property string title: ""
    default property alias content: body.data
    property alias buttons: foot.data

    modal: true
    focus: true
    anchors.centerIn: T.Overlay.overlay
    padding: Theme.px(20)
    closePolicy: Popup.CloseOnEscape
    T.Overlay.modal: Rectangle { color: Theme.dark ? "#a0000000" : "#60101318" }

    background: Rectangle {
        color: Theme.bg1
        radius: Theme.px(6)
        border.color: Theme.ctl
    }
    contentItem: Column {
        spacing: Theme.px(14)
        Accessible.role: Accessible.Dialog
        Accessible.name: sheet.title

        Words {
            text: sheet.title
            size: 15
            font.weight: Font.DemiBold
        }
        Column {
            id: body
            width: parent.width
            spacing: Theme.px(10)
        }
        Row {
            id: foot
            anchors.right: parent.right
            spacing: Theme.px(8)
        }
    }
}
