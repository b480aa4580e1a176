import QtQuick
import QtQuick.Dialogs
import PacketRecorder.Models

// A followed stream: what both sides said, with gaps drawn as such. Enter or a double click goes to the packet.
FocusScope {
    id: pane

    required property Workspace workspace
    readonly property StreamModel stream: workspace.stream

    signal packetRequested(real number)
    signal closed

    function editSearch() { search.forceActiveFocus(Qt.ShortcutFocusReason); }
    function find() {
        const line = stream.find(search.text, view.currentLine + 1);
        if (line >= 0)
            view.currentLine = line;
    }
    function close() {
        stream.close();
        closed();
    }

    Rectangle { anchors.fill: parent; color: Theme.bg1 }
    PaneTitle {
        id: title
        width: parent.width
        text: pane.stream.title
        detail: pane.stream.loading ? qsTr("reading…") : pane.stream.client !== "" ? pane.stream.client + " → " + pane.stream.server : ""

        PushButton {
            glyph: Icons.close
            quiet: true
            hint: qsTr("Close (Esc)")
            height: Theme.px(24)
            onClicked: pane.close()
        }
    }
    Flow {
        id: tools
        anchors.top: title.bottom
        anchors.topMargin: Theme.px(6)
        x: Theme.px(12)
        width: parent.width - 2 * x
        spacing: Theme.px(8)

        Choice {
            name: qsTr("Side")
            options: [qsTr("Both"), qsTr("Client %1").arg(pane.workspace.humanBytes(pane.stream.clientBytes)),
                qsTr("Server %1").arg(pane.workspace.humanBytes(pane.stream.serverBytes))]
            current: pane.stream.side
            onPicked: index => pane.stream.side = index
        }
        Choice {
            name: qsTr("Form")
            options: [qsTr("Text"), qsTr("Hex")]
            current: pane.stream.form
            onPicked: index => pane.stream.form = index
        }
        Field {
            id: search
            width: Theme.px(180)
            height: Theme.px(26)
            placeholderText: qsTr("Find in the stream")
            font.pixelSize: Theme.px(12)
            onAccepted: pane.find()
        }
        PushButton {
            text: qsTr("Filter on this stream")
            height: Theme.px(26)
            onClicked: {
                pane.workspace.filter.combine("", pane.stream.filter);
                pane.workspace.filter.apply();
            }
        }
        PushButton {
            glyph: Icons.save
            text: qsTr("Save…")
            height: Theme.px(26)
            onClicked: saver.open()
        }
    }
    Rectangle {
        anchors.fill: view
        color: Theme.bg2
    }
    StreamView {
        id: view
        anchors.top: tools.bottom
        anchors.topMargin: Theme.px(6)
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: scroll.left
        focus: true
        theme: Theme
        lineHeight: Theme.px(18)
        stream: pane.stream
        Accessible.role: Accessible.EditableText
        Accessible.name: qsTr("Content of the stream")
        Accessible.readOnly: true
        onActivated: line => pane.packetRequested(pane.stream.packetAt(line))
        Keys.onEscapePressed: pane.close()
    }
    LineScroll {
        id: scroll
        view: view
        anchors.top: view.top
        anchors.bottom: parent.bottom
        anchors.right: parent.right
    }
    Notice {
        anchors.centerIn: view
        visible: pane.stream.error !== "" || (!pane.stream.loading && view.lineCount === 0)
        glyph: pane.stream.error !== "" ? Icons.error : Icons.stream
        ink: pane.stream.error !== "" ? Theme.critical : Theme.text3
        text: pane.stream.error !== "" ? pane.stream.error : qsTr("This stream carried no data.")
    }
    FileDialog {
        id: saver
        title: qsTr("Save the stream")
        fileMode: FileDialog.SaveFile
        onAccepted: failure.text = pane.stream.save(selectedFile)
    }
    Words {
        id: failure
        anchors.bottom: parent.bottom
        x: Theme.px(12)
        color: Theme.text
        visible: text !== ""
    }
}
