#include "core/decode/tcp.h"

#include <algorithm>

namespace pr::decode {

namespace {

using namespace tcp::option;

enum Kind : std::uint8_t {
    EndOfList = 0,
    NoOperation = 1,
    Mss = 2,
    WindowScale = 3,
    SackPermitted = 4,
    Sack = 5,
    Echo = 6,
    EchoReply = 7,
    Timestamp = 8,
    Cc = 11,
    CcNew = 12,
    CcEcho = 13,
    Md5 = 19,
    Scps = 20,
    Snack = 21,
    ScpsRecord = 22,
    ScpsCorruption = 23,
    QuickStart = 27,
    UserTimeout = 28,
    Authentication = 29,
    Multipath = 30,
    FastOpen = 34,
    RiverbedProbe = 76,
    RiverbedTransparency = 78,
    AccurateEcn0 = 172,
    AccurateEcn1 = 174,
    Experiment1 = 253,
    Experiment2 = 254,
};

constexpr std::uint16_t fastOpenExperiment = 0xF989;
constexpr std::uint16_t accurateEcnExperiment0 = 0xACC0;
constexpr std::uint16_t accurateEcnExperiment1 = 0xACC1;
constexpr unsigned greatestShift = 14;  // RFC 7323 2.3: above it is read as 14

const Field& fieldOf(std::uint8_t kind)
{
    switch (kind) {
    case Mss: return mss;
    case WindowScale: return windowScale;
    case SackPermitted: return sackPermitted;
    case Sack: return sack;
    case Echo: return echo;
    case EchoReply: return echoReply;
    case Timestamp: return timestamp;
    case Cc: return cc;
    case CcNew: return ccNew;
    case CcEcho: return ccEcho;
    case Md5: return md5;
    case Scps: return scps;
    case Snack: return snack;
    case ScpsRecord: return scpsRecordBoundary;
    case ScpsCorruption: return scpsCorruption;
    case QuickStart: return quickStart;
    case UserTimeout: return userTimeoutOption;
    case Authentication: return authentication;
    case Multipath: return mptcp::protocol;
    case FastOpen: return fastOpen;
    case RiverbedProbe: return riverbedProbe;
    case RiverbedTransparency: return riverbedTransparency;
    case AccurateEcn0:
    case AccurateEcn1: return accurateEcn;
    case Experiment1:
    case Experiment2: return experimental;
    default: return unknown;
    }
}

/// Steps over options. `next` gives kind and whole bytes of each; an option without a length is one byte.
class Steps {
public:
    enum class End : std::uint8_t { None, Done, BadLength, NonZeroAfterEnd, Cut };

    Steps(Bytes options, std::size_t length) : m_options{options}, m_left{length} { }

    bool next()
    {
        if (m_left == 0)
            return stop(End::Done);
        if (m_at >= m_options.size())
            return stop(End::Cut);
        m_start = m_at;
        m_kind = std::to_integer<std::uint8_t>(m_options[m_at]);
        if (m_ended && m_kind != EndOfList)
            return stop(End::NonZeroAfterEnd);
        std::size_t size = 1;
        if (m_kind == EndOfList) {
            m_ended = true;
        } else if (m_kind != NoOperation) {
            if (m_left == 1)
                return stop(End::BadLength);
            if (m_at + 1 >= m_options.size())
                return stop(End::Cut);
            size = std::to_integer<std::size_t>(m_options[m_at + 1]);
            if (size < 2 || size > m_left)
                return stop(End::BadLength);
        }
        m_size = size;
        m_left -= size;
        m_at += size;
        m_bytes = m_options.subspan(m_start, std::min(size, m_options.size() - m_start));
        return true;
    }

    std::uint8_t kind() const { return m_kind; }
    std::size_t start() const { return m_start; }
    std::size_t size() const { return m_size; }
    Bytes bytes() const { return m_bytes; }  ///< captured bytes of the option
    End end() const { return m_end; }

private:
    bool stop(End end)
    {
        m_end = end;
        return false;
    }

    Bytes m_options;
    Bytes m_bytes;
    std::size_t m_left;
    std::size_t m_at = 0;
    std::size_t m_start = 0;
    std::size_t m_size = 0;
    std::uint8_t m_kind = 0;
    bool m_ended = false;
    End m_end = End::None;
};

bool before(std::uint32_t a, std::uint32_t b)
{
    return static_cast<std::int32_t>(a - b) < 0;
}

class OptionDescription {
public:
    OptionDescription(std::uint32_t offset, const TcpHeader& header, const TcpContext& context, FieldSink& sink)
        : m_offset{offset}, m_header{header}, m_context{context}, m_sink{sink}
    {
    }

    Fault run(Bytes options, std::size_t length);

private:
    ByteRange range(std::size_t offset, std::size_t length) const
    {
        return {m_offset + static_cast<std::uint32_t>(m_start + offset), static_cast<std::uint32_t>(length)};
    }
    void expert(const Field& field) { m_sink.addGenerated(field, Value::number(1)); }
    /// Ask wantsLabels() before making the text.
    void label(std::size_t node, std::string text)
    {
        if (node != FieldSink::npos && m_sink.wantsLabels())
            m_sink.label(node, std::move(text));
    }
    /// The option's own length against what it must be; says so in the tree.
    bool fits(bool right)
    {
        if (!right)
            expert(lengthInvalid);
        return right;
    }
    void number(const Field& field, Cursor& in, std::size_t size)
    {
        const auto offset = in.at();
        const auto value = size == 1 ? in.u8()
            : size == 2              ? in.u16be()
            : size == 3              ? in.u24be()
            : size == 4              ? in.u32be()
                                     : in.u64be();
        if (in.ok())
            m_sink.add(field, value, range(offset, size));
    }
    void bytes(const Field& field, Cursor& in)
    {
        const auto offset = in.at();
        const auto rest = in.rest();
        if (in.ok() && !rest.empty())
            m_sink.add(field, Value::bytes(rest), range(offset, rest.size()));
    }

    void body(std::uint8_t kind, Cursor& in, std::size_t size);
    void sackRanges(Cursor& in, std::size_t size);
    void accurateEcnCounters(Cursor& in, std::size_t size, bool zeroFirst);
    void experiment(Cursor& in, std::size_t size);
    void fastOpenCookie(Cursor& in, std::size_t size);
    void probe(Cursor& in, std::size_t size);
    void multipath(Cursor& in, std::size_t size);
    void multipathCapable(Cursor& in, std::size_t size);
    void multipathJoin(Cursor& in, std::size_t size);
    void multipathData(Cursor& in, std::size_t size);
    void multipathAddress(Cursor& in, std::size_t size);
    void flagBits(std::uint8_t value, std::size_t offset, std::span<const Field* const> fields);

    const std::uint32_t m_offset;
    const TcpHeader& m_header;
    const TcpContext& m_context;
    FieldSink& m_sink;
    std::size_t m_start = 0;
    std::string m_text;
};

Fault OptionDescription::run(Bytes options, std::size_t length)
{
    bool sawMss = false;
    unsigned nops = 0;
    Steps steps{options, length};
    while (steps.next()) {
        m_start = steps.start();
        if (steps.kind() <= NoOperation) {
            const auto& field = steps.kind() == EndOfList ? endOfList : noOperation;
            const auto scope = m_sink.open(field, Value::bytes(steps.bytes()), range(0, 1));
            if (m_sink.wantsLabels())
                label(scope.node(), std::string{field.name});
            m_sink.add(kind, steps.kind(), range(0, 1));
            if (steps.kind() == NoOperation) {
                // Four in a row within one word: something on the way took an option out.
                nops = nops == 0 || (m_start + 20) % 4 ? nops + 1 : 0;
                if (nops == 4)
                    expert(fourNops);
            }
            continue;
        }
        sawMss = sawMss || steps.kind() == Mss;
        const auto& field = fieldOf(steps.kind());
        const auto scope = m_sink.open(field, Value::bytes(steps.bytes()), range(0, steps.bytes().size()));
        m_text = field.name;
        Cursor in{steps.bytes(), steps.size()};
        if (steps.kind() == Mss && !m_header.syn())
            expert(mssPresent);
        number(kind, in, 1);
        number(tcp::option::length, in, 1);
        body(steps.kind(), in, steps.size());
        label(scope.node(), std::move(m_text));
        if (!in.ok())
            return in.fault();
    }
    switch (steps.end()) {
    case Steps::End::Cut: return Fault::Cut;
    case Steps::End::BadLength: expert(lengthInvalid); return Fault::None;
    case Steps::End::NonZeroAfterEnd: expert(nonZeroAfterEnd); return Fault::None;
    default: break;
    }
    if (m_header.syn() && !sawMss)
        expert(mssAbsent);
    return Fault::None;
}

void OptionDescription::body(std::uint8_t optionKind, Cursor& in, std::size_t size)
{
    const auto appendNumber = [&](std::string_view before, std::uint64_t value, std::string_view after = {}) {
        if (m_sink.wantsLabels())
            m_text += std::string{before} + std::to_string(value) + std::string{after};
    };
    switch (optionKind) {
    case Mss:
        if (fits(size == 4)) {
            const auto bytesThere = in.peek(2);
            number(mssValue, in, 2);
            if (in.ok())
                appendNumber(": ", u16be(bytesThere.data()), " bytes");
        }
        break;
    case WindowScale:
        if (fits(size == 3)) {
            const auto value = in.u8();
            if (!in.ok())
                break;
            m_sink.add(windowShift, value, range(2, 1));
            if (value > greatestShift)
                expert(windowShiftInvalid);
            const auto multiplier = 1U << std::min<unsigned>(value, greatestShift);
            m_sink.addGenerated(windowMultiplier, Value::number(multiplier), range(2, 1));
            appendNumber(": ", value);
            appendNumber(" (multiply by ", multiplier, ")");
        }
        break;
    case Sack: sackRanges(in, size); break;
    case Echo:
    case EchoReply:
        if (fits(size == 6))
            number(echoValue, in, 4);
        break;
    case Timestamp:
        if (fits(size == 10)) {
            const auto bytesThere = in.peek(8);
            number(timestampValue, in, 4);
            number(timestampEcho, in, 4);
            if (in.ok()) {
                appendNumber(": TSval ", u32be(bytesThere.data()));
                appendNumber(", TSecr ", u32be(bytesThere.data() + 4));
            }
        }
        break;
    case Cc:
    case CcNew:
    case CcEcho:
        if (fits(size == 6))
            number(ccValue, in, 4);
        break;
    case Md5:
        if (fits(size == 18))
            bytes(md5Digest, in);
        break;
    case Authentication:
        if (fits(size >= 4)) {
            number(authKeyId, in, 1);
            number(authNextKeyId, in, 1);
            bytes(authMac, in);
        }
        break;
    case QuickStart:
        if (fits(size == 8)) {
            const auto rate = in.u8();
            if (in.ok())
                m_sink.add(qsRate, rate & 0x0FU, range(2, 1));
            number(qsTtlDiff, in, 1);
        }
        break;
    case UserTimeout:
        if (fits(size == 4)) {
            const auto value = in.u16be();
            if (!in.ok())
                break;
            m_sink.add(userTimeoutGranularity, Value::boolean((value & 0x8000U) != 0), range(2, 2));
            m_sink.add(userTimeout, value & 0x7FFFU, range(2, 2));
        }
        break;
    case FastOpen: fastOpenCookie(in, size); break;
    case Multipath: multipath(in, size); break;
    case RiverbedProbe: probe(in, size); break;
    case AccurateEcn0:
    case AccurateEcn1:
        if (fits(size == 2 || size == 5 || size == 8 || size == 11))
            accurateEcnCounters(in, size - 2, optionKind == AccurateEcn0);
        break;
    case Experiment1:
    case Experiment2: experiment(in, size); break;
    case SackPermitted:
    case ScpsRecord:
    case ScpsCorruption: fits(size == 2); break;
    case Scps:
    case Snack:
    case RiverbedTransparency: break;
    default: bytes(unknownPayload, in);
    }
}

// RFC 2018 and 2883. Edges are shown relative to what the other side has sent.
void OptionDescription::sackRanges(Cursor& in, std::size_t size)
{
    if (m_context.unknown)
        return;
    const auto base = m_context.acknowledgmentBase;
    std::array<TcpOptions::Range, 4> ranges{};
    unsigned count = 0;
    std::size_t left = size - 2;
    while (left > 0) {
        if (left < 4) {
            expert(suboptionMalformed);
            break;
        }
        const auto leftEdge = in.u32be() - base;
        if (!in.ok())
            return;
        const auto node = m_sink.add(sackLeft, leftEdge, range(in.at() - 4, 4));
        if (m_sink.wantsLabels())
            label(node, "left edge = " + std::to_string(leftEdge) + " (relative)");
        left -= 4;
        if (left < 4) {
            expert(suboptionMalformed);
            break;
        }
        const auto rightEdge = in.u32be() - base;
        if (!in.ok())
            return;
        const auto last = m_sink.add(sackRight, rightEdge, range(in.at() - 4, 4));
        if (m_sink.wantsLabels())
            label(last, "right edge = " + std::to_string(rightEdge) + " (relative)");
        left -= 4;
        if (count < ranges.size())
            ranges[count] = {leftEdge, rightEdge};
        ++count;
        if (m_sink.wantsLabels())
            m_text += " " + std::to_string(leftEdge) + "-" + std::to_string(rightEdge);
    }
    m_sink.addGenerated(sackCount, Value::number(count));
    const bool acknowledged = !before(m_context.acknowledgment, ranges[0].right);
    const bool inSecond =
        count > 1 && before(ranges[1].left, ranges[0].right) && !before(ranges[1].right, ranges[0].right);
    if (count > 0 && (acknowledged || inSecond)) {
        m_sink.addGenerated(duplicateSackLeft, Value::number(ranges[0].left), range(2, 4));
        m_sink.addGenerated(duplicateSackRight, Value::number(ranges[0].right), range(6, 4));
        expert(duplicateSack);
    }
}

void OptionDescription::accurateEcnCounters(Cursor& in, std::size_t size, bool zeroFirst)
{
    if (size >= 3)
        number(zeroFirst ? accEcnEe0b : accEcnEe1b, in, 3);
    if (size >= 6)
        number(accEcnEceb, in, 3);
    if (size >= 9)
        number(zeroFirst ? accEcnEe1b : accEcnEe0b, in, 3);
}

// RFC 6994: the first two bytes say whose experiment it is.
void OptionDescription::experiment(Cursor& in, std::size_t size)
{
    if (!fits(size >= 4))
        return;
    const auto id = in.peek(2).size() == 2 ? u16be(in.peek(2).data()) : std::uint16_t{0};
    number(experimentId, in, 2);
    if (!in.ok())
        return;
    if (m_sink.wantsLabels()) {
        const auto name = nameOf(experimentIds, id);
        m_text += ": " + std::string{name.empty() ? "Unknown" : name};
    }
    if (id == fastOpenExperiment)
        fastOpenCookie(in, size - 2);
    else if (id == accurateEcnExperiment0 || id == accurateEcnExperiment1)
        accurateEcnCounters(in, size - 4, id == accurateEcnExperiment0);
    else
        bytes(experimentData, in);
}

// RFC 7413. `size`: of kind, length and cookie.
void OptionDescription::fastOpenCookie(Cursor& in, std::size_t size)
{
    if (size == 2) {
        m_sink.add(tfoRequest, Value::number(1), range(in.at() - 2, 2));
        return;
    }
    bytes(tfoCookie, in);
    if (in.ok() && m_header.syn() && !m_header.ack())
        m_sink.addGenerated(tcp::analysisTfoSyn, Value::number(1));
}

void OptionDescription::probe(Cursor& in, std::size_t size)
{
    if (!fits(size >= 3))
        return;
    const auto value = in.u8();
    if (!in.ok())
        return;
    const bool first = (value & 1U) != 0;
    m_sink.add(first ? rvbdProbeType1 : rvbdProbeType2, first ? value >> 4U : value >> 1U, range(2, 1));
    if (first)
        m_sink.add(rvbdProbeVersion, value & 0x0FU, range(2, 1));
    else
        m_sink.addHidden(rvbdProbeVersion, Value::number(2), range(2, 1));
}

void OptionDescription::flagBits(std::uint8_t value, std::size_t offset, std::span<const Field* const> fields)
{
    const auto scope = m_sink.open(mptcpFlags, Value::number(value), range(offset, 1));
    for (const auto* field : fields) {
        auto shifted = static_cast<std::uint64_t>(value & field->mask);
        for (auto mask = field->mask; !(mask & 1U); mask >>= 1U)
            shifted >>= 1U;
        m_sink.add(*field, shifted, range(offset, 1));
    }
}

// RFC 6824 and 8684.
void OptionDescription::multipath(Cursor& in, std::size_t size)
{
    static constexpr std::array backupFlags{&mptcpBackup};
    static constexpr std::array resetFlags{&mptcpFlagU, &mptcpFlagV, &mptcpFlagW, &mptcpTransient};
    const auto first = in.peek(1);
    if (first.empty()) {
        in.u8();
        return;
    }
    const auto value = std::to_integer<std::uint8_t>(first[0]);
    const unsigned subtype = value >> 4U;
    m_sink.add(mptcpSubtype, subtype, range(2, 1));
    if (m_sink.wantsLabels()) {
        const auto name = nameOf(mptcpSubtypes, subtype);
        m_text += ": " + (name.empty() ? "Unknown (" + std::to_string(subtype) + ")" : std::string{name});
    }
    switch (subtype) {
    case 0: multipathCapable(in, size); break;
    case 1: multipathJoin(in, size); break;
    case 2: multipathData(in, size); break;
    case 3: multipathAddress(in, size); break;
    case 4:
        m_sink.addGenerated(mptcp::rmAddrCount, Value::number(size - 3), range(2, 1));
        in.u8();
        while (in.ok() && in.at() < size)
            number(mptcpAddressId, in, 1);
        break;
    case 5:
        flagBits(in.u8(), 2, backupFlags);
        if (size == 4)
            number(mptcpAddressId, in, 1);
        break;
    case 6:
    case 7: {
        const auto reserved = in.u16be();
        if (in.ok())
            m_sink.add(mptcpReserved, reserved & 0xFFFU, range(2, 2));
        number(subtype == 6 ? mptcpDataSequence : mptcpReceiverKey, in, 8);
        break;
    }
    case 8:
        flagBits(in.u8(), 2, resetFlags);
        number(mptcpResetReason, in, 1);
        break;
    default: break;
    }
}

void OptionDescription::multipathCapable(Cursor& in, std::size_t size)
{
    static constexpr std::array flags0{&mptcpChecksumRequired, &mptcpExtensibility, &mptcpSha1, &mptcpReservedFlag};
    static constexpr std::array flags1{
        &mptcpChecksumRequired, &mptcpExtensibility, &mptcpNoMoreSubflows, &mptcpSha256, &mptcpReservedFlag};
    const unsigned version = in.u8() & 0x0FU;
    m_sink.add(mptcpVersion, version, range(2, 1));
    const auto flags = in.u8();
    if (!in.ok())
        return;
    flagBits(flags, 3, version == 1 ? std::span<const Field* const>{flags1} : std::span<const Field* const>{flags0});
    if ((flags & 0x3FU) == 0)
        expert(mptcp::connectionMissingAlgorithm);
    if ((flags & 0x3FU) != 1)
        expert(mptcp::connectionUnsupportedAlgorithm);
    if (size != 12 && size != 20 && size != 22 && size != 24)
        return;
    number(mptcpSenderKey, in, 8);
    if (!in.ok())
        return;
    if (size >= 20)
        number(mptcpReceiverKey, in, 8);
    if (size >= 22) {
        const auto there = in.peek(2);
        number(mptcpDataLength, in, 2);
        if (in.ok() && u16be(there.data()) == 0)
            expert(mptcp::dssInfiniteMapping);
    }
    if (size == 24)
        number(mptcpChecksum, in, 2);
}

void OptionDescription::multipathJoin(Cursor& in, std::size_t size)
{
    static constexpr std::array backupFlags{&mptcpBackup};
    if (size == 12 || size == 16) {
        const auto flags = in.u8();
        if (!in.ok())
            return;
        flagBits(flags, 2, backupFlags);
        number(mptcpAddressId, in, 1);
        number(size == 12 ? mptcpReceiverToken : mptcpSenderShortHmac, in, size == 12 ? 4 : 8);
        number(mptcpSenderRandom, in, 4);
    } else if (size == 24) {
        const auto reserved = in.u16be();
        if (in.ok())
            m_sink.add(mptcpReserved, reserved & 0xFFFU, range(2, 2));
        bytes(mptcpSenderHmac, in);
    }
}

void OptionDescription::multipathData(Cursor& in, std::size_t size)
{
    static constexpr std::array dataFlags{
        &mptcpDataFin, &mptcpDataSequence8, &mptcpDataSequencePresent, &mptcpDataAck8, &mptcpDataAckPresent};
    in.u8();
    const auto flags = in.u8();
    if (!in.ok())
        return;
    flagBits(flags, 3, dataFlags);
    if (flags & 0x01U)
        number(mptcpDataAck, in, flags & 0x02U ? 8 : 4);
    if (!(flags & 0x04U))
        return;
    number(mptcpDataSequence, in, flags & 0x08U ? 8 : 4);
    number(mptcpSubflowSequence, in, 4);
    const auto there = in.peek(2);
    number(mptcpDataLength, in, 2);
    if (!in.ok())
        return;
    if (u16be(there.data()) == 0)
        expert(mptcp::dssInfiniteMapping);
    if (size >= in.at() + 2)
        number(mptcpChecksum, in, 2);
}

void OptionDescription::multipathAddress(Cursor& in, std::size_t size)
{
    const auto first = in.u8();
    if (!in.ok())
        return;
    const unsigned version = first & 0x0FU;
    if (version == 4 || version == 6)
        m_sink.add(mptcpIpVersion, version, range(2, 1));
    else
        m_sink.add(mptcpEcho, version & 1U, range(2, 1));
    number(mptcpAddressId, in, 1);
    const auto address = [&](const Field& field, std::size_t length) {
        const auto value = in.take(length);
        if (in.ok())
            m_sink.add(field, Value::bytes(value), range(in.at() - length, length));
    };
    if (size == 8 || size == 10 || size == 16 || size == 18)
        address(mptcpIpv4, 4);
    if (size == 20 || size == 22 || size == 28 || size == 30)
        address(mptcpIpv6, 16);
    if (size == 10 || size == 18 || size == 22 || size == 30)
        number(mptcpPort, in, 2);
    if (size == 16 || size == 18 || size == 28 || size == 30)
        number(mptcpAddressHmac, in, 8);
}

}  // namespace

TcpOptions readTcpOptions(Bytes options, std::size_t length)
{
    TcpOptions found;
    Steps steps{options, length};
    while (steps.next()) {
        const auto bytes = steps.bytes();
        if (bytes.size() < steps.size()) {
            found.cut = true;
            return found;
        }
        switch (steps.kind()) {
        case WindowScale:
            if (bytes.size() == 3)
                found.windowShift =
                    static_cast<std::int8_t>(std::min(std::to_integer<unsigned>(bytes[2]), greatestShift));
            break;
        case Sack:
            found.sackCount = 0;
            for (std::size_t at = 2; at + 8 <= bytes.size() && found.sackCount < found.sack.size(); at += 8)
                found.sack[found.sackCount++] = {u32be(bytes.data() + at), u32be(bytes.data() + at + 4)};
            break;
        case FastOpen: found.hasCookie = found.hasCookie || bytes.size() > 2; break;
        case AccurateEcn0:
        case AccurateEcn1:
            if (bytes.size() == 2 || bytes.size() == 5 || bytes.size() == 8 || bytes.size() == 11)
                found.accurateEcn = true;
            break;
        case Experiment1:
        case Experiment2:
            if (bytes.size() >= 4) {
                const auto id = u16be(bytes.data() + 2);
                if (id == fastOpenExperiment)
                    found.hasCookie = found.hasCookie || bytes.size() > 4;
                if ((id == accurateEcnExperiment0 || id == accurateEcnExperiment1) && bytes.size() % 3 == 1)
                    found.accurateEcn = true;
            }
            break;
        default: break;
        }
    }
    found.cut = steps.end() == Steps::End::Cut;
    return found;
}

Fault describeTcpOptions(Bytes options, std::size_t length, std::uint32_t offset, const TcpHeader& header,
    const TcpContext& context, FieldSink& sink)
{
    return OptionDescription{offset, header, context, sink}.run(options, length);
}

}  // namespace pr::decode
