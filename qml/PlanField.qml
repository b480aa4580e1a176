import QtQuick
import PacketRecorder.Models

// A text of a capture's plan.
EntryField {
    id: entry

    required property CapturePlan plan
    required property string key

    label: plan.label(key)
    problem: plan.problems[key] ?? ""
    Component.onCompleted: text = plan.texts[key] ?? ""
    onEdited: plan.set(key, text)
}
