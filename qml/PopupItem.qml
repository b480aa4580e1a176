import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

MenuItem {
    id: item

    property string keys: ""

    implicitHeight: Theme.px(26)
    leftPadding: Theme.px(10)
    rightPadding: Theme.px(10)
    Accessible.role: Accessible.MenuItem
    Accessible.name: text

    contentItem: Item {
        Words {
            text: item.text
            anchors.left: parent.left
            anchors.leftMargin: item.checkable ? Theme.px(20) : 0
            anchors.right: hint.left
            anchors.rightMargin: Theme.px(12)
            anchors.verticalCenter: parent.verticalCenter
            color: item.enabled ? Theme.text : Theme.text3
            elide: Text.ElideRight
        }
        Words {
            id: hint
            text: item.subMenu ? "" : item.keys
            size: 11
            color: Theme.text2
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    arrow: IconLabel {
        x: item.width - width - Theme.px(6)
        y: (item.height - height) / 2
        text: Icons.chevron
        visible: item.subMenu
    }
    indicator: IconLabel {
        x: Theme.px(8)
        y: (item.height - height) / 2
        text: "\ue876"
        size: 14
        visible: item.checkable && item.checked
    }
    background: Rectangle {
        radius: Theme.px(3)
        color: item.highlighted ? Theme.sel : "transparent"
    }
}
