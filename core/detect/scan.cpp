#include "core/detect/scan.h"

#include "core/base/text.h"

#include <algorithm>
#include <cstring>
#include <random>

namespace pr::detect {

namespace {

// Services that are searched for across networks: remote shells and desktops, shares, databases.
constexpr std::array<std::uint16_t, 11> kSoughtPorts{22, 23, 135, 139, 445, 1433, 3306, 3389, 5432, 5900, 6379};
// So many attempts tell a scan from other things; what comes until their answers can be judged is kept in eight bytes
// each.
constexpr std::uint32_t kJudged = 128;
// Relays, resolvers and clocks talk to many hosts, of which some are always gone.
constexpr std::array<std::uint16_t, 3> kWideServices{25, 53, 123};

bool isSought(std::uint16_t port)
{
    return std::find(kSoughtPorts.begin(), kSoughtPorts.end(), port) != kSoughtPorts.end();
}

bool isWide(std::uint16_t port)
{
    return std::find(kWideServices.begin(), kWideServices.end(), port) != kWideServices.end();
}

std::uint64_t folded(std::uint64_t a, std::uint64_t b)
{
    __extension__ using Wide = unsigned __int128;
    const auto product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t randomSeed()
{
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
}

}  // namespace

std::uint64_t ScanDetector::Hash::operator()(Bytes bytes) const
{
    auto hash = seed ^ bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
        hash = folded(hash ^ word ^ 0x9e3779b97f4a7c15U, 0xd6e8feb86659fd93U ^ seed);
    }
    return hash;
}

std::uint64_t ScanDetector::Hash::operator()(const Key& key) const
{
    std::array<std::byte, 40> bytes{};
    std::memcpy(bytes.data(), key.source.data(), 16);
    std::memcpy(bytes.data() + 16, key.target.data(), 16);
    std::memcpy(bytes.data() + 32, &key.port, 2);
    bytes[34] = std::byte(key.tcp);
    return (*this)(bytes);
}

ScanDetector::ScanDetector(const ScanRule& rule, AlertBook& book, std::size_t bytes)
    : m_rule{rule}, m_book{book}, m_hash{randomSeed()}, m_table{limits::scanKeys, limits::scanKeys, m_hash},
      m_mostProbes{std::max(bytes, limits::MiB) / 2 / sizeof(Probe)}, m_places{std::max(bytes, limits::MiB) / 2
                                                                          / sizeof(std::uint64_t)}
{
}

ScanDetector::Key ScanDetector::keyOf(const dissect::FlowChange& change, Bytes source, Bytes target) const
{
    Key key;
    key.addressBytes = static_cast<std::uint8_t>(source.size());
    key.tcp = change.tcp;
    key.ipv4 = change.ipv4;
    key.ipv6 = change.ipv6;
    key.udp = change.udp;
    // the error's own header stands around the quoted one; the attempt had none
    if (change.tcp && change.kind == dissect::FlowChange::Kind::Unreachable)
        --(source.size() == 4 ? key.ipv4 : key.ipv6);
    std::memcpy(key.source.data(), source.data(), std::min<std::size_t>(source.size(), 16));
    if (m_rule.vertical)
        std::memcpy(key.target.data(), target.data(), std::min<std::size_t>(target.size(), 16));
    else
        key.port = change.responderPort;
    return key;
}

void ScanDetector::see(const dissect::FlowChange& change)
{
    using Kind = dissect::FlowChange::Kind;
    const auto key = keyOf(change, change.initiator, change.responder);
    const std::uint64_t item = m_rule.vertical ? change.responderPort : m_hash(change.responder);
    switch (change.kind) {
    case Kind::Attempt: attempt(key, item, change, Reply::None); return;
    case Kind::Accepted: settle(key, item, Reply::Accepted); return;
    case Kind::Data: settle(key, item, Reply::Data); return;
    case Kind::Refused: settle(key, item, Reply::Refused); return;
    case Kind::Unreachable:
        if (change.tcp)
            settle(key, item, Reply::Refused);
        // a server whose answer came when nobody listened any more has the look of a scan, with the roles swapped
        else if (change.initiatorPort >= 1024 || change.responderPort <= 32767)
            attempt(key, item, change, Reply::Refused);
        return;
    }
}

void ScanDetector::attempt(const Key& key, std::uint64_t item, const dissect::FlowChange& change, Reply reply)
{
    const auto onEvict = [this](std::uint32_t slot) { forget(slot); };
    const auto slot = m_table.enter(key, onEvict);
    auto& watch = m_table.at(slot);
    const auto time = change.time.time_since_epoch().count();
    if (watch.scan) {
        if (time - watch.scan->lastHit <= (watch.scan->raised ? m_rule.gap : m_rule.window)) {
            hit(*watch.scan, item, change, reply);
            return;
        }
        forget(slot);
    }
    while (watch.head < watch.probes.size()
        && (time - watch.probes[watch.head].time > m_rule.window
            || watch.probes.size() - watch.head >= limits::scanProbes))
        dropFront(watch);
    Probe probe{item, change.packet, time, m_now, reply, false};
    for (auto at = watch.probes.size(); at-- > watch.head;) {
        auto& earlier = watch.probes[at];
        if (earlier.item != item || earlier.repeated)
            continue;
        earlier.repeated = true;
        --watch.counts[static_cast<std::size_t>(earlier.reply)];
        probe.reply = reply == Reply::None ? earlier.reply : reply;
        probe.since = earlier.since;
        break;
    }
    watch.probes.push_back(probe);
    ++watch.counts[static_cast<std::size_t>(probe.reply)];
    ++m_probes;
    if (watch.distinct() > 2)
        m_table.promote(slot, onEvict);
    while (m_probes > m_mostProbes && m_table.size() > 1)
        m_table.evict(m_table.oldest(), onEvict);
    if (m_table.find(key) != slot || !candidate(key, watch))
        return;
    if (watch.count(Reply::Refused) >= thresholdOf(key) && judge(slot, false))
        return;
    if (watch.distinct() >= kJudged)
        collect(slot);
    if (!watch.queued) {
        watch.queued = true;
        m_due.push_back({m_now + m_rule.silence, slot, key});
    }
}

void ScanDetector::settle(const Key& key, std::uint64_t item, Reply reply)
{
    const auto slot = m_table.find(key);
    if (slot == Table::none)
        return;
    auto& watch = m_table.at(slot);
    if (watch.scan && watch.scan->items.settle(item, reply))
        watch.scan->changed = true;
    for (auto at = watch.probes.size(); at-- > watch.head;) {
        auto& probe = watch.probes[at];
        if (probe.item != item || probe.repeated)
            continue;
        if (probe.reply != Reply::Data && probe.reply != reply) {
            --watch.counts[static_cast<std::size_t>(probe.reply)];
            ++watch.counts[static_cast<std::size_t>(reply)];
            probe.reply = reply;
        }
        break;
    }
    if (reply == Reply::Refused && watch.count(Reply::Refused) >= thresholdOf(key))
        judge(slot, false);
}

// Only what is new counts and extends the alert; repeated attempts between two new ones belong to it.
void ScanDetector::hit(Scan& scan, std::uint64_t item, const dissect::FlowChange& change, Reply reply)
{
    ++scan.sinceHit;
    scan.changed = true;
    if (!scan.items.add(item, reply))
        return;
    scan.packets += scan.sinceHit;
    scan.sinceHit = 0;
    scan.lastHit = std::max(scan.lastHit, change.time.time_since_epoch().count());
    scan.alert->see(change.packet, change.time);
}

void ScanDetector::dropFront(Watch& watch)
{
    const auto& probe = watch.probes[watch.head];
    if (!probe.repeated)
        --watch.counts[static_cast<std::size_t>(probe.reply)];
    ++watch.head;
    --m_probes;
    if (watch.head >= 32 && watch.head * 2 >= watch.probes.size()) {
        watch.probes.erase(watch.probes.begin(), watch.probes.begin() + static_cast<std::ptrdiff_t>(watch.head));
        watch.head = 0;
    }
}

std::uint32_t ScanDetector::thresholdOf(const Key& key) const
{
    return !m_rule.vertical && isSought(key.port) ? m_rule.failedNamed : m_rule.failed;
}

bool ScanDetector::candidate(const Key& key, const Watch& watch) const
{
    return watch.count(Reply::Refused) + watch.count(Reply::None) >= thresholdOf(key)
        || (m_rule.tried > 0 && watch.distinct() - watch.count(Reply::Data) >= m_rule.tried);
}

// True if it became an alert.
bool ScanDetector::judge(std::uint32_t slot, bool atEnd)
{
    auto& watch = m_table.at(slot);
    const auto& key = m_table.keyAt(slot);
    if (watch.scan && watch.scan->raised)
        return false;
    std::uint32_t waiting = 0;
    for (auto at = watch.head; at < watch.probes.size(); ++at) {
        const auto& probe = watch.probes[at];
        waiting += !atEnd && !probe.repeated && probe.reply == Reply::None && m_now - probe.since < m_rule.silence;
    }
    const auto failed = watch.count(Reply::Refused) + watch.count(Reply::None) - waiting;
    const auto distinct = watch.distinct() - waiting;
    bool scan = failed >= thresholdOf(key);
    if (scan && !m_rule.vertical)
        scan = failed * 100 >= distinct * (isWide(key.port) ? 80U : 50U);
    const bool byTried = !scan && m_rule.tried > 0 && distinct - watch.count(Reply::Data) >= m_rule.tried;
    if (!scan && !byTried)
        return false;
    raise(slot, byTried);
    return true;
}

void ScanDetector::judgeDue()
{
    while (!m_due.empty() && m_due.front().time <= m_now) {
        const auto due = m_due.front();
        m_due.pop_front();
        if (m_table.find(due.key) != due.slot)
            continue;
        auto& watch = m_table.at(due.slot);
        watch.queued = false;
        if ((watch.scan && watch.scan->raised) || judge(due.slot, false))
            continue;
        if (watch.scan ? m_now - watch.probes.back().since >= m_rule.silence : !candidate(due.key, watch)) {
            if (watch.scan)
                forget(due.slot);  // all had their time, and most of them answered
            continue;
        }
        watch.queued = true;
        m_due.push_back({m_now + m_rule.silence, due.slot, due.key});
    }
}

// Begins a scan out of the attempts that are remembered.
void ScanDetector::collect(std::uint32_t slot)
{
    if (m_open.size() >= limits::openScans)
        if (const auto oldest = m_table.find(m_open.front()); oldest != Table::none)
            forget(oldest);
    auto& watch = m_table.at(slot);
    const auto& key = m_table.keyAt(slot);
    const auto address = [&key](const auto& bytes) { return addressText(Bytes{bytes}.first(key.addressBytes)); };
    const auto transport = std::string{key.tcp ? "tcp" : "udp"};
    const auto& first = watch.probes[watch.head];
    auto scan = std::unique_ptr<Scan>{new Scan{nullptr, ItemSet{m_places}}};
    scan->alert = std::make_shared<OpenAlert>(m_rule.vertical
            ? "scan-vertical / " + address(key.source) + " / " + address(key.target) + " / " + transport
            : "scan-horizontal / " + address(key.source) + " / " + transport + " / " + std::to_string(key.port),
        first.packet, Timestamp{Nanoseconds{first.time}});
    scan->forgotten = m_table.evicted();
    for (auto at = watch.head; at < watch.probes.size(); ++at) {
        const auto& probe = watch.probes[at];
        ++scan->sinceHit;
        if (!scan->items.add(probe.item, probe.reply))
            continue;
        scan->packets += scan->sinceHit;
        scan->sinceHit = 0;
        scan->lastHit = std::max(scan->lastHit, probe.time);
        scan->alert->see(probe.packet, Timestamp{Nanoseconds{probe.time}});
    }
    watch.scan = std::move(scan);
    m_open.push_back(key);
}

void ScanDetector::raise(std::uint32_t slot, bool byTried)
{
    static constexpr std::string_view references = "RFC 9293 3.10.7 (RST), RFC 792 and RFC 4443 3.1 (unreachable)";
    static constexpr DetectorText vertical{"scan-vertical", 1, references},
        horizontal{"scan-horizontal", 1, references};
    auto& watch = m_table.at(slot);
    if (!watch.scan)
        collect(slot);
    watch.scan->byTried = byTried;
    watch.scan->raised = m_book.open(m_rule.vertical ? vertical : horizontal, watch.scan->alert);
    if (watch.scan->raised)
        clear(watch);
    else
        forget(slot);
}

void ScanDetector::clear(Watch& watch)
{
    m_probes -= watch.probes.size() - watch.head;
    watch.probes = {};
    watch.head = 0;
    watch.counts = {};
}

// What is known of a key goes; its alert, if there is one, stays as it is.
void ScanDetector::forget(std::uint32_t slot)
{
    auto& watch = m_table.at(slot);
    clear(watch);
    if (!watch.scan)
        return;
    const auto& key = m_table.keyAt(slot);
    if (watch.scan->raised)
        write(key, *watch.scan);
    watch.scan.reset();
    m_open.erase(std::find(m_open.begin(), m_open.end(), key));
}

void ScanDetector::finish()
{
    // in an order that does not depend on the table's
    std::vector<std::pair<PacketNumber, std::uint32_t>> waiting;
    m_table.visit([&](std::uint32_t slot) {
        const auto& watch = m_table.at(slot);
        if (watch.head < watch.probes.size() && candidate(m_table.keyAt(slot), watch))
            waiting.emplace_back(watch.probes[watch.head].packet, slot);
    });
    std::sort(waiting.begin(), waiting.end());
    for (const auto& [packet, slot] : waiting)
        judge(slot, true);
    refresh();
}

void ScanDetector::refresh()
{
    for (const auto& key : m_open) {
        const auto slot = m_table.find(key);
        if (auto* scan = slot == Table::none ? nullptr : m_table.at(slot).scan.get();
            scan && scan->raised && scan->changed)
            write(key, *scan);
    }
}

}  // namespace pr::detect
