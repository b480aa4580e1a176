import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

Menu {
    id: menu

    padding: Theme.px(4)
    implicitWidth: Theme.px(250)
    delegate: PopupItem {}
    background: Rectangle {
        color: Theme.bg3
        radius: Theme.px(6)
        border.color: Theme.ctl
    }
}
