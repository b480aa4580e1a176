import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

Sheet {
    id: sheet

    required property Workspace workspace
    readonly property InterfacesModel interfaces: workspace.interfaces
    property string chosen: ""

    function start() {
        if (chosen === "")
            return;
        workspace.startCapture(chosen, filterField.text, parseInt(snaplen.text) || 262144, promiscuous.checked);
        close();
    }

    title: qsTr("Capture")
    width: Math.min(Theme.px(520), parent ? parent.width - Theme.px(24) : 520)
    onAboutToShow: interfaces.reload()

    Connections {
        target: sheet.interfaces
        function onChanged() {
            if (sheet.interfaces.count > 0 && sheet.chosen === "") {
                list.currentIndex = sheet.interfaces.preferred();
                sheet.chosen = sheet.interfaces.nameAt(list.currentIndex);
            }
        }
    }

    Words {
        text: qsTr("Interface")
        color: Theme.text2
    }
    Rectangle {
        width: parent.width
        height: Theme.px(170)
        radius: Theme.px(5)
        color: Theme.bg2
        border.width: list.activeFocus ? 2 : 1
        border.color: list.activeFocus ? Theme.accent : Theme.inputEdge

        ListView {
            id: list
            anchors.fill: parent
            anchors.margins: 2
            clip: true
            focus: true
            activeFocusOnTab: true
            model: sheet.interfaces
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Interfaces")
            onCurrentIndexChanged: sheet.chosen = sheet.interfaces.nameAt(currentIndex)
            Keys.onReturnPressed: sheet.start()
            Keys.onEnterPressed: sheet.start()

            delegate: Rectangle {
                id: row

                required property int index
                required property string name
                required property string addresses
                required property string status

                width: list.width
                height: Theme.px(28)
                color: ListView.isCurrentItem ? Theme.sel : area.containsMouse ? Theme.bg3 : "transparent"
                Accessible.role: Accessible.ListItem
                Accessible.name: row.name

                DataWords {
                    x: Theme.px(10)
                    width: Theme.px(120)
                    height: parent.height
                    text: row.name
                    elide: Text.ElideRight
                }
                DataWords {
                    x: Theme.px(136)
                    width: parent.width - x - Theme.px(70)
                    height: parent.height
                    text: row.addresses
                    size: 11
                    elide: Text.ElideRight
                }
                Words {
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.px(10)
                    height: parent.height
                    text: row.status
                    size: 11
                }
                MouseArea {
                    id: area
                    anchors.fill: parent
                    hoverEnabled: true
                    onClicked: {
                        list.forceActiveFocus();
                        list.currentIndex = row.index;
                    }
                    onDoubleClicked: sheet.start()
                }
            }
        }
        Notice {
            anchors.centerIn: parent
            visible: list.count === 0
            glyph: sheet.interfaces.error !== "" ? Icons.error : Icons.sensors
            ink: sheet.interfaces.error !== "" ? Theme.critical : Theme.text3
            text: sheet.interfaces.loading ? qsTr("Looking for interfaces…") : sheet.interfaces.error !== "" ? sheet.interfaces.error : qsTr("No interface was found.")
        }
    }
    Words {
        text: qsTr("Capture filter")
        color: Theme.text2
    }
    Field {
        id: filterField
        width: parent.width
        name: qsTr("Capture filter")
        placeholderText: qsTr("all packets; for example  host 10.0.0.1 and port 443")
        onAccepted: sheet.start()
    }
    Row {
        spacing: Theme.px(16)

        Check {
            id: promiscuous
            text: qsTr("Promiscuous")
            checked: true
        }
        Words {
            text: qsTr("Bytes kept of a packet")
            height: Theme.px(28)
            color: Theme.text2
        }
        Field {
            id: snaplen
            width: Theme.px(90)
            name: qsTr("Bytes kept of a packet")
            text: "262144"
            validator: IntValidator { bottom: 64; top: 262144 }
            onAccepted: sheet.start()
        }
    }
    buttons: [
        PushButton {
            text: qsTr("Cancel")
            onClicked: sheet.close()
        },
        PushButton {
            text: qsTr("Start")
            glyph: Icons.capture
            primary: true
            enabled: sheet.chosen !== ""
            onClicked: sheet.start()
        }
    ]
}
