import QtQuick
import QtQuick.Dialogs
import PacketRecorder.Models

Sheet {
    id: sheet

    required property Workspace workspace
    readonly property var formats: ["pcapng", "pcap"]
    property int format: 0
    property bool filtered: workspace.filter.applied !== ""

    title: qsTr("Export packets")
    width: Math.min(Theme.px(460), parent ? parent.width - Theme.px(24) : 460)
    onAboutToShow: filtered = workspace.filter.applied !== ""

    Words {
        text: qsTr("What")
        color: Theme.text2
    }
    Choice {
        name: qsTr("What")
        options: [qsTr("All %1 packets").arg(sheet.workspace.grouped(sheet.workspace.sessionPackets)),
            qsTr("Shown by the filter: %1").arg(sheet.workspace.grouped(sheet.workspace.packets.count))]
        current: sheet.filtered ? 1 : 0
        onPicked: index => sheet.filtered = index === 1 && sheet.workspace.filter.applied !== ""
    }
    DataWords {
        width: parent.width
        visible: sheet.filtered
        text: sheet.workspace.filter.applied
        size: 11
        color: Theme.text2
        wrapMode: Text.WrapAnywhere
    }
    Words {
        text: qsTr("As")
        color: Theme.text2
    }
    Choice {
        name: qsTr("Format")
        options: [qsTr("pcapng"), qsTr("pcap")]
        current: sheet.format
        onPicked: index => sheet.format = index
    }
    Words {
        width: parent.width
        wrapMode: Text.Wrap
        size: 11
        color: Theme.text2
        lineHeight: 1.3
        text: sheet.format === 0 ? qsTr("Packets with times to the last digit, interfaces and comments.")
            : qsTr("Packets and times; comments and interface names do not fit this format.")
    }
    buttons: [
        PushButton {
            text: qsTr("Cancel")
            onClicked: sheet.close()
        },
        PushButton {
            text: qsTr("Export…")
            primary: true
            focus: true
            enabled: sheet.workspace.open
            onClicked: saver.open()
        }
    ]

    FileDialog {
        id: saver
        title: qsTr("Export to")
        fileMode: FileDialog.SaveFile
        defaultSuffix: sheet.formats[sheet.format]
        onAccepted: {
            sheet.workspace.exportPackets(selectedFile, sheet.formats[sheet.format], sheet.filtered);
            sheet.close();
        }
    }
}
