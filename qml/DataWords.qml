import QtQuick
import PacketRecorder.Models

// Addresses, numbers, times, expressions.
Words {
    font.family: Theme.dataFamily
}
