import QtQuick
import QtQuick.Controls.Basic
import PacketRecorder.Models

MenuSeparator {
    padding: 0
    topPadding: Theme.px(4)
    bottomPadding: Theme.px(4)
    contentItem: Line { implicitHeight: 1; color: Theme.ctl }
}
