pragma Singleton
import QtQuick

// How times can be written, with Wireshark's keys. The index is Theme.timeForm.
QtObject {
    readonly property var all: [
        { what: qsTr("UTC date and time"), keys: "Ctrl+Alt+7" },
        { what: qsTr("UTC time of day"), keys: "Ctrl+Alt+8" },
        { what: qsTr("Local date and time"), keys: "Ctrl+Alt+1" },
        { what: qsTr("Local time of day"), keys: "Ctrl+Alt+2" },
        { what: qsTr("Seconds since 1970"), keys: "Ctrl+Alt+3" },
        { what: qsTr("Seconds since the first packet"), keys: "Ctrl+Alt+4" },
        { what: qsTr("Seconds since the packet captured before"), keys: "Ctrl+Alt+5" },
        { what: qsTr("Seconds since the row above"), keys: "Ctrl+Alt+6" }
    ]
}
