import QtQuick
import PacketRecorder.Models

// Packets that another program writes into a named pipe, as a live session. It stays open until the pipe is.
Sheet {
    id: sheet

    required property Workspace workspace
    readonly property bool starting: workspace.readingPipe && !workspace.capture.begun

    function start() {
        if (starting)
            return;
        path.problem = workspace.pipeProblem(path.text);
        if (path.problem !== "")
            path.edit();
        else
            workspace.readPipe(path.text, name.text);
    }

    title: qsTr("Read from a pipe")
    width: Math.min(Theme.px(520), parent ? parent.width - Theme.px(24) : 520)
    onAboutToShow: path.problem = ""
    onOpened: path.edit()
    // asked anew: the binding may not know yet what closed this
    onClosed: if (workspace.readingPipe && !workspace.capture.begun) workspace.stopCapture()

    Connections {
        target: sheet.workspace.capture
        enabled: sheet.opened
        function onChanged() {
            if (sheet.workspace.capture.begun)
                sheet.close();
        }
    }
    EntryField {
        id: path
        width: parent.width
        label: qsTr("Named pipe, into which a program writes pcap or pcapng")
        hint: "/run/user/1000/packets"
        // what was wrong is looked at again while it is mended, not before
        onEdited: if (problem !== "") problem = sheet.workspace.pipeProblem(text)
        onAccepted: sheet.start()
    }
    EntryField {
        id: name
        width: parent.width
        label: qsTr("Name of the session")
        hint: qsTr("the pipe's")
        onAccepted: sheet.start()
    }
    Words {
        width: parent.width
        wrapMode: Text.Wrap
        size: 11
        color: Theme.text2
        lineHeight: 1.3
        text: qsTr("The packets stand in the window while they come, until you stop or their program ends. Without a named pipe, start the window behind the program:")
    }
    DataWords {
        width: parent.width
        wrapMode: Text.Wrap
        size: 11
        color: Theme.text2
        text: "ssh host packetrecorder-capture --stdout -i eth0 | packetrecorder-gui -"
    }
    Trouble {
        width: parent.width
        height: visible ? implicitHeight : 0
        workspace: sheet.workspace
    }
    buttons: [
        PushButton {
            text: qsTr("Cancel")
            onClicked: sheet.close()
        },
        PushButton {
            text: sheet.starting ? qsTr("Opening…") : qsTr("Read")
            glyph: Icons.sensors
            primary: true
            enabled: !sheet.starting
            onClicked: sheet.start()
        }
    ]
}
