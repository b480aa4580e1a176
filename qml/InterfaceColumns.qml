import QtQuick
import PacketRecorder.Models

// Where the columns of a capture's interfaces stand, for their header and their rows.
QtObject {
    required property real width
    readonly property real gap: Theme.px(8)

    readonly property real nameX: Theme.px(36)
    readonly property real nameWidth: Theme.px(92)
    readonly property real addressesX: nameX + nameWidth + gap
    readonly property real filterX: snaplenX - gap - filterWidth
    readonly property real filterWidth: Math.max(Theme.px(120), width * 0.3)
    readonly property real snaplenX: promiscuousX - gap - snaplenWidth
    readonly property real snaplenWidth: Theme.px(70)
    readonly property real promiscuousX: stateX - Theme.px(56)
    readonly property real stateX: width - stateWidth - Theme.px(14)
    readonly property real stateWidth: Theme.px(66)
}
