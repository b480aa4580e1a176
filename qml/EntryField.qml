import QtQuick
import PacketRecorder.Models

// A line to write in under its name, and under it what it should be instead.
Column {
    id: entry

    required property string label
    property string hint: ""
    property string problem: ""
    property alias text: field.text
    readonly property real fieldY: field.y

    signal edited
    signal accepted

    function edit() { field.forceActiveFocus(Qt.TabFocusReason); }

    spacing: Theme.px(3)

    Words {
        text: entry.label
        size: 11
        color: Theme.text2
        width: entry.width
        elide: Text.ElideRight
    }
    Field {
        id: field
        width: entry.width
        name: entry.label
        placeholderText: entry.hint
        edge: entry.problem !== "" ? Theme.critical : Theme.inputEdge
        Accessible.description: entry.problem
        onTextEdited: entry.edited()
        onAccepted: entry.accepted()
    }
    ProblemLine {
        width: entry.width
        text: entry.problem
    }
}
