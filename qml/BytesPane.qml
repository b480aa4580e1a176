import QtQuick
import PacketRecorder.Models

// The bytes behind the fields. A tab for each source: the frame, what was reassembled, what was decompressed.
FocusScope {
    id: pane

    required property Workspace workspace
    readonly property PacketDetails details: workspace.details

    signal pointedAtRow(int row)

    function mark(row) {
        const range = row >= 0 ? details.rangeOf(row) : [0, 0];
        bytes.hover(range[0], range[1]);
    }
    function showSelection() {
        bytes.select(details.start, details.length);
    }

    Rectangle { anchors.fill: parent; color: Theme.bg1 }
    PaneTitle {
        id: title
        text: qsTr("Bytes")
        width: parent.width
        detail: bytes.selectedLength > 0 ? qsTr("offset 0x%1, %2 selected").arg(bytes.selectedStart.toString(16)).arg(
            bytes.selectedLength === 1 ? qsTr("1 byte") : qsTr("%1 bytes").arg(bytes.selectedLength)) : ""
    }
    Choice {
        id: tabs
        visible: pane.details.sources.length > 1
        anchors.top: title.bottom
        anchors.topMargin: visible ? Theme.px(4) : 0
        height: visible ? implicitHeight : 0
        x: Theme.px(8)
        name: qsTr("Source of the bytes")
        options: pane.details.sources
        current: pane.details.source
        onPicked: index => pane.details.source = index
    }
    Rectangle {
        anchors.fill: bytes
        color: Theme.bg2
    }
    HexView {
        id: bytes
        anchors.top: tabs.bottom
        anchors.topMargin: tabs.visible ? Theme.px(4) : 0
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: scroll.left
        theme: Theme
        focus: true
        lineHeight: Theme.px(20)
        bytes: pane.details.bytes
        Accessible.role: Accessible.EditableText
        Accessible.name: qsTr("Bytes of the packet")
        Accessible.readOnly: true
        onPicked: offset => pane.details.selectByte(offset)
        onPointedAt: offset => {
            const row = pane.details.rowOver(offset);
            pane.mark(row);
            pane.pointedAtRow(row);
        }

        Rectangle {
            width: parent.width
            height: 2
            color: Theme.accent
            visible: bytes.activeFocus
        }
    }
    LineScroll {
        id: scroll
        view: bytes
        anchors.top: bytes.top
        anchors.bottom: parent.bottom
        anchors.right: parent.right
    }
    Connections {
        target: pane.details
        function onCurrentChanged() { pane.showSelection(); }
        function onSourceChanged() { pane.showSelection(); }
    }
}
