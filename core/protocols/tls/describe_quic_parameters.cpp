#include "core/protocols/tls/describe.h"
#include "core/protocols/tls/fields.h"

namespace pr::tls {

namespace {

/// RFC 9000 16: the two highest bits of the first byte say how many bytes the number has.
std::size_t variableLength(const FieldReader& in, const Cursor& cursor)
{
    const auto first = cursor.peek(1);
    return first.empty() || !in.ok() ? 1 : std::size_t{1} << (std::to_integer<unsigned>(first[0]) >> 6);
}

std::uint64_t variable(FieldReader& in, const Field& field)
{
    const auto length = variableLength(in, in.cursor());
    const auto range = in.next(length);
    std::uint64_t value = 0;
    auto mask = std::byte{0x3F};  // the first two bits say the length
    for (const auto byte : in.cursor().take(length)) {
        value = value << 8 | std::to_integer<std::uint64_t>(byte & mask);
        mask = std::byte{0xFF};
    }
    if (in.ok())
        in.sink().add(field, value, range);
    return value;
}

enum class Form : std::uint8_t { Variable, Bytes, Text, Word, Mark, Versions };

struct Parameter {
    std::uint64_t type;
    const Field* field;
    Form form;
};

constexpr std::array parameters{
    Parameter{0x00, &field::quicOriginalDestinationConnectionId, Form::Bytes},
    Parameter{0x01, &field::quicMaxIdleTimeout, Form::Variable},
    Parameter{0x02, &field::quicStatelessResetToken, Form::Bytes},
    Parameter{0x03, &field::quicMaxUdpPayloadSize, Form::Variable},
    Parameter{0x04, &field::quicInitialMaxData, Form::Variable},
    Parameter{0x05, &field::quicInitialMaxStreamDataBidiLocal, Form::Variable},
    Parameter{0x06, &field::quicInitialMaxStreamDataBidiRemote, Form::Variable},
    Parameter{0x07, &field::quicInitialMaxStreamDataUni, Form::Variable},
    Parameter{0x08, &field::quicInitialMaxStreamsBidi, Form::Variable},
    Parameter{0x09, &field::quicInitialMaxStreamsUni, Form::Variable},
    Parameter{0x0A, &field::quicAckDelayExponent, Form::Variable},
    Parameter{0x0B, &field::quicMaxAckDelay, Form::Variable},
    Parameter{0x0E, &field::quicActiveConnectionIdLimit, Form::Variable},
    Parameter{0x0F, &field::quicInitialSourceConnectionId, Form::Bytes},
    Parameter{0x11, nullptr, Form::Versions},
    Parameter{0x20, &field::quicMaxDatagramFrameSize, Form::Variable},
    Parameter{0x1057, &field::quicLossBits, Form::Variable},
    Parameter{0x3127, &field::quicGoogleInitialRtt, Form::Variable},
    Parameter{0x3128, &field::quicGoogleConnectionOptions, Form::Bytes},
    Parameter{0x3129, &field::quicGoogleUserAgent, Form::Text},
    Parameter{0x312A, &field::quicGoogleSupportHandshakeDone, Form::Mark},
    Parameter{0x312B, &field::quicGoogleKeyUpdateNotYetSupported, Form::Mark},
    Parameter{0x4751, &field::quicGoogleQuicParams, Form::Bytes},
    Parameter{0x4752, &field::quicGoogleQuicVersion, Form::Word},
    Parameter{0x7158, &field::quicEnableTimeStampV2, Form::Variable},
    Parameter{0xDE1A, &field::quicMinAckDelay, Form::Variable},
    Parameter{0xFF00, &field::quicFacebookPartialReliability, Form::Variable},
    Parameter{0xFF02DE1A, &field::quicMinAckDelay, Form::Variable},
    Parameter{0xFF73DB, nullptr, Form::Versions},
};

// RFC 9368 3.
void describeVersions(FieldReader& in)
{
    in.u32(field::quicViChosenVersion);
    while (in.more())
        in.u32(field::quicViOtherVersion);
}

void describeValue(FieldReader& in, std::uint64_t type)
{
    for (const auto& parameter : parameters) {
        if (parameter.type != type)
            continue;
        switch (parameter.form) {
        case Form::Variable: variable(in, *parameter.field); return;
        case Form::Bytes: in.bytes(*parameter.field, in.remaining()); return;
        case Form::Text: in.text(*parameter.field, in.remaining()); return;
        case Form::Word: in.u32(*parameter.field); return;
        case Form::Mark: in.mark(*parameter.field, in.remaining()); return;
        case Form::Versions: describeVersions(in); return;
        }
    }
}

}  // namespace

void describeQuicParameters(FieldReader& in, bool draft)
{
    // Drafts before 27 had a length before the list and two bytes for each type and length.
    const auto start = in.cursor().peek(2);
    const bool old = draft && start.size() == 2 && std::size_t{u16be(start.data())} + 2 == in.remaining();
    auto list = in.sub(old ? in.u16(field::quicLen) : in.remaining());
    while (list.more()) {
        std::uint64_t type = 0;
        std::uint64_t length = 0;
        if (old) {
            const auto range = list.next(2);
            type = list.cursor().u16be();
            list.sink().add(field::quicType, type, range);
            length = list.u16(field::quicLengthOld);
        } else {
            type = variable(list, field::quicType);
            length = variable(list, field::quicLength);
        }
        if (!list.ok() || length > list.remaining())
            return;
        const auto bytes = static_cast<std::size_t>(length);
        list.sink().add(field::quicValue, Value::bytes(list.cursor().peek(bytes)), list.next(bytes));
        auto value = list.sub(bytes);
        describeValue(value, type);
    }
}

}  // namespace pr::tls
