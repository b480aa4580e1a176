#include "core/fields/format.h"

#include "core/base/text.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace pr {

namespace {

unsigned hexDigits(FieldType type)
{
    switch (type) {
    case FieldType::Char:
    case FieldType::UInt8:
    case FieldType::Int8: return 2;
    case FieldType::UInt16:
    case FieldType::Int16: return 4;
    case FieldType::UInt24:
    case FieldType::Int24: return 6;
    case FieldType::UInt40: return 10;
    case FieldType::UInt48: return 12;
    case FieldType::UInt56: return 14;
    case FieldType::UInt64:
    case FieldType::Int64: return 16;
    default: return 8;
    }
}

template <class T> void appendDecimal(std::string& out, T value)
{
    std::array<char, 24> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    out.append(text.data(), end);
}

void appendHexNumber(std::string& out, std::uint64_t value, unsigned digits)
{
    std::array<char, 24> text{};
    out.append(text.data(),
        static_cast<std::size_t>(std::snprintf(
            text.data(), text.size(), "0x%0*llx", static_cast<int>(digits), static_cast<unsigned long long>(value))));
}

void appendNumber(std::string& out, const Field& field, std::uint64_t value)
{
    switch (field.base) {
    case Base::Hex:
    case Base::HexDec: appendHexNumber(out, value, hexDigits(field.type)); return;
    case Base::Oct: {
        std::array<char, 32> text{};
        out.append(text.data(),
            static_cast<std::size_t>(
                std::snprintf(text.data(), text.size(), "%#llo", static_cast<unsigned long long>(value))));
        return;
    }
    case Base::Dec:
    case Base::Colon:
    case Base::MayBeEmpty:
    case Base::DecHex: appendDecimal(out, value); return;
    }
}

// X.690 8.19: seven bits a byte, the first two arcs in one number.
void appendOid(std::string& out, Bytes encoded)
{
    std::uint64_t arc = 0;
    bool first = true;
    for (const auto byte : encoded) {
        const auto b = std::to_integer<unsigned>(byte);
        if (arc >> 57) {  // the next seven bits would not fit: not an identifier
            out += "(too large)";
            return;
        }
        arc = arc << 7 | (b & 0x7F);
        if (b & 0x80)
            continue;
        if (first) {
            const std::uint64_t top = arc < 40 ? 0 : arc < 80 ? 1 : 2;
            appendDecimal(out, top);
            arc -= top * 40;
            first = false;
        }
        out += '.';
        appendDecimal(out, arc);
        arc = 0;
    }
}

void appendGuid(std::string& out, Bytes bytes)
{
    const auto text = hex(bytes);
    if (text.size() != 32) {
        out += text;
        return;
    }
    for (const auto& [from, count] : {std::pair{0U, 8U}, {8U, 4U}, {12U, 4U}, {16U, 4U}, {20U, 12U}}) {
        if (from)
            out += '-';
        out += text.substr(from, count);
    }
}

// What tshark escapes in a cell: \b \f \n \r \t and nothing else; other controls and backslashes are printed as they
// are.
void appendCellText(std::string& out, std::string_view text)
{
    for (const char c : validUtf8(text)) {
        switch (c) {
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: out += c;
        }
    }
}

void appendPlain(std::string& out, const Field& field, Value value)
{
    switch (field.type) {
    case FieldType::None: out += '1'; return;
    case FieldType::Boolean: out += value.asUnsigned() ? '1' : '0'; return;
    case FieldType::Float:
    case FieldType::Double: {
        std::array<char, 40> text{};
        out.append(text.data(),
            static_cast<std::size_t>(std::snprintf(
                text.data(), text.size(), field.type == FieldType::Float ? "%.6g" : "%.15g", value.asReal())));
        return;
    }
    case FieldType::Bytes:
        if (value.asBytes().empty())
            out += field.base == Base::MayBeEmpty ? "<none>" : "<MISSING>";  // tshark's words for bytes that are none
        else if (field.base == Base::Colon)
            out += macText(value.asBytes());
        else
            appendHex(out, value.asBytes());
        return;
    case FieldType::Ether: out += macText(value.asBytes()); return;
    case FieldType::Ipv4:
    case FieldType::Ipv6: out += addressText(value.asBytes()); return;
    case FieldType::Oid: appendOid(out, value.asBytes()); return;
    case FieldType::Guid: appendGuid(out, value.asBytes()); return;
    case FieldType::AbsoluteTime: out += tsharkTime(Timestamp{Nanoseconds{value.asSigned()}}); return;
    case FieldType::RelativeTime: out += relativeSeconds(Nanoseconds{value.asSigned()}); return;
    case FieldType::Protocol:
    case FieldType::String: return;  // theirs is text: escaped by the caller
    default:
        if (isSigned(field.type))
            appendDecimal(out, value.asSigned());
        else
            appendNumber(out, field, value.asUnsigned());
    }
}

std::string lower(std::string_view text)
{
    std::string out{text};
    for (auto& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

}  // namespace

void appendValue(std::string& out, const Field& field, Value value, std::string_view label)
{
    if (field.type == FieldType::Protocol)
        appendCellText(out, label.empty() ? std::string_view{lower(field.abbreviation)} : label);
    else if (field.type == FieldType::String)
        appendCellText(out, value.asText().substr(0, value.asText().find('\0')));  // tshark ends a string there
    else
        appendPlain(out, field, value);
}

std::string displayValue(const Field& field, Value value)
{
    std::string out;
    if (field.type == FieldType::String)
        return escaped(value.asText());
    if (field.type == FieldType::None || field.type == FieldType::Protocol)
        return out;
    if (field.type == FieldType::Boolean)
        return value.asUnsigned() ? "True" : "False";
    appendPlain(out, field, value);
    if (isUnsigned(field.type) || isSigned(field.type))
        if (const auto name = nameOf(field.names, value.asUnsigned()); !name.empty())
            out = std::string{name}.append(" (").append(out).append(")");
    return out;
}

std::string filterValue(const Field& field, Value value)
{
    std::string out;
    if (field.type == FieldType::String) {
        out = "\"";
        for (const char c : value.asText()) {
            const auto byte = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\') {
                out += '\\';
                out += c;
            } else if (byte < 0x20 || byte >= 0x7F) {
                std::array<char, 8> text{};
                std::snprintf(text.data(), text.size(), "\\x%02x", static_cast<unsigned>(byte));
                out += text.data();
            } else {
                out += c;
            }
        }
        return out + '"';
    }
    if (field.type == FieldType::AbsoluteTime || field.type == FieldType::RelativeTime) {
        appendPlain(out, field, value);
        return field.type == FieldType::AbsoluteTime ? '"' + out + '"' : out;
    }
    if (field.type == FieldType::Bytes)
        return macText(value.asBytes());
    appendPlain(out, field, value);
    return out;
}

}  // namespace pr
