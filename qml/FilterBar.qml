import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

// The filter field with its verdict, completion and history; beside it how many packets are left and how far the search is.
FocusScope {
    id: bar

    required property Workspace workspace
    readonly property FilterModel filter: workspace.filter
    readonly property bool changed: field.text.trim() !== filter.applied
    readonly property bool bad: filter.verdict === FilterModel.Invalid

    function edit() {
        field.forceActiveFocus(Qt.ShortcutFocusReason);
        field.selectAll();
    }
    signal done

    implicitHeight: Theme.px(44) + (message.visible ? message.height + Theme.px(4) : 0)

    Rectangle { anchors.fill: parent; color: Theme.bg1 }
    Line { anchors.bottom: parent.bottom; width: parent.width }

    Field {
        id: field
        x: Theme.px(10)
        y: Theme.px(7)
        width: parent.width - side.width - Theme.px(30)
        leftPadding: Theme.px(32)
        rightPadding: Theme.px(tools.width / Theme.scale + 8)
        focus: true
        name: qsTr("Display filter")
        placeholderText: qsTr("Display filter, for example  ip.addr == 10.0.0.1 and tls")
        edge: bar.bad ? Theme.critical : bar.filter.verdict === FilterModel.Suspicious ? Theme.high
            : bar.filter.verdict === FilterModel.Valid ? Theme.ok : Theme.inputEdge
        Accessible.description: message.text
        onTextEdited: {
            bar.filter.text = text;
            popup.offer(bar.filter.suggestions(cursorPosition));
        }
        onActiveFocusChanged: if (!activeFocus) popup.close()
        Keys.onPressed: event => {
            if (popup.opened && popup.key(event.key)) {
                event.accepted = true;
            } else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) {
                if (bar.filter.apply())
                    bar.done();
                event.accepted = true;
            } else if (event.key === Qt.Key_Escape) {
                if (bar.filter.running)
                    bar.filter.stop();
                else
                    bar.done();
                event.accepted = true;
            } else if (event.key === Qt.Key_Down && event.modifiers & Qt.ControlModifier) {
                popup.history();
                event.accepted = true;
            }
        }

        Connections {
            target: bar.filter
            function onTextChanged() {
                if (field.text !== bar.filter.text)
                    field.text = bar.filter.text;
            }
        }

        IconLabel {
            x: Theme.px(9)
            anchors.verticalCenter: parent.verticalCenter
            text: bar.bad ? Icons.error : Icons.filter
            color: bar.bad ? Theme.critical : bar.filter.verdict === FilterModel.Valid ? Theme.ok
                 : bar.filter.verdict === FilterModel.Suspicious ? Theme.high : Theme.text3
        }
        // Under the place that the message speaks of.
        Rectangle {
            readonly property rect from: field.positionToRectangle(bar.filter.column)
            readonly property rect to: field.positionToRectangle(bar.filter.column + bar.filter.markLength)

            visible: bar.bad
            x: field.leftPadding + from.x
            y: field.height - 6
            width: Math.min(Math.max(7, to.x - from.x), field.width - x - 4)
            height: 2
            color: Theme.critical
        }
        Row {
            id: tools
            anchors.right: parent.right
            anchors.rightMargin: Theme.px(3)
            anchors.verticalCenter: parent.verticalCenter

            DataWords {
                text: bar.changed && !bar.bad ? qsTr("changed") : ""
                size: 11
                color: Theme.text3
                rightPadding: Theme.px(6)
                anchors.verticalCenter: parent.verticalCenter
            }
            PushButton {
                glyph: Icons.close
                quiet: true
                hint: qsTr("Clear the filter")
                visible: field.text !== ""
                height: Theme.px(24)
                focusPolicy: Qt.NoFocus
                onClicked: bar.filter.clear()
            }
            PushButton {
                glyph: Icons.history
                quiet: true
                hint: qsTr("Filters used before (Ctrl+Down)")
                height: Theme.px(24)
                focusPolicy: Qt.NoFocus
                onClicked: {
                    field.forceActiveFocus();
                    popup.history();
                }
            }
        }
    }

    Words {
        id: message
        x: field.x + Theme.px(2)
        y: field.y + field.height + Theme.px(4)
        width: parent.width - 2 * x
        text: bar.filter.error !== "" ? bar.filter.error
            : bar.bad ? qsTr("Column %1: %2").arg(bar.filter.column + 1).arg(bar.filter.message) : bar.filter.message
        visible: text !== "" && field.text !== ""
        size: 11
        wrapMode: Text.Wrap
        color: Theme.text
    }

    Row {
        id: side
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(10)
        y: field.y
        height: field.height
        spacing: Theme.px(10)

        DataWords {
            anchors.verticalCenter: parent.verticalCenter
            text: bar.filter.applied === "" ? qsTr("%1 packets").arg(bar.workspace.grouped(bar.workspace.packets.count))
                : qsTr("%1 of %2").arg(bar.workspace.grouped(bar.workspace.packets.count)).arg(bar.workspace.grouped(bar.workspace.sessionPackets))
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
        DataWords {
            anchors.verticalCenter: parent.verticalCenter
            visible: bar.filter.applied !== ""
            size: 11
            color: Theme.text2
            text: bar.filter.running ? qsTr("so far, %1 % searched").arg(Math.floor(bar.filter.progress * 100))
                : bar.filter.stopped ? qsTr("stopped at %1 %").arg(Math.floor(bar.filter.progress * 100))
                : qsTr("%1 s").arg(bar.filter.seconds.toFixed(2))
        }
        PushButton {
            text: qsTr("Stop")
            visible: bar.filter.running
            anchors.verticalCenter: parent.verticalCenter
            onClicked: bar.filter.stop()
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        height: 2
        width: parent.width * bar.filter.progress
        color: Theme.accent
        visible: bar.filter.running
    }

    Popup {
        id: popup

        property var entries: []

        function offer(list) {
            entries = list;
            choices.currentIndex = 0;
            choices.touched = false;
            if (list.length > 0)
                open();
            else
                close();
        }
        function history() {
            offer(bar.filter.historyEntries());
            choices.touched = true;
        }
        function take() {
            const entry = entries[choices.currentIndex];
            close();
            if (entry.whole) {
                bar.filter.text = entry.text;
                field.cursorPosition = field.text.length;
            } else {
                field.cursorPosition = bar.filter.complete(field.cursorPosition, entry.text);
            }
        }
        // True if the key was for the list.
        function key(key) {
            switch (key) {
            case Qt.Key_Down: choices.touched = true; choices.incrementCurrentIndex(); return true;
            case Qt.Key_Up: choices.touched = true; choices.decrementCurrentIndex(); return true;
            case Qt.Key_Tab: take(); return true;
            case Qt.Key_Escape: close(); return true;
            case Qt.Key_Return:
            case Qt.Key_Enter:
                if (choices.touched) {
                    take();
                    return true;
                }
                close();
                return false;
            }
            return false;
        }

        x: field.x
        y: field.y + field.height + 2
        width: Math.min(field.width, Theme.px(560))
        padding: Theme.px(4)
        focus: false
        closePolicy: Popup.CloseOnPressOutsideParent
        background: Rectangle {
            color: Theme.bg3
            radius: Theme.px(6)
            border.color: Theme.ctl
        }
        contentItem: ListView {
            id: choices

            property bool touched: false  // Enter takes a suggestion only after the arrows chose it; else it applies the filter

            implicitHeight: Math.min(contentHeight, Theme.px(24 * 12))
            model: popup.entries
            clip: true
            delegate: Rectangle {
                id: entry

                required property int index
                required property var modelData

                width: choices.width
                height: Theme.px(24)
                radius: Theme.px(3)
                color: ListView.isCurrentItem ? Theme.sel : area.containsMouse ? Theme.bg2 : "transparent"

                DataWords {
                    x: Theme.px(8)
                    width: Math.min(implicitWidth, parent.width - Theme.px(16))
                    height: parent.height
                    text: entry.modelData.text
                    elide: Text.ElideRight
                }
                Words {
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.px(8)
                    width: Math.min(implicitWidth, parent.width / 2)
                    height: parent.height
                    size: 11
                    color: Theme.text2
                    text: entry.modelData.help
                    elide: Text.ElideRight
                }
                MouseArea {
                    id: area
                    anchors.fill: parent
                    hoverEnabled: true
                    onClicked: {
                        choices.currentIndex = entry.index;
                        popup.take();
                    }
                }
            }
        }
    }
}
