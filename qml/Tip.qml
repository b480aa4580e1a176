import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

ToolTip {
    id: tip

    delay: 500
    padding: Theme.px(8)
    contentItem: Words {
        text: tip.text
        size: 11
        wrapMode: Text.WrapAnywhere
        width: Math.min(implicitWidth, Theme.px(480))
    }
    background: Rectangle {
        color: Theme.bg3
        radius: Theme.px(5)
        border.color: Theme.ctl
    }
}
