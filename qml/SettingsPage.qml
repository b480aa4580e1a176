import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// Applied at once.
FocusScope {
    id: page

    required property var keys

    Rectangle { anchors.fill: parent; color: Theme.bg2 }

    Flickable {
        id: flick
        anchors.fill: parent
        contentHeight: content.height + Theme.px(48)
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        ScrollBar.vertical: ScrollBar {}

        Column {
            id: content
            x: Theme.px(28)
            y: Theme.px(24)
            width: Math.min(parent.width - 2 * x, Theme.px(640))
            spacing: Theme.px(14)

            Words {
                text: qsTr("Look")
                size: 15
                font.weight: Font.DemiBold
            }
            Entry {
                label: qsTr("Theme")
                Choice {
                    name: qsTr("Theme")
                    focus: true
                    options: [qsTr("As the system"), qsTr("Dark"), qsTr("Light")]
                    current: Theme.mode
                    onPicked: index => Theme.mode = index
                }
            }
            Entry {
                label: qsTr("Rows")
                Choice {
                    name: qsTr("Rows")
                    options: [qsTr("Compact"), qsTr("Comfortable")]
                    current: Theme.comfortable ? 1 : 0
                    onPicked: index => Theme.comfortable = index === 1
                }
            }
            Entry {
                label: qsTr("Text size")
                Row {
                    spacing: Theme.px(8)

                    PushButton {
                        text: "−"
                        hint: qsTr("Smaller (Ctrl+-)")
                        onClicked: Theme.scale -= 0.05
                    }
                    DataWords {
                        width: Theme.px(48)
                        height: Theme.px(28)
                        horizontalAlignment: Text.AlignHCenter
                        text: qsTr("%1 %").arg(Math.round(Theme.scale * 100))
                    }
                    PushButton {
                        text: "+"
                        hint: qsTr("Larger (Ctrl++)")
                        onClicked: Theme.scale += 0.05
                    }
                    PushButton {
                        text: qsTr("Back to default")
                        visible: Theme.scale !== 1
                        onClicked: Theme.scale = 1
                    }
                }
            }
            Entry {
                label: qsTr("Movement")
                Check {
                    text: qsTr("Reduce it: popups appear at once")
                    checked: Theme.reducedMotion
                    onToggled: Theme.reducedMotion = checked
                }
            }
            Line { width: parent.width }
            Words {
                text: qsTr("Names")
                size: 15
                font.weight: Font.DemiBold
            }
            Words {
                width: parent.width
                wrapMode: Text.Wrap
                lineHeight: 1.3
                color: Theme.text2
                text: qsTr("Addresses are shown as they stand in the packets. Nothing is looked up, and no packet leaves this machine.")
            }
            Line { width: parent.width }
            Words {
                text: qsTr("Keys")
                size: 15
                font.weight: Font.DemiBold
            }
            Column {
                width: parent.width

                Repeater {
                    model: page.keys

                    Item {
                        id: line

                        required property var modelData

                        width: content.width
                        height: Theme.px(24)

                        DataWords {
                            width: Theme.px(190)
                            height: parent.height
                            text: line.modelData.keys
                        }
                        Words {
                            x: Theme.px(200)
                            width: parent.width - x
                            height: parent.height
                            text: line.modelData.what
                            color: Theme.text2
                            elide: Text.ElideRight
                        }
                    }
                }
            }
        }
    }

    component Entry: Row {
        property string label: ""

        spacing: Theme.px(12)

        Words {
            width: Theme.px(120)
            height: Theme.px(28)
            text: parent.label
            color: Theme.text2
        }
    }
}
