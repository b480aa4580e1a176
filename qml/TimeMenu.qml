import QtQuick
import PacketRecorder.Models

PopupMenu {
    id: menu

    title: qsTr("Time format")
    implicitWidth: Theme.px(330)

    Repeater {
        model: TimeForms.all

        PopupItem {
            required property int index
            required property var modelData

            text: modelData.what
            keys: modelData.keys
            checkable: true
            checked: Theme.timeForm === index
            onTriggered: {
                Theme.timeForm = index;
                checked = Qt.binding(() => Theme.timeForm === index);
            }
        }
    }
}
