import QtQuick
import PacketRecorder.Models

// While a table is being sorted, and if it cannot be.
Rectangle {
    id: strip

    required property RowTable table
    readonly property bool failed: table !== null && table.sortError !== ""

    visible: failed || (table !== null && table.sorting && patience.over)
    height: visible ? Theme.px(32) : 0
    color: Theme.bg1
    Accessible.role: Accessible.AlertMessage
    Accessible.name: words.text

    Timer {
        id: patience

        property bool over: false

        interval: 250
        running: strip.table !== null && strip.table.sorting
        onRunningChanged: if (running) over = false
        onTriggered: over = true
    }
    Rectangle {
        width: strip.table ? parent.width * strip.table.sortProgress : 0
        height: 2
        color: Theme.accent
        visible: !strip.failed
    }
    Line { anchors.bottom: parent.bottom; width: parent.width }
    IconLabel {
        id: icon
        x: Theme.px(12)
        height: parent.height
        text: strip.failed ? Icons.warning : Icons.sort
        color: strip.failed ? Theme.high : Theme.text2
    }
    Words {
        id: words
        x: Theme.px(36)
        width: button.x - x - Theme.px(8)
        height: parent.height
        text: strip.failed ? strip.table.sortError
            : strip.table ? qsTr("Sorting, %1 %. The rows stand as they came until then.").arg(Math.floor(strip.table.sortProgress * 100)) : ""
        elide: Text.ElideRight
    }
    PushButton {
        id: button
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(8)
        anchors.verticalCenter: parent.verticalCenter
        height: Theme.px(24)
        text: strip.failed ? qsTr("Dismiss") : qsTr("Stop")
        onClicked: strip.table.sort(-1, false)
    }
}
