#include "core/flow/tcp_analysis.h"

#include <algorithm>

namespace pr::flow {

namespace {

using decode::TcpAck;
using decode::TcpAe;
using decode::TcpCwr;
using decode::TcpEce;
using decode::TcpFin;
using decode::TcpFinding;
using decode::TcpPush;
using decode::TcpRst;
using decode::TcpSyn;

constexpr std::uint64_t fastRetransmission = 20'000'000;  // ns after the last duplicate ACK
constexpr std::uint64_t outOfOrderDefault = 3'000'000;    // ns, where no round trip was measured
constexpr std::uint32_t greatestFlight = 2'000'000'000;   // more is a number that wrapped

enum Completeness : std::uint8_t { SawSyn = 1, SawSynAck = 2, SawAck = 4, SawData = 8, SawFin = 16, SawRst = 32 };

// As an unsigned number: a clock that went back is far away, not near.
std::uint64_t elapsed(std::int64_t now, std::int64_t then)
{
    return static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(then);
}

}  // namespace

struct TcpAnalysis::Work {
    const TcpSegment& segment;
    Direction& forward;
    Direction& reverse;
    decode::TcpContext& context;
    std::uint32_t sequence;
    std::uint32_t acknowledgment;
    std::uint32_t length;
    std::uint16_t flags;
    std::int64_t now;

    void found(TcpFinding finding)
    {
        context.findings |= static_cast<std::uint32_t>(finding);
        context.hasFindings = true;
    }
    bool none(std::uint16_t mask) const { return (flags & mask) == 0; }
    bool any(std::uint16_t mask) const { return (flags & mask) != 0; }
    /// Same numbers as the segment before it in this direction.
    bool repeats() const
    {
        return sequence == forward.next && acknowledgment == forward.lastAck && none(TcpSyn | TcpFin | TcpRst);
    }
};

bool TcpAnalysis::opensAnother(const decode::TcpHeader& header, bool fromA) const
{
    const auto& forward = m_sides[fromA ? 0 : 1];
    return header.syn() && !header.ack() && forward.hasBase && header.sequence != forward.base;
}

decode::TcpContext TcpAnalysis::see(const TcpSegment& segment, Begin begin, const decode::StreamContext& stream)
{
    decode::TcpContext context;
    static_cast<decode::StreamContext&>(context) = stream;
    const auto& header = segment.header;
    auto& forward = m_sides[segment.fromA ? 0 : 1];
    auto& reverse = m_sides[segment.fromA ? 1 : 0];
    Work work{segment, forward, reverse, context, header.sequence, header.acknowledgment, segment.length, header.flags,
        segment.time.time_since_epoch().count()};

    if (header.syn() && !header.ack()) {
        if (begin == Begin::Reused) {
            m_completeness = SawSyn;
            work.found(TcpFinding::ReusedPorts);
        } else if (forward.hasBase) {
            // The same SYN again. A RST in between may have moved the numbers: take the place that nothing disputes.
            forward.next = forward.contiguous;
            context.hasFindings = true;
        }
        m_accurateEcnSyn = (header.flags & (TcpAe | TcpCwr | TcpEce)) == (TcpAe | TcpCwr | TcpEce);
    } else if (header.syn()) {
        if (forward.hasBase && header.sequence != forward.base) {
            forward.base = header.sequence;
            measureFlight(forward);
            work.found(TcpFinding::ReusedPorts);
        }
        m_accurateEcnSynAck = (header.flags & (TcpAe | TcpCwr)) == TcpCwr || (header.flags & (TcpAe | TcpEce)) == TcpAe;
    }
    context.completeness = m_completeness;
    forward.sackCount = 0;

    context.analysed = segment.lengthKnown;
    if (segment.lengthKnown) {
        if (!forward.hasBase) {
            // In mid-stream the first number shown is 1.
            forward.base = header.syn() ? header.sequence : header.sequence - 1;
            forward.hasBase = true;
        }
        if (!reverse.hasBase && header.ack()) {
            reverse.base = header.acknowledgment - 1;
            reverse.hasBase = true;
        }
        analyse(work);
    }
    relativeNumbers(work);
    context.accurateEcn = !header.syn() && ((m_accurateEcnSyn && m_accurateEcnSynAck) || m_accurateEcnOption);
    if (header.length < 20)
        return context;

    moveCompleteness(segment, begin);
    followHandshake(work);
    if (segment.optionsWhole || segment.options.cut)
        takeOptions(segment, forward, reverse);
    context.initialRtt = m_initialRtt;
    return context;
}

void TcpAnalysis::relativeNumbers(Work& work)
{
    auto& context = work.context;
    const auto& forward = work.forward;
    context.sequence = work.sequence;
    context.acknowledgment = work.acknowledgment;
    context.acknowledgmentBase = work.reverse.base;
    context.windowSize = work.segment.header.window;
    context.windowFactor = forward.windowShift >= 0 ? std::int32_t{1} << forward.windowShift : forward.windowShift;
    if (!context.analysed)
        return;
    context.length = work.length;
    context.sequence -= forward.base;
    if (work.any(TcpAck))
        context.acknowledgment -= work.reverse.base;
    if (work.none(TcpSyn) && forward.windowShift > 0)
        context.windowSize <<= forward.windowShift;
    context.nextSequence = context.sequence + work.length + (work.any(TcpSyn | TcpFin) ? 1U : 0U);
}

void TcpAnalysis::moveCompleteness(const TcpSegment& segment, Begin begin)
{
    const auto& header = segment.header;
    if (begin == Begin::First) {
        m_completeness = 0;
        if (header.syn() && !header.ack())
            m_completeness = segment.length > 0 ? SawSyn | SawData : SawSyn;
        return;
    }
    if (header.syn() && header.ack())
        m_completeness |= SawSynAck;
    if (!header.syn() && header.ack())
        m_completeness |= segment.length > 0 ? SawData : SawAck;
    if (header.fin() && header.ack())
        m_completeness |= SawFin;
    if (header.rst())
        m_completeness |= SawRst;
}

void TcpAnalysis::followHandshake(Work& work)
{
    const auto& header = work.segment.header;
    if (header.syn() && header.ack()) {
        work.context.acceptsFastOpen = work.context.acknowledgment > 1;
        work.context.ignoresFastOpen = !work.context.acceptsFastOpen && m_fastOpenData;
        m_serverPort = header.sourcePort;
    } else if (header.syn()) {
        m_serverPort = header.destinationPort;
        m_synTime = work.now;
    }
    if (header.syn())
        work.forward.beforeFirstAck = true;
    if (header.fin()) {
        if (!work.reverse.closesFirst)
            work.forward.closesFirst = true;
        work.context.finIsActive = !work.reverse.closesFirst;
    }
    if (!header.syn() && header.ack()) {
        if (m_synTime != 0 && m_initialRtt.count() == 0)
            m_initialRtt = Nanoseconds{work.now - m_synTime};
        work.forward.beforeFirstAck = false;
    }
}

void TcpAnalysis::takeOptions(const TcpSegment& segment, Direction& forward, Direction& reverse)
{
    const auto& header = segment.header;
    const auto& options = segment.options;
    if (options.windowShift >= 0)
        forward.windowShift = options.windowShift;
    forward.sackCount = std::min<std::uint8_t>(options.sackCount, static_cast<std::uint8_t>(forward.sack.size()));
    for (std::size_t i = 0; i < forward.sackCount; ++i)
        forward.sack[i] = {options.sack[i].left - reverse.base, options.sack[i].right - reverse.base};
    m_accurateEcnOption = m_accurateEcnOption || options.accurateEcn;
    if (header.syn() && !header.ack() && options.hasCookie && segment.length > 0)
        m_fastOpenData = true;
    if (!header.syn() || options.cut)
        return;
    // RFC 7323 2.2: the windows are scaled only if both SYNs have the option.
    if (forward.windowShift == -1)
        forward.windowShift = reverse.windowShift = -2;
    else if (header.ack() && reverse.windowShift == -2)
        forward.windowShift = -2;
}

void TcpAnalysis::analyse(Work& work)
{
    if (work.any(TcpAck))
        work.reverse.validFlight = true;
    if (!findWindowAndAcks(work))
        findDuplicateAck(work);
    if (work.acknowledgment != work.forward.lastAck) {
        work.forward.lastNewAck = work.segment.packet.value;
        work.forward.duplicateAcks = 0;
    }
    findLostAck(work);
    findRetransmission(work);
    remember(work);
    dropAcknowledged(work);
    countFlight(work);
}

// Gives whether the question of a duplicate ACK is settled.
bool TcpAnalysis::findWindowAndAcks(Work& work)
{
    const auto& forward = work.forward;
    const auto& reverse = work.reverse;
    const std::uint32_t window = work.segment.header.window;
    const auto length = work.length;

    if (length == 1 && work.sequence == forward.next && reverse.window == 0) {
        work.found(TcpFinding::ZeroWindowProbe);
        return true;
    }
    if (window == 0 && work.none(TcpRst | TcpFin | TcpSyn))
        work.found(TcpFinding::ZeroWindow);
    if (forward.next && seqBefore(forward.next, work.sequence) && work.none(TcpRst)) {
        work.found(TcpFinding::LostSegment);
        work.forward.validFlight = false;  // until the other side acknowledges
    }
    if (length <= 1 && work.sequence == forward.next - 1 && work.none(TcpSyn | TcpFin | TcpRst))
        work.found(TcpFinding::KeepAlive);
    if (length == 0 && window && window != forward.window && work.repeats())
        work.found(TcpFinding::WindowUpdate);
    if (length > 0 && reverse.windowShift != -1 && work.none(TcpSyn | TcpFin | TcpRst)) {
        const auto shift = reverse.beforeFirstAck || reverse.windowShift < 0 ? 0 : reverse.windowShift;
        if (work.sequence + length == reverse.lastAck + (reverse.window << shift))
            work.found(TcpFinding::WindowFull);
    }
    if (length == 0 && window == forward.window && work.repeats()) {
        const auto before = [&](TcpFinding finding) {
            return (reverse.lastFindings & static_cast<std::uint32_t>(finding)) != 0;
        };
        if (window && before(TcpFinding::KeepAlive)) {
            work.found(TcpFinding::KeepAliveAck);
            return true;
        }
        if (!window && before(TcpFinding::ZeroWindowProbe)) {
            work.found(TcpFinding::ZeroWindowProbeAck);
            return true;
        }
    }
    return false;
}

void TcpAnalysis::findDuplicateAck(Work& work)
{
    auto& forward = work.forward;
    const std::uint32_t window = work.segment.header.window;
    if (work.length != 0 || window == 0 || window != forward.window || !work.repeats())
        return;
    forward.duplicateAcks = forward.duplicateAcks == -1 ? 1 : forward.duplicateAcks + 1;
    work.found(TcpFinding::DuplicateAck);
    work.context.duplicateAckNumber = static_cast<std::uint32_t>(forward.duplicateAcks);
    work.context.duplicateAckFrame = forward.lastNewAck;
}

void TcpAnalysis::findLostAck(Work& work)
{
    auto& reverse = work.reverse;
    if (!reverse.contiguous || !seqBefore(reverse.contiguous, work.acknowledgment) || work.none(TcpAck))
        return;
    work.context.hasFindings = true;
    // One finding a loss: move the mark, or where nothing moves it, remember that it was told.
    if (seqBefore(reverse.contiguous, reverse.next)) {
        reverse.contiguous = reverse.next;
        work.found(TcpFinding::AckLostSegment);
        return;
    }
    if (reverse.duplicateAcks == 0)
        work.found(TcpFinding::AckLostSegment);
    reverse.duplicateAcks = -1;
}

void TcpAnalysis::findRetransmission(Work& work)
{
    const auto& forward = work.forward;
    const auto& reverse = work.reverse;
    const auto sequence = work.sequence;
    const auto length = work.length;
    if (length == 0 && work.none(TcpSyn | TcpFin))
        return;
    if (work.context.found(TcpFinding::KeepAlive))
        return;
    bool old = forward.next && seqBefore(sequence, forward.next);
    if (length > 1 && forward.next - 1 == sequence)
        old = false;  // goes on after the byte of a zero window probe
    if (length > 0 && reverse.lastAck && seqAtMost(sequence + length, reverse.lastAck)) {
        work.found(TcpFinding::SpuriousRetransmission);
        return;
    }
    if (!old)
        return;
    if (reverse.duplicateAcks >= 2 && reverse.lastAck == sequence
        && elapsed(work.now, reverse.lastAckTime) < fastRetransmission) {
        work.found(TcpFinding::FastRetransmission);
        return;
    }
    const auto near = m_initialRtt.count() == 0 ? outOfOrderDefault : static_cast<std::uint64_t>(m_initialRtt.count());
    if (elapsed(work.now, forward.nextTime) < near) {
        const auto end = sequence + length + (work.any(TcpSyn | TcpFin) ? 1U : 0U);
        if (end != forward.next) {
            work.found(TcpFinding::OutOfOrder);
            return;
        }
    }
    work.found(TcpFinding::Retransmission);
    // Measured from the oldest segment that nobody acknowledged, which is likely the one that is sent again.
    const bool waiting = !forward.unacked.empty();
    work.context.rto = Nanoseconds{work.now - (waiting ? forward.unacked.front().time : forward.nextTime)};
    work.context.rtoFrame = waiting ? forward.unacked.front().packet : forward.nextPacket;
}

void TcpAnalysis::remember(Work& work)
{
    auto& forward = work.forward;
    const bool phantom = work.any(TcpSyn | TcpFin);
    auto next = work.sequence + work.length;
    if ((work.length || phantom) && forward.unacked.size() < unackedLimit) {
        next += phantom ? 1U : 0U;
        forward.unacked.push_back({work.sequence, next, work.segment.packet.value, work.now});
        const auto first = work.sequence - forward.base;
        const auto last = next - forward.base;
        const bool only = forward.unacked.size() == 1;
        forward.flightFirst = only ? first : std::min(forward.flightFirst, first);
        forward.flightLast = only ? last : std::max(forward.flightLast, last);
    }
    if (!forward.next || seqBefore(forward.next + (phantom ? 1U : 0U), next))
        forward.lastLength = work.length;
    const bool probe = work.context.found(TcpFinding::ZeroWindowProbe);
    if ((!forward.next || seqBefore(forward.next, next)) && !probe) {
        forward.next = next;
        forward.nextPacket = work.segment.packet.value;
        forward.nextTime = work.now;
    }
    if ((!forward.contiguous || work.sequence == forward.contiguous) && !probe)
        forward.contiguous = forward.next;
    forward.window = work.segment.header.window;
    forward.lastAck = work.acknowledgment;
    forward.lastAckTime = work.now;
    forward.lastFindings = work.context.findings;
}

void TcpAnalysis::dropAcknowledged(Work& work)
{
    auto& unacked = work.reverse.unacked;
    const auto acknowledgment = work.acknowledgment;
    bool changed = false;
    std::size_t kept = 0;
    const auto drop = [&](Unacked& one) {
        if (acknowledgment == one.next) {
            if (!work.context.acksFrame) {  // the oldest of those that end there
                work.context.hasFindings = true;
                work.context.acksFrame = one.packet;
                work.context.ackRtt = Nanoseconds{work.now - one.time};
            }
            return true;
        }
        if (seqBefore(one.sequence, acknowledgment) && seqBefore(acknowledgment, one.next)) {
            one.sequence = acknowledgment;
            changed = true;
            return false;
        }
        return !seqBefore(acknowledgment, one.next);
    };
    for (auto& one : unacked)
        if (!drop(one))
            unacked[kept++] = one;
    if (kept == unacked.size() && !changed)
        return;
    unacked.resize(kept);
    if (kept == 0 && unacked.capacity() > 64)
        unacked.shrink_to_fit();
    measureFlight(work.reverse);
}

void TcpAnalysis::measureFlight(Direction& direction)
{
    direction.flightFirst = direction.flightLast = 0;
    bool first = true;
    for (const auto& one : direction.unacked) {
        const auto from = one.sequence - direction.base;
        const auto to = one.next - direction.base;
        direction.flightFirst = first ? from : std::min(direction.flightFirst, from);
        direction.flightLast = first ? to : std::max(direction.flightLast, to);
        first = false;
    }
}

void TcpAnalysis::countFlight(Work& work)
{
    auto& forward = work.forward;
    if (work.length == 0 || forward.unacked.empty() || !forward.validFlight)
        return;
    auto flight = forward.flightLast - forward.flightFirst;
    for (std::size_t i = 0; i < work.reverse.sackCount; ++i)
        flight -= work.reverse.sack[i].right - work.reverse.sack[i].left;
    work.context.hasFindings = true;
    if (flight > 0 && flight < greatestFlight)
        work.context.bytesInFlight = flight - (work.any(TcpSyn | TcpFin) ? 1U : 0U);
    forward.pushBytes = forward.pushSetLast ? work.length : forward.pushBytes + work.length;
    forward.pushSetLast = work.any(TcpPush);
    work.context.pushBytesSent = forward.pushBytes;
}

void TcpAnalysis::Direction::archive(Archive& archive)
{
    auto count = static_cast<std::uint32_t>(unacked.size());
    archive.integer(count);
    if (archive.reading())
        unacked.clear();
    for (std::uint32_t i = 0; i < count && i < unackedLimit && archive.ok(); ++i) {
        Unacked one = archive.reading() ? Unacked{} : unacked[i];
        archive.integer(one.sequence);
        archive.integer(one.next);
        archive.integer(one.packet);
        archive.integer(one.time);
        if (archive.reading() && archive.ok())
            unacked.push_back(one);
    }
    archive.integer(nextPacket);
    archive.integer(lastNewAck);
    archive.integer(nextTime);
    archive.integer(lastAckTime);
    for (auto* number : {&base, &next, &contiguous, &lastAck, &lastLength, &window, &pushBytes, &lastFindings,
             &flightFirst, &flightLast})
        archive.integer(*number);
    archive.integer(duplicateAcks);
    for (auto& range : sack) {
        archive.integer(range.left);
        archive.integer(range.right);
    }
    archive.integer(sackCount);
    sackCount = std::min<std::uint8_t>(sackCount, static_cast<std::uint8_t>(sack.size()));
    archive.integer(windowShift);
    windowShift = std::clamp<std::int8_t>(windowShift, -2, 14);
    for (auto* flag : {&hasBase, &validFlight, &pushSetLast, &beforeFirstAck, &closesFirst})
        archive.integer(*flag);
}

void TcpAnalysis::archive(Archive& archive)
{
    for (auto& side : m_sides)
        side.archive(archive);
    archive.integer(m_synTime);
    auto rtt = static_cast<std::int64_t>(m_initialRtt.count());
    archive.integer(rtt);
    m_initialRtt = Nanoseconds{rtt};
    archive.integer(m_serverPort);
    archive.integer(m_completeness);
    for (auto* flag : {&m_accurateEcnSyn, &m_accurateEcnSynAck, &m_accurateEcnOption, &m_fastOpenData})
        archive.integer(*flag);
}

}  // namespace pr::flow
