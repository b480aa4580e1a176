#include "core/flow/tcp_reassembly.h"

#include "core/flow/tcp_analysis.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace pr::flow {

namespace {

using decode::TcpFinding;

constexpr std::size_t pendingLimit = 256;      // PDUs that are remembered a direction
constexpr std::size_t fragmentLimit = 8192;    // segments of one PDU
constexpr std::uint32_t farAway = 0x40000000;  // a PDU that ends with the stream: longer than any, no half of the space
constexpr std::uint32_t greatestBeginning = 1U << 20U;  // of a segment that a PDU may begin in

bool has(std::uint32_t findings, TcpFinding finding)
{
    return (findings & static_cast<std::uint32_t>(finding)) != 0;
}

void append(std::vector<std::byte>& to, Bytes bytes)
{
    to.insert(to.end(), bytes.begin(), bytes.end());
}

}  // namespace

struct StreamAssembler::Part {
    const Segment& segment;
    std::uint32_t offset = 0;     ///< of the part, in the segment's payload
    std::uint32_t another = 0;    ///< length of the part, where another PDU follows in the segment; else 0
    std::uint32_t shownFrom = 0;  ///< from where on bytes wait for more
    bool handed = false;          ///< to the protocol
    bool waits = false;           ///< the protocol wants more
    bool again = false;           ///< go on behind the part without showing it

    std::uint32_t sequence() const { return segment.sequence + offset; }
    std::uint32_t next() const { return segment.sequence + static_cast<std::uint32_t>(segment.payload.size()); }
    std::uint32_t left() const { return static_cast<std::uint32_t>(segment.payload.size()) - offset; }
    Bytes bytes() const { return segment.payload.subspan(offset); }
};

void StreamAssembler::feed(const Segment& segment, AssemblyHandler& handler)
{
    m_chunks.clear();
    if (segment.fin && segment.mayWait && m_untilFin && finish(segment, handler))
        return;
    if (segment.payload.empty())
        return;
    if (!segment.mayWait) {
        hand(segment,
            {segment.payload, std::max<std::size_t>(segment.original, segment.payload.size()), 0, false, false}, false,
            handler);
        return;
    }
    Part part{.segment = segment};
    while (step(part, handler)) { }
}

// One PDU's share of the segment. Gives whether there is more of the segment to look at.
bool StreamAssembler::step(Part& part, AssemblyHandler& handler)
{
    part.another = 0;
    part.shownFrom = part.offset;
    part.handed = part.waits = part.again = false;
    if (isOld(part, handler))
        return false;

    const auto sequence = part.sequence();
    const auto next = part.next();
    auto at = exactly(sequence);
    if (at == none)
        at = atOrBefore(sequence - 1);
    const bool afterGap = m_highest != 0 && seqBefore(m_highest, sequence);
    if (!m_untilFin && (m_highest == 0 || seqBefore(m_highest, next)))
        m_highest = next;

    if (at != none && seqAtMost(m_pending[at].sequence, sequence) && seqBefore(sequence, m_pending[at].next)) {
        auto& pending = m_pending[at];
        if (pending.completedIn != 0 && !pending.partial) {
            handler.repeated(PacketNumber{pending.completedIn});
            return false;
        }
        pending.lastPacket = part.segment.packet.value;
        const auto taken = pending.wholeSegment ? part.left() : std::min(next - sequence, pending.next - sequence);
        const bool whole =
            add(pending, part, sequence - pending.sequence, taken, seqBefore(next, pending.next), handler);
        if (whole && pending.wholeSegment) {
            pending.wholeSegment = false;
            if (seqBefore(pending.next, next))
                pending.next = next;
        }
        if (pending.next < next && pending.next >= sequence)
            part.another = pending.next - sequence;
        if (whole && !pending.partial)
            deliver(at, part, taken, handler);
        if (part.again) {
            part.offset += taken;
            return part.left() > 0;
        }
    } else {
        const auto rest = hand(part.segment, {part.bytes(), part.left(), part.offset, false, afterGap}, true, handler);
        part.handed = true;
        if (rest.wants) {
            part.waits = true;
            part.shownFrom = part.offset + rest.offset;
            begin(part, rest, handler);
        }
    }

    if (!part.handed || part.waits) {
        const auto size = static_cast<std::uint32_t>(part.segment.payload.size());
        handler.showSegmentData(part.shownFrom, part.another ? part.another : size - part.shownFrom, false);
    }
    part.offset += part.another;
    return part.another != 0;
}

// Whether the part was seen before, so that its protocol must not see it again.
bool StreamAssembler::isOld(const Part& part, AssemblyHandler& handler)
{
    const auto sequence = part.sequence();
    const auto packet = part.segment.packet.value;
    const auto exact = exactly(sequence);
    if (exact != none && part.next() <= m_pending[exact].next && m_pending[exact].lastPacket != packet) {
        const bool again = m_pending[exact].firstPacket != packet;
        handler.showSegmentData(part.offset, part.left(), again);
        return true;
    }
    if (!has(part.segment.findings, TcpFinding::Retransmission))
        return false;
    handler.showSegmentData(part.offset, part.left(), true);
    return true;
}

StreamAssembler::Rest StreamAssembler::hand(
    const Segment& segment, PduBytes chunk, bool mayWait, AssemblyHandler& handler) const
{
    if (has(segment.findings, TcpFinding::KeepAlive)) {
        handler.data(chunk);
        return {};
    }
    // A protocol sees its bytes in order and once; what tshark takes for repeated or late is not shown to it.
    if (has(segment.findings, TcpFinding::Retransmission) || has(segment.findings, TcpFinding::OutOfOrder)
        || has(segment.findings, TcpFinding::SpuriousRetransmission))
        return {};
    std::size_t at = 0;
    while (at < chunk.bytes.size()) {
        const auto left = chunk.bytes.subspan(at);
        PduBytes pdu{left, chunk.original - at, chunk.offset + static_cast<std::uint32_t>(at), chunk.reassembled,
            chunk.afterGap && at == 0};
        auto framing = handler.frame(left);
        if (framing.answer == Framing::Answer::NotOurs || framing.answer == Framing::Answer::HandsOver) {
            handler.data(pdu);
            return {};
        }
        if (framing.answer == Framing::Answer::Complete && framing.length > left.size())
            framing.answer = Framing::Answer::NeedLength;
        if (framing.answer == Framing::Answer::Complete) {
            const auto length = std::max<std::size_t>(framing.length, 1);  // a PDU that takes nothing would never end
            pdu.bytes = left.first(length);
            pdu.original = length;
            if (!handler.pdu(pdu))
                return {};
            at += length;
            continue;
        }
        if (framing.answer == Framing::Answer::NeedLength && framing.length <= left.size())
            framing.answer = Framing::Answer::NeedMore;
        // what ends with the stream is whole in the segment with its FIN
        if (mayWait && !(framing.answer == Framing::Answer::UntilEnd && segment.fin)) {
            if (at == 0)
                handler.begun(pdu);
            const auto more = framing.length - left.size();
            return {true, framing.answer, static_cast<std::uint32_t>(at),
                framing.answer == Framing::Answer::NeedLength
                    ? static_cast<std::uint32_t>(std::min<std::size_t>(more, farAway))
                    : 0};
        }
        if (framing.answer == Framing::Answer::NeedLength)
            pdu.original = std::max(pdu.original, framing.length);
        handler.pdu(pdu);
        return {};
    }
    return {};
}

// The beginning of a PDU is in this segment, its end is not.
void StreamAssembler::begin(const Part& part, const Rest& rest, AssemblyHandler& handler)
{
    const auto sequence = part.sequence() + rest.offset;
    const auto next = part.next();
    if (rest.how == Framing::Answer::UntilEnd)
        m_untilFin = true;
    if (next - sequence > greatestBeginning)
        return;
    Pending pending;
    pending.sequence = sequence;
    pending.next = rest.how == Framing::Answer::UntilEnd ? next + farAway
        : rest.how == Framing::Answer::NeedLength        ? next + rest.more
                                                         : next + 1;
    pending.wholeSegment = rest.how == Framing::Answer::NeedMore;
    pending.firstPacket = pending.lastPacket = part.segment.packet.value;
    const auto at = insert(std::move(pending), handler);
    Part beginning = part;
    beginning.offset = part.offset + rest.offset;
    add(m_pending[at], beginning, 0, next - sequence, seqBefore(next, m_pending[at].next), handler);
}

// A PDU was put together in this packet.
void StreamAssembler::deliver(std::size_t at, Part& part, std::uint32_t taken, AssemblyHandler& handler)
{
    auto& pending = m_pending[at];
    const auto whole = Bytes{pending.bytes}.first(pending.length);
    handler.putTogether(whole);
    const auto rest = hand(part.segment, {whole, whole.size(), 0, true, false}, true, handler);
    part.handed = true;
    if (rest.wants) {
        part.waits = true;
        goOn(at, part, taken, rest, handler);
        part.another = 0;
        part.again = part.left() > taken;
        return;
    }
    handler.showSegmentData(part.offset, part.another ? part.another : part.left(), false);
    show(pending, handler);
    release(pending);
}

// What was put together was not enough: either not even for one PDU, or what is behind the last one begins another.
void StreamAssembler::goOn(
    std::size_t at, const Part& part, std::uint32_t taken, const Rest& rest, AssemblyHandler& handler)
{
    if (rest.offset == 0 || seqAtMost(m_pending[at].sequence + rest.offset, part.sequence())) {
        auto& pending = m_pending[at];
        pending.partial = true;
        if (rest.offset != 0) {  // what was dissected is looked at after feed() returned
            auto copy = pending.bytes;
            m_chunks.push_back(std::exchange(pending.bytes, std::move(copy)));
        }
    } else {
        at = split(at, rest.offset, part, handler);
    }
    auto& pending = m_pending[at];
    const auto end = part.sequence() + taken;
    switch (rest.how) {
    case Framing::Answer::UntilEnd:
        m_untilFin = true;
        pending.next = pending.sequence + farAway;
        break;
    case Framing::Answer::NeedLength:
        pending.next = (seqBefore(end, pending.next) ? pending.next : end) + rest.more;
        break;
    default: {
        const auto after = part.next();
        pending.next = (seqBefore(after, pending.next) ? pending.next : after) + 1;
        pending.wholeSegment = true;
    }
    }
}

// The first `offset` bytes were dissected in this packet; the rest of the segment begins another PDU.
std::size_t StreamAssembler::split(std::size_t at, std::uint32_t offset, const Part& part, AssemblyHandler& handler)
{
    auto& first = m_pending[at];
    Pending second;
    second.sequence = first.sequence + offset;
    second.next = first.next;
    second.firstPacket = second.lastPacket = second.completedIn = part.segment.packet.value;
    second.bytes.assign(first.bytes.begin() + offset, first.bytes.end());
    second.length = static_cast<std::uint32_t>(second.bytes.size());
    second.hasLength = true;
    second.partial = true;
    for (const auto& fragment : first.fragments) {
        const auto end = fragment.offset + fragment.length;
        if (end <= offset)
            continue;
        Fragment tail = fragment;
        const auto cut = std::max(fragment.offset, offset) - fragment.offset;
        tail.offset = fragment.offset + cut - offset;
        tail.length -= cut;
        tail.payloadOffset += cut;
        second.fragments.push_back(std::move(tail));
    }
    std::erase_if(first.fragments, [&](const Fragment& f) { return f.offset >= offset; });
    for (auto& fragment : first.fragments)
        fragment.length = std::min(fragment.length, offset - fragment.offset);
    first.next = second.sequence;
    first.length = offset;
    show(first, handler);
    m_waiting += second.bytes.size();
    release(first);
    return insert(std::move(second), handler);
}

// Gives whether the PDU is whole now, or was before.
bool StreamAssembler::add(
    Pending& pending, const Part& part, std::uint32_t offset, std::uint32_t length, bool more, AssemblyHandler& handler)
{
    if (pending.givenUp)
        return false;
    if (pending.completedIn != 0 && pending.partial && offset + length >= pending.length) {
        pending.completedIn = 0;
        pending.partial = pending.hasLength = false;
    }
    if (pending.completedIn != 0)
        return true;
    if (m_waiting + length > m_bound || pending.fragments.size() >= fragmentLimit) {
        giveUp(pending, handler);
        return false;
    }
    if (!more && !pending.hasLength) {
        pending.hasLength = true;
        pending.length = offset + length;
    }
    Fragment fragment{part.segment.packet.value, offset, length, part.offset, false, false, {}};
    const auto bytes = part.bytes().first(length);
    m_waiting += length;
    const bool inOrder =
        offset == pending.bytes.size() && (pending.fragments.empty() || pending.fragments.back().bytes.empty());
    if (inOrder)
        append(pending.bytes, bytes);
    else
        fragment.bytes.assign(bytes.begin(), bytes.end());
    const auto after = std::upper_bound(pending.fragments.begin(), pending.fragments.end(), offset,
        [](std::uint32_t value, const Fragment& one) { return value < one.offset; });
    pending.fragments.insert(after, std::move(fragment));
    if (!inOrder)
        join(pending, handler);
    if (!pending.hasLength || pending.bytes.size() < pending.length)
        return false;
    pending.completedIn = part.segment.packet.value;
    return true;
}

// Takes over what has become contiguous. Where segments overlap, the bytes that came first stay.
void StreamAssembler::join(Pending& pending, AssemblyHandler& handler)
{
    for (auto& fragment : pending.fragments) {
        if (fragment.bytes.empty())
            continue;
        if (fragment.offset > pending.bytes.size())
            break;
        const auto known = std::min(pending.bytes.size() - fragment.offset, fragment.bytes.size());
        if (known != 0) {
            fragment.overlap = true;
            if (std::memcmp(pending.bytes.data() + fragment.offset, fragment.bytes.data(), known) != 0) {
                fragment.conflict = true;
                handler.conflict(PacketNumber{pending.firstPacket});
            }
        }
        m_waiting -= known;
        append(pending.bytes, Bytes{fragment.bytes}.subspan(known));
        fragment.bytes = {};
    }
}

void StreamAssembler::release(Pending& pending)
{
    std::size_t held = pending.bytes.size();
    for (const auto& fragment : pending.fragments)
        held += fragment.bytes.size();
    m_waiting -= std::min(m_waiting, held);
    m_chunks.push_back(std::move(pending.bytes));
    pending.bytes = {};
    pending.fragments = {};
}

void StreamAssembler::giveUpWaiting()
{
    for (auto& pending : m_pending) {
        const bool over = pending.completedIn != 0 && !pending.partial;  // a part of it was dissected: the rest waits
        if (over || pending.givenUp)
            continue;
        release(pending);
        pending.givenUp = true;
    }
    m_chunks.clear();
}

void StreamAssembler::shrink()
{
    m_pending.shrink_to_fit();
    for (auto& pending : m_pending) {
        pending.bytes.shrink_to_fit();
        pending.fragments.shrink_to_fit();
    }
}

void StreamAssembler::giveUp(Pending& pending, AssemblyHandler& handler)
{
    release(pending);
    pending.givenUp = true;
    handler.limit();
}

void StreamAssembler::show(const Pending& pending, AssemblyHandler& handler)
{
    std::vector<decode::SegmentPart> parts;
    parts.reserve(pending.fragments.size());
    for (const auto& fragment : pending.fragments)
        parts.push_back({fragment.packet, fragment.offset, fragment.length, fragment.overlap, fragment.conflict});
    handler.showSegments(parts, pending.length);
}

// A PDU that ends with the stream ends with its FIN.
bool StreamAssembler::finish(const Segment& segment, AssemblyHandler& handler)
{
    if (m_finPacket != 0 && m_finPacket != segment.packet.value) {
        handler.showFinRetransmission(PacketNumber{m_finPacket});
        return false;
    }
    m_finPacket = segment.packet.value;
    const auto at = atOrBefore(segment.sequence);
    if (at == none)
        return false;
    auto& pending = m_pending[at];
    const Part part{.segment = segment};
    const auto length = static_cast<std::uint32_t>(segment.payload.size());
    if (!add(pending, part, segment.sequence - pending.sequence, length, false, handler)
        || pending.completedIn != segment.packet.value)
        return false;
    const auto whole = Bytes{pending.bytes}.first(pending.length);
    handler.putTogether(whole);
    show(pending, handler);
    hand(segment, {whole, whole.size(), 0, true, false}, false, handler);
    release(pending);
    return true;
}

std::size_t StreamAssembler::exactly(std::uint32_t sequence) const
{
    const auto at = atOrBefore(sequence);
    return at != none && m_pending[at].sequence == sequence ? at : none;
}

std::size_t StreamAssembler::atOrBefore(std::uint32_t sequence) const
{
    const auto after = std::upper_bound(m_pending.begin(), m_pending.end(), sequence,
        [](std::uint32_t value, const Pending& one) { return value < one.sequence; });
    return after == m_pending.begin() ? none : static_cast<std::size_t>(after - m_pending.begin()) - 1;
}

std::size_t StreamAssembler::insert(Pending pending, AssemblyHandler& handler)
{
    if (m_pending.size() >= pendingLimit) {
        // The one that nothing was heard of for longest; those that are complete first.
        const auto rank = [](const Pending& one) {
            return std::pair{one.completedIn == 0 || one.partial, one.lastPacket};
        };
        const auto oldest = std::min_element(
            m_pending.begin(), m_pending.end(), [&](const Pending& a, const Pending& b) { return rank(a) < rank(b); });
        if (!oldest->bytes.empty() || !oldest->fragments.empty())
            giveUp(*oldest, handler);
        m_pending.erase(oldest);
    }
    const auto place = std::lower_bound(m_pending.begin(), m_pending.end(), pending.sequence,
        [](const Pending& one, std::uint32_t value) { return one.sequence < value; });
    if (place != m_pending.end() && place->sequence == pending.sequence) {
        release(*place);
        *place = std::move(pending);
        return static_cast<std::size_t>(place - m_pending.begin());
    }
    const auto at = static_cast<std::size_t>(place - m_pending.begin());
    m_pending.insert(place, std::move(pending));
    return at;
}

void StreamAssembler::Pending::archive(Archive& archive)
{
    archive.integer(sequence);
    archive.integer(next);
    archive.integer(firstPacket);
    archive.integer(lastPacket);
    archive.integer(completedIn);
    archive.integer(length);
    for (auto* flag : {&hasLength, &partial, &wholeSegment, &givenUp})
        archive.integer(*flag);
    auto count = static_cast<std::uint32_t>(fragments.size());
    archive.integer(count);
    if (archive.reading())
        fragments.clear();
    for (std::uint32_t i = 0; i < count && i < fragmentLimit && archive.ok(); ++i) {
        if (archive.reading())
            fragments.emplace_back();
        auto& fragment = fragments[i];
        archive.integer(fragment.packet);
        archive.integer(fragment.offset);
        archive.integer(fragment.length);
        archive.integer(fragment.payloadOffset);
        archive.integer(fragment.overlap);
        archive.integer(fragment.conflict);
    }
}

void StreamAssembler::archive(Archive& archive)
{
    archive.integer(m_highest);
    archive.integer(m_finPacket);
    archive.integer(m_untilFin);
    auto count = static_cast<std::uint32_t>(m_pending.size());
    archive.integer(count);
    if (archive.reading())
        m_pending.clear();
    for (std::uint32_t i = 0; i < count && i < pendingLimit && archive.ok(); ++i) {
        if (archive.reading())
            m_pending.emplace_back();
        m_pending[i].archive(archive);
    }
}

void StreamAssembler::restoreBytes(const std::function<Bytes(PacketNumber packet)>& bytesOfPacket)
{
    m_waiting = 0;
    for (auto& pending : m_pending) {
        pending.bytes.clear();
        for (auto& fragment : pending.fragments) {
            const auto payload = bytesOfPacket(PacketNumber{fragment.packet});
            const auto from = std::min<std::size_t>(fragment.payloadOffset, payload.size());
            const auto bytes = payload.subspan(from, std::min<std::size_t>(fragment.length, payload.size() - from));
            if (m_waiting + bytes.size() > m_bound)
                return;
            m_waiting += bytes.size();
            fragment.length =
                static_cast<std::uint32_t>(bytes.size());  // a packet that is not the one of then may have less
            if (fragment.offset > pending.bytes.size()) {
                fragment.bytes.assign(bytes.begin(), bytes.end());
                continue;
            }
            const auto known = std::min(bytes.size(), pending.bytes.size() - fragment.offset);
            m_waiting -= known;
            append(pending.bytes, bytes.subspan(known));
        }
        if (pending.hasLength && pending.completedIn != 0 && pending.bytes.size() < pending.length)
            pending.length = static_cast<std::uint32_t>(pending.bytes.size());
    }
}

}  // namespace pr::flow
