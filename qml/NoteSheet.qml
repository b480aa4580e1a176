import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// The note on a packet. It goes into the case, beside the evidence.
Sheet {
    id: sheet

    required property Workspace workspace
    property real packet: 0

    function edit(number) {
        packet = number;
        area.text = workspace.remarks.note(number);
        open();
    }
    function keep() {
        workspace.remarks.setNote(packet, area.text);
        close();
    }

    title: qsTr("Note on packet %1").arg(workspace.grouped(packet))
    width: Math.min(Theme.px(480), parent ? parent.width - Theme.px(24) : 480)
    onOpened: {
        area.forceActiveFocus();
        area.cursorPosition = area.text.length;
    }

    Rectangle {
        width: parent.width
        height: Theme.px(140)
        radius: Theme.px(5)
        color: Theme.bg2
        border.width: area.activeFocus ? 2 : 1
        border.color: area.activeFocus ? Theme.accent : Theme.inputEdge

        ScrollView {
            anchors.fill: parent
            anchors.margins: 2

            TextArea {
                id: area
                padding: Theme.px(8)
                color: Theme.text
                font.family: Theme.uiFamily
                font.pixelSize: Theme.px(13)
                font.preferShaping: false
                textFormat: TextEdit.PlainText
                wrapMode: TextArea.Wrap
                selectByMouse: true
                selectionColor: Theme.accent
                selectedTextColor: Theme.onAccent
                placeholderText: qsTr("What is worth knowing of this packet")
                placeholderTextColor: Theme.text3
                Accessible.role: Accessible.EditableText
                Accessible.name: qsTr("Note")
                KeyNavigation.priority: KeyNavigation.BeforeItem
                KeyNavigation.tab: save
                Keys.onPressed: event => {
                    if ((event.key === Qt.Key_Return || event.key === Qt.Key_Enter) && event.modifiers & Qt.ControlModifier) {
                        event.accepted = true;
                        sheet.keep();
                    }
                }
            }
        }
    }
    Words {
        text: qsTr("The capture itself stays as it is. Ctrl+Enter saves, an empty note is taken away.")
        width: parent.width
        size: 11
        color: Theme.text2
        wrapMode: Text.Wrap
    }
    buttons: [
        PushButton {
            text: qsTr("Cancel")
            onClicked: sheet.close()
        },
        PushButton {
            id: save
            text: qsTr("Save")
            primary: true
            onClicked: sheet.keep()
        }
    ]
}
