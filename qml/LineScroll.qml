import QtQuick
import PacketRecorder.Models

// The scroll bar of a view by line numbers: its position is computed from the top row, so the last of 10^8 rows is reached exactly.
// With Shift the pointer moves line by line.
Item {
    id: bar

    required property LineView view
    readonly property real range: Math.max(0, view.lineCount - view.visibleLines)
    readonly property real thumb: Math.max(Theme.px(32), height * Math.min(1, view.visibleLines / Math.max(1, view.lineCount)))

    implicitWidth: Theme.px(12)
    enabled: range > 0
    Accessible.role: Accessible.ScrollBar
    Accessible.name: qsTr("Scroll")

    Rectangle {
        anchors.fill: parent
        color: Theme.bg1
    }
    Rectangle {
        x: 3
        visible: bar.range > 0
        y: bar.range > 0 ? (bar.height - bar.thumb) * bar.view.topRow / bar.range : 0
        width: bar.width - 6
        height: bar.thumb
        radius: width / 2
        color: area.pressed || area.containsMouse ? Theme.text3 : Theme.ctl
    }
    MouseArea {
        id: area

        property real grip: 0
        property real startY: 0
        property real startRow: 0

        anchors.fill: parent
        hoverEnabled: true
        preventStealing: true
        onPressed: mouse => {
            const top = (bar.height - bar.thumb) * bar.view.topRow / bar.range;
            if (mouse.y < top || mouse.y > top + bar.thumb)
                bar.view.topRow = bar.range * (mouse.y - bar.thumb / 2) / Math.max(1, bar.height - bar.thumb);
            grip = mouse.y - (bar.height - bar.thumb) * bar.view.topRow / bar.range;
            startY = mouse.y;
            startRow = bar.view.topRow;
        }
        onPositionChanged: mouse => {
            if (!pressed)
                return;
            bar.view.topRow = mouse.modifiers & Qt.ShiftModifier ? startRow + mouse.y - startY
                                                                 : bar.range * (mouse.y - grip) / Math.max(1, bar.height - bar.thumb);
        }
        onWheel: wheel => bar.view.topRow -= wheel.angleDelta.y / 120 * 3
    }
}
