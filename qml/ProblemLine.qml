import QtQuick
import PacketRecorder.Models

// What is wrong with the field above, there only while something is.
Item {
    id: line

    property string text: ""

    implicitHeight: words.implicitHeight
    height: visible ? implicitHeight : 0
    visible: text !== ""

    IconLabel {
        text: Icons.error
        size: 13
        height: Theme.px(15)
        color: Theme.critical
    }
    Words {
        id: words
        x: Theme.px(18)
        width: line.width - x
        size: 11
        wrapMode: Text.Wrap
        text: line.text
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
}
