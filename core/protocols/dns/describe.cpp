#include "core/protocols/dns/describe.h"

#include "core/fields/marks.h"
#include "core/protocols/dns/fields.h"

#include <algorithm>

namespace pr::dns {

namespace {

constexpr std::uint16_t kOpt = 41, kSrv = 33;

const Field& layerOf(Kind kind)
{
    return kind == Kind::Mdns ? field::mdns : kind == Kind::Llmnr ? field::llmnr : field::dns;
}

class Description {
public:
    Description(Kind kind, Reader& reader, Place place, FieldSink& sink)
        : m_kind{kind}, m_reader{reader}, m_place{place}, m_sink{sink}
    {
    }

    void header();
    void questions();
    void records();
    void extraneous();
    void matched(const Match& match, Timestamp time);

private:
    void flags();
    void count(const Field& field, const Field& inUpdates, std::uint16_t value, std::uint32_t at);
    void describeQuestion(const Question& question);
    void describeRecord(const Record& record);
    void owner(const Record& record);
    void klass(const Record& record);
    void optHead(const Record& record);

    void number(const Field& field, std::uint64_t value, std::size_t at, std::size_t size)
    {
        m_sink.add(field, value, m_place.range(at, at + size));
    }
    void text(const Field& field, std::string_view value, ByteRange range)
    {
        if (m_sink.wants(field))
            m_sink.add(field, Value::text(m_sink.arena().copy(value)), range);
    }

    Kind m_kind;
    Reader& m_reader;
    Place m_place;
    FieldSink& m_sink;
};

void Description::header()
{
    const auto& header = m_reader.header();
    number(field::id, header.id, 0, 2);
    if (m_reader.message().size() >= 4)
        flags();
    count(field::countQueries, field::countZones, header.questions, 4);
    count(field::countAnswers, field::countPrerequisites, header.answers, 6);
    count(field::countAuthRr, field::countUpdates, header.authorities, 8);
    count(field::countAddRr, field::countAddRr, header.additionals, 10);
}

void Description::count(const Field& field, const Field& inUpdates, std::uint16_t value, std::uint32_t at)
{
    if (at + 2 > m_reader.message().size())
        return;  // the snaplen cut the header
    number(m_reader.header().opcode() == updateOpcode ? inUpdates : field, value, at, 2);
}

// RFC 1035 4.1.1, RFC 4035 3 (AD, CD); RFC 4795 2.1.1 has conflict and tentative in the place of two of them.
void Description::flags()
{
    const auto& header = m_reader.header();
    const auto scope = m_sink.open(field::flags, Value::number(header.flags), m_place.range(2, 4));
    const auto flag = [&](const Field& field) {
        m_sink.add(field, Value::boolean(header.flags & field.mask), m_place.range(2, 4));
    };
    flag(field::flagsResponse);
    number(field::flagsOpcode, header.opcode(), 2, 2);
    if (m_kind == Kind::Llmnr)
        flag(field::flagsConflict);
    else if (header.isResponse())
        flag(field::flagsAuthoritative);
    flag(field::flagsTruncated);
    if (m_kind == Kind::Llmnr) {
        flag(field::flagsTentative);
    } else {
        flag(field::flagsRecdesired);
        if (header.isResponse())
            flag(field::flagsRecavail);
        flag(field::flagsZ);
        if (header.isResponse() || (header.flags & field::flagsAuthenticated.mask))
            flag(field::flagsAuthenticated);
        flag(field::flagsCheckdisable);
    }
    if (header.isResponse())
        number(field::flagsRcode, header.responseCode(), 2, 2);
}

std::string_view sectionWords(Section section, bool update)
{
    switch (section) {
    case Section::Question: return update ? "Zone" : "Queries";
    case Section::Answer: return update ? "Prerequisites" : "Answers";
    case Section::Authority: return update ? "Updates" : "Authoritative nameservers";
    case Section::Additional: return "Additional records";
    case Section::End: break;
    }
    return {};
}

void Description::questions()
{
    Question question;
    if (!m_reader.next(question))
        return;
    const auto scope = m_sink.open(field::section, {}, m_place.range(question.at, question.at));
    if (m_sink.wantsLabels())
        m_sink.label(
            scope.node(), std::string{sectionWords(Section::Question, m_reader.header().opcode() == updateOpcode)});
    do
        describeQuestion(question);
    while (m_reader.next(question));
    m_sink.setRange(scope.node(), m_place.range(question.at, m_reader.at()));
}

void Description::describeQuestion(const Question& question)
{
    const auto end = question.nameEnd + 4;
    const auto scope = m_sink.open(field::record, {}, m_place.range(question.at, end));
    if (m_sink.wants(field::record) && m_sink.wantsLabels())
        m_sink.label(scope.node(),
            displayed(question.name.text()) + ": type " + typeMnemonic(question.type) + ", class "
                + classMnemonic(question.klass));
    const auto where = m_place.range(question.at, question.nameEnd);
    if (m_sink.wants(field::qryName))
        m_sink.add(field::qryName, Value::text(displayName(question.name, m_sink.arena())), where);
    // of the name on the wire: what stands for a byte that no text has, or an escape, does not count
    const auto name = question.name.text();
    m_sink.addGenerated(field::qryNameLen, Value::number(name.empty() ? displayed(name).size() : name.size()), where);
    m_sink.addGenerated(field::countLabels, Value::number(question.name.labels()), where);
    number(field::qryType, question.type, question.nameEnd, 2);
    if (m_kind != Kind::Mdns) {
        number(field::qryClass, question.klass, question.nameEnd + 2, 2);
        return;
    }
    number(field::qryClass, question.klass & 0x7FFF, question.nameEnd + 2, 2);  // RFC 6762 5.4
    number(field::qryQu, question.klass >> 15, question.nameEnd + 2, 2);
}

void Description::records()
{
    Record record;
    auto more = m_reader.next(record);
    while (more) {
        const auto section = record.section;
        const auto from = record.at;
        const auto scope = m_sink.open(field::section, {}, m_place.range(from, from));
        if (m_sink.wantsLabels())
            m_sink.label(scope.node(), std::string{sectionWords(section, m_reader.header().opcode() == updateOpcode)});
        do {
            describeRecord(record);
            more = m_reader.next(record);
        } while (more && record.section == section);
        m_sink.setRange(scope.node(), m_place.range(from, more ? record.at : m_reader.at()));
    }
}

void Description::describeRecord(const Record& record)
{
    const auto end = std::min<std::size_t>(record.dataAt + record.length, m_reader.message().size());
    const auto scope = m_sink.open(field::record, {}, m_place.range(record.at, end));
    if (!m_reader.ok()) {  // its data is not all there: named in the tree, and as with tshark no fields
        if (m_sink.wants(field::record) && m_sink.wantsLabels())
            m_sink.label(scope.node(), displayed(record.name.text()) + ": type " + typeMnemonic(record.type));
        return;
    }
    owner(record);
    number(field::respType, record.type, record.nameEnd, 2);
    if (record.type == kOpt) {
        optHead(record);
    } else {
        klass(record);
        number(field::respTtl, record.ttl, record.nameEnd + 4, 4);
        if (record.ttl >> 31)  // RFC 2181 8
            m_sink.addGenerated(field::ttlHighBitSet, {}, m_place.range(record.nameEnd + 4, record.nameEnd + 8));
    }
    number(field::respLen, record.length, record.nameEnd + 8, 2);
    const auto fault = describeData(m_reader, record, m_place, m_sink);
    if (fault != Fault::None)
        addFault(m_sink, {fault, record.dataAt, "DNS record data"},
            m_place.range(record.dataAt, record.dataAt + record.length));
    if (!m_sink.wants(field::record) || !m_sink.wantsLabels())
        return;
    auto label = displayed(record.name.text()) + ": type " + typeMnemonic(record.type);
    if (record.type != kOpt)
        label += ", class " + classMnemonic(m_kind == Kind::Mdns ? record.klass & 0x7FFF : record.klass);
    if (const auto data = dataText(m_reader, record); !data.empty())
        label += ", " + data;
    m_sink.label(scope.node(), std::move(label));
}

// The name of a service record is shown in its parts (RFC 2782): _service._protocol.name.
void Description::owner(const Record& record)
{
    const auto where = m_place.range(record.at, record.nameEnd);
    const auto name = record.name.text();
    const auto first = name.find('.');
    const auto second = first == name.npos ? first : name.find('.', first + 1);
    if (record.type != kSrv || second == name.npos) {
        if (m_sink.wants(field::respName))
            m_sink.add(field::respName, Value::text(displayName(record.name, m_sink.arena())), where);
        return;
    }
    text(field::srvService, displayed(name.substr(0, first)), where);
    text(field::srvProto, displayed(name.substr(first + 1, second - first - 1)), where);
    text(field::srvName, displayed(name.substr(second + 1)), where);
}

void Description::klass(const Record& record)
{
    if (m_kind != Kind::Mdns) {
        number(field::respClass, record.klass, record.nameEnd + 2, 2);
        return;
    }
    number(field::respClass, record.klass & 0x7FFF, record.nameEnd + 2, 2);  // RFC 6762 10.2
    number(field::respCacheFlush, record.klass >> 15, record.nameEnd + 2, 2);
}

// RFC 6891 6.1.2: class and time to live of an OPT record mean something else.
void Description::optHead(const Record& record)
{
    const auto klassAt = record.nameEnd + 2;
    if (m_kind == Kind::Mdns) {
        number(field::rrUdpPayloadSizeMdns, record.klass & 0x7FFF, klassAt, 2);
        number(field::respCacheFlush, record.klass >> 15, klassAt, 2);
    } else {
        number(field::rrUdpPayloadSize, record.klass, klassAt, 2);
    }
    number(field::respExtRcode, record.ttl >> 24, klassAt + 2, 1);
    number(field::respEdns0Version, record.ttl >> 16 & 0xFF, klassAt + 3, 1);
    const auto z = record.ttl & 0xFFFF;
    const auto scope = m_sink.open(field::respZ, Value::number(z), m_place.range(klassAt + 4, klassAt + 6));
    number(field::respZDo, z >> 15, klassAt + 4, 2);
    number(field::respZReserved, z & 0x7FFF, klassAt + 4, 2);
}

void Description::extraneous()
{
    const auto from = m_reader.at();
    const auto rest = m_reader.message().subspan(from);
    if (rest.empty())
        return;
    const auto range = m_place.range(from, from + rest.size());
    const auto scope = m_sink.open(field::extraneous, {}, range);
    m_sink.add(field::extraneousData, Value::bytes(rest), range);
    m_sink.addGenerated(field::extraneousLength, Value::signedNumber(static_cast<std::int64_t>(rest.size())), range);
}

void Description::matched(const Match& match, Timestamp time)
{
    using Role = Match::Role;
    const auto& known = match.transaction;
    switch (match.role) {
    case Role::Query: return;
    case Role::QueryAgain:
        m_sink.addGenerated(field::retransmitRequest, {});
        m_sink.addGenerated(field::retransmitRequestIn, Value::number(known.query.value));
        m_sink.addGenerated(field::retransmission, Value::boolean(true));
        return;
    case Role::Unsolicited: m_sink.addGenerated(field::unsolicited, Value::boolean(true)); return;
    case Role::Response:
        m_sink.addGenerated(field::responseTo, Value::number(known.query.value));
        m_sink.addGenerated(field::time, Value::duration(time - known.queryTime));
        return;
    case Role::ResponseAgain:
        m_sink.addGenerated(field::retransmitResponse, {});
        m_sink.addGenerated(field::retransmitResponseIn, Value::number(known.response.value));
        m_sink.addGenerated(field::retransmission, Value::boolean(true));
    }
}

}  // namespace

void describe(Kind kind, Reader& reader, const Match& match, const flow::Pdu& pdu)
{
    auto& sink = pdu.sink;
    const auto prefix = pdu.bytes.size() - reader.message().size();  // the length before a message over TCP
    const Place place{static_cast<std::uint32_t>(pdu.range.offset + prefix)};
    const auto scope = sink.openLayer(layerOf(kind), pdu.bytes, pdu.range);
    if (sink.wantsLabels())
        sink.label(scope.node(),
            std::string{layerOf(kind).name} + (reader.header().isResponse() ? " (response)" : " (query)"));
    if (prefix > 0)
        sink.add(field::length, reader.original(), {pdu.range.offset, 2});
    Description description{kind, reader, place, sink};
    description.header();
    description.questions();
    description.records();
    if (!reader.ok())
        return addFault(sink, reader.error(), place.range(reader.at(), reader.message().size()));
    description.extraneous();
    description.matched(match, pdu.time);
}

}  // namespace pr::dns
