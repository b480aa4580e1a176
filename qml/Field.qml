import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// A line to write in.
TextField {
    id: field

    property string name: placeholderText
    property color edge: Theme.inputEdge

    implicitHeight: Theme.px(30)
    leftPadding: Theme.px(8)
    rightPadding: Theme.px(8)
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.onAccent
    placeholderTextColor: Theme.text3
    selectByMouse: true
    font.family: Theme.dataFamily
    font.pixelSize: Theme.px(13)
    font.preferShaping: false
    verticalAlignment: TextInput.AlignVCenter
    Accessible.role: Accessible.EditableText
    Accessible.name: name

    background: Rectangle {
        radius: Theme.px(5)
        color: Theme.bg2
        border.width: field.activeFocus ? 2 : 1
        border.color: field.activeFocus ? Theme.accent : field.edge
    }
}
