import QtQuick
import PacketRecorder.Models

// A text of a capture's plan under its name, and under it what it should be instead.
Column {
    id: entry

    required property CapturePlan plan
    required property string label
    required property string key
    property string hint: ""
    readonly property string problem: plan.problems[key] ?? ""
    readonly property real fieldY: field.y

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
        Component.onCompleted: text = entry.plan.texts[entry.key] ?? ""
        onTextEdited: entry.plan.set(entry.key, text)
        onAccepted: entry.accepted()
    }
    ProblemLine {
        width: entry.width
        text: entry.problem
    }
}
