import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import PacketRecorder.Models

// Go to anything, run any command: write a part of its name. A number goes to that packet, other words can become the filter.
Popup {
    id: sheet

    required property Workspace workspace
    property var entries: []  // {what, keys, run}
    readonly property var found: find(field.text.trim())

    signal packetRequested(real number)
    signal filterRequested(string filter)

    function find(text) {
        const words = text.toLowerCase().split(/\s+/).filter(word => word !== "");
        const found = entries.filter(entry => words.every(word => entry.what.toLowerCase().includes(word)));
        // What begins with the words is meant before what only holds them.
        const begins = entry => entry.what.toLowerCase().startsWith(text.toLowerCase());
        const list = found.filter(begins).concat(found.filter(entry => !begins(entry)));
        if (workspace.open && /^[0-9]+$/.test(text))
            list.unshift({ what: qsTr("Go to packet %1").arg(workspace.grouped(parseInt(text))), keys: "", run: () => sheet.packetRequested(parseInt(text)) });
        else if (workspace.open && text !== "")
            list.push({ what: qsTr("Filter: %1").arg(text), keys: "", run: () => sheet.filterRequested(text) });
        return list;
    }
    function take(entry) {
        close();
        if (entry)
            entry.run();
    }

    modal: true
    focus: true
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: Theme.px(6)
    width: Math.min(Theme.px(600), parent ? parent.width - Theme.px(24) : 600)
    padding: Theme.px(8)
    parent: T.Overlay.overlay
    closePolicy: Popup.CloseOnEscape | Popup.CloseOnPressOutside
    T.Overlay.modal: Rectangle { color: Theme.dark ? "#70000000" : "#38101318" }
    onOpened: {
        field.clear();
        field.forceActiveFocus();
    }

    background: Rectangle {
        color: Theme.bg1
        radius: Theme.px(6)
        border.color: Theme.ctl
    }
    contentItem: Column {
        spacing: Theme.px(6)
        Accessible.role: Accessible.Dialog
        Accessible.name: qsTr("Commands")

        Field {
            id: field
            width: parent.width
            name: qsTr("Command, view or packet number")
            placeholderText: qsTr("Command, view, packet number or filter")
            onTextChanged: list.currentIndex = 0
            onAccepted: sheet.take(sheet.found[list.currentIndex])
            Keys.onDownPressed: list.incrementCurrentIndex()
            Keys.onUpPressed: list.decrementCurrentIndex()
            Keys.onPressed: event => {
                if (event.key === Qt.Key_PageDown || event.key === Qt.Key_PageUp) {
                    const step = event.key === Qt.Key_PageDown ? 10 : -10;
                    list.currentIndex = Math.max(0, Math.min(list.count - 1, list.currentIndex + step));
                    event.accepted = true;
                }
            }
        }
        ListView {
            id: list
            width: parent.width
            height: Math.min(Math.max(contentHeight, Theme.px(28)), Theme.px(28) * 13)
            clip: true
            model: sheet.found
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Commands that fit")
            ScrollBar.vertical: ScrollBar { policy: list.contentHeight > list.height ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff }

            Words {
                visible: list.count === 0
                x: Theme.px(10)
                height: Theme.px(28)
                text: qsTr("Nothing has this name.")
                color: Theme.text2
            }

            delegate: Rectangle {
                id: line

                required property int index
                required property var modelData

                width: list.width
                height: Theme.px(28)
                radius: Theme.px(3)
                color: ListView.isCurrentItem ? Theme.sel : area.containsMouse ? Theme.bg3 : "transparent"
                Accessible.role: Accessible.ListItem
                Accessible.name: line.modelData.what
                Accessible.selected: ListView.isCurrentItem

                Words {
                    x: Theme.px(10)
                    width: parent.width - x - keys.width - Theme.px(30)
                    height: parent.height
                    text: line.modelData.what
                    elide: Text.ElideRight
                }
                DataWords {
                    id: keys
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.px(16)
                    height: parent.height
                    text: line.modelData.keys
                    size: 11
                    color: line.ListView.isCurrentItem ? Theme.text : Theme.text2
                }
                MouseArea {
                    id: area
                    anchors.fill: parent
                    hoverEnabled: true
                    onClicked: sheet.take(line.modelData)
                }
            }
        }
    }
}
