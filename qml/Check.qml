import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

CheckBox {
    id: check

    implicitHeight: Theme.px(28)
    spacing: Theme.px(8)
    padding: 0
    Accessible.role: Accessible.CheckBox
    Accessible.name: text

    indicator: Rectangle {
        implicitWidth: Theme.px(16)
        implicitHeight: Theme.px(16)
        y: (check.height - height) / 2
        radius: Theme.px(3)
        color: check.checked ? Theme.accent : Theme.bg2
        border.color: check.checked ? Theme.accent : Theme.inputEdge

        IconLabel {
            anchors.centerIn: parent
            text: "\ue876"
            size: 14
            color: Theme.onAccent
            visible: check.checked
        }
        FocusRing { corner: 3; visible: check.visualFocus }
    }
    contentItem: Words {
        text: check.text
        leftPadding: check.indicator.width + check.spacing
    }
}
