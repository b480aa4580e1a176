import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// A button: words, an icon, or both. `primary` once per surface.
Button {
    id: button

    property string glyph: ""
    property string hint: ""
    property bool primary: false
    property bool quiet: false
    readonly property color ink: !enabled ? Theme.text3 : primary ? Theme.onAccent : Theme.text

    implicitHeight: Theme.px(28)
    leftPadding: Theme.px(text === "" ? 6 : 12)
    rightPadding: leftPadding
    topPadding: 0
    bottomPadding: 0
    Accessible.role: Accessible.Button
    Accessible.name: text !== "" ? text : hint
    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    contentItem: Row {
        spacing: Theme.px(6)

        IconLabel {
            text: button.glyph
            visible: text !== ""
            color: button.text === "" && !button.primary ? Theme.text2 : button.ink
            anchors.verticalCenter: parent.verticalCenter
        }
        Words {
            text: button.text
            visible: text !== ""
            color: button.ink
            font.weight: Font.Medium
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    background: Rectangle {
        radius: Theme.px(5)
        color: button.primary && button.enabled ? (button.down || button.hovered ? Qt.darker(Theme.accent, 1.1) : Theme.accent)
             : button.quiet ? (button.hovered || button.down ? Theme.bg3 : "transparent")
             : button.down ? Theme.bg2 : button.hovered ? Theme.line : Theme.bg3
        border.width: button.quiet || (button.primary && button.enabled) ? 0 : 1
        border.color: Theme.ctl

        FocusRing { visible: button.visualFocus }
    }

    Tip {
        text: button.hint
        visible: button.hint !== "" && (button.hovered || button.visualFocus)
    }
}
