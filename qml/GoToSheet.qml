import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

Sheet {
    id: sheet

    signal picked(real number)

    function go() {
        const number = parseInt(field.text);
        if (number > 0) {
            close();
            picked(number);
        }
    }

    title: qsTr("Go to packet")
    width: Theme.px(280)
    onOpened: {
        field.selectAll();
        field.forceActiveFocus();
    }

    Field {
        id: field
        width: parent.width
        name: qsTr("Packet number")
        placeholderText: qsTr("Number")
        inputMethodHints: Qt.ImhDigitsOnly
        validator: RegularExpressionValidator { regularExpression: /[0-9]{1,15}/ }
        onAccepted: sheet.go()
    }
    buttons: [
        PushButton {
            text: qsTr("Cancel")
            onClicked: sheet.close()
        },
        PushButton {
            text: qsTr("Go")
            primary: true
            onClicked: sheet.go()
        }
    ]
}
