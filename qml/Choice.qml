import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// One of a few, all of them visible.
Flow {
    id: choice

    property var options: []
    property int current: 0
    property string name: ""
    property real lineHeight: Theme.px(26)

    signal picked(int index)

    Accessible.role: Accessible.Grouping
    Accessible.name: name

    Repeater {
        model: choice.options

        Button {
            id: option

            required property int index
            required property string modelData
            readonly property bool chosen: index === choice.current

            text: modelData
            implicitHeight: choice.lineHeight
            leftPadding: Theme.px(10)
            rightPadding: Theme.px(10)
            Accessible.role: Accessible.RadioButton
            Accessible.name: text
            Accessible.checked: chosen
            onClicked: choice.picked(index)

            contentItem: Words {
                text: option.text
                font.weight: option.chosen ? Font.DemiBold : Font.Normal
                color: option.chosen ? Theme.text : Theme.text2
            }
            background: Rectangle {
                color: option.chosen ? Theme.accentSoft : option.hovered ? Theme.bg3 : "transparent"
                border.color: option.chosen ? Theme.accent : Theme.ctl
                radius: Theme.px(3)

                FocusRing { corner: 3; visible: option.visualFocus }
            }
        }
    }
}
