import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import PacketRecorder.Models

// A dialog of ours: title, content, and a row of buttons at the foot.
Popup {
    id: sheet

    property string title: ""
    default property alias content: body.data
    property alias buttons: foot.data

    modal: true
    focus: true
    anchors.centerIn: T.Overlay.overlay
    padding: Theme.px(20)
    closePolicy: Popup.CloseOnEscape
    T.Overlay.modal: Rectangle { color: Theme.dark ? "#a0000000" : "#60101318" }

    background: Rectangle {
        color: Theme.bg1
        radius: Theme.px(6)
        border.color: Theme.ctl
    }
    contentItem: Column {
        spacing: Theme.px(14)
        Accessible.role: Accessible.Dialog
        Accessible.name: sheet.title

        Words {
            id: heading
            text: sheet.title
            size: 15
            font.weight: Font.DemiBold
        }
        Flickable {
            id: view

            readonly property real room: (sheet.parent ? sheet.parent.height : 10000) - Theme.px(24) - sheet.topPadding - sheet.bottomPadding
                - heading.height - foot.height - 2 * Theme.px(14)
            readonly property Item inFocus: Window.activeFocusItem

            width: parent.width
            height: Math.min(body.height, room)
            contentHeight: body.height
            boundsBehavior: Flickable.StopAtBounds
            // without need the focus rings at its edges are not cut off
            clip: body.height > room
            interactive: clip
            // What the keyboard goes to is seen.
            onInFocusChanged: {
                let item = inFocus;
                while (item && item !== body)
                    item = item.parent;
                if (!item || !clip)
                    return;
                const top = inFocus.mapToItem(body, 0, 0).y - Theme.px(20);
                const bottom = top + inFocus.height + Theme.px(40);
                contentY = Math.max(0, Math.min(contentHeight - height, Math.min(top, Math.max(contentY, bottom - height))));
            }
            ScrollBar.vertical: ScrollBar { policy: view.clip ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff }

            Column {
                id: body
                width: view.width - (view.clip ? Theme.px(12) : 0)
                spacing: Theme.px(10)
            }
        }
        Row {
            id: foot
            anchors.right: parent.right
            spacing: Theme.px(8)
        }
    }
}
