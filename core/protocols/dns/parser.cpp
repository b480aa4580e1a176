#include "core/protocols/dns/parser.h"

#include <algorithm>

namespace pr::dns {

void readName(Bytes message, Cursor& in, Name& name)
{
    name.m_size = 0;
    name.m_labels = 0;
    std::size_t size = 0;
    Cursor at = in;
    auto run = at.at();  // where the labels that are being read begin
    std::size_t hops = 0;
    for (;;) {
        const unsigned length = at.u8();
        if (!at.ok())
            return in.fail(at.fault());
        if (length == 0)
            break;
        if (length < 0x40) {
            const auto label = at.take(length);
            if (!at.ok())
                return in.fail(at.fault());
            if (size + 1 + length >= limits::dnsNameBytes)
                return in.fail(Fault::Malformed);
            if (size > 0)
                name.m_text[size++] = '.';
            std::memcpy(name.m_text.data() + size, label.data(), length);
            size += length;
            ++name.m_labels;
            continue;
        }
        const std::size_t target = (length & 0x3F) << 8 | at.u8();
        if (!at.ok())
            return in.fail(at.fault());
        if (length < 0xC0 || target >= run)  // 01 and 10: extended labels, historic (RFC 6891 5)
            return in.fail(Fault::Malformed);
        if (hops == 0)
            in = at;
        if (++hops > limits::dnsPointerHops)
            return in.fail(Fault::Limit);
        run = target;
        at = Cursor{message};
        at.skip(target);
    }
    if (hops == 0)
        in = at;
    name.m_size = static_cast<std::uint8_t>(size);
}

Reader::Reader(Bytes message, std::size_t original)
    : m_message{message}, m_original{original}, m_in{message, original}, m_header{.id = m_in.u16be(),
                                                                             .flags = m_in.u16be(),
                                                                             .questions = m_in.u16be(),
                                                                             .answers = m_in.u16be(),
                                                                             .authorities = m_in.u16be(),
                                                                             .additionals = m_in.u16be()}
{
}

std::uint16_t Reader::claimed(Section section) const
{
    switch (section) {
    case Section::Question: return m_header.questions;
    case Section::Answer: return m_header.answers;
    case Section::Authority: return m_header.authorities;
    case Section::Additional: return m_header.additionals;
    case Section::End: break;
    }
    return 0;
}

// RFC 1035 4.1.2
bool Reader::next(Question& question)
{
    if (!ok() || m_section != Section::Question)
        return false;
    if (m_read == m_header.questions) {
        m_section = Section::Answer;
        m_read = 0;
        return false;
    }
    m_part = "DNS question";
    question.at = static_cast<std::uint32_t>(m_in.at());
    readName(m_message, m_in, question.name);
    question.nameEnd = static_cast<std::uint32_t>(m_in.at());
    question.type = m_in.u16be();
    question.klass = m_in.u16be();
    ++m_read;
    if (++m_total > limits::dnsRecords)
        m_in.fail(Fault::Limit);
    return ok();
}

// RFC 1035 4.1.3
bool Reader::next(Record& record)
{
    if (!ok() || m_section == Section::Question)
        return false;
    for (; m_section != Section::End && m_read == claimed(m_section); m_read = 0)
        m_section = Section{static_cast<std::uint8_t>(static_cast<unsigned>(m_section) + 1)};
    if (m_section == Section::End)
        return false;
    m_part = "DNS record";
    record.section = m_section;
    record.at = static_cast<std::uint32_t>(m_in.at());
    readName(m_message, m_in, record.name);
    record.nameEnd = static_cast<std::uint32_t>(m_in.at());
    record.type = m_in.u16be();
    record.klass = m_in.u16be();
    record.ttl = m_in.u32be();
    record.length = m_in.u16be();
    record.dataAt = static_cast<std::uint32_t>(m_in.at());
    ++m_read;
    if (++m_total > limits::dnsRecords)
        m_in.fail(Fault::Limit);
    if (!ok())
        return false;
    m_in.skip(record.length);  // data that is cut or lies: this record is still named, none follows
    return true;
}

std::uint16_t keyTag(Bytes data)
{
    constexpr std::size_t algorithmAt = 3;
    const auto number = [&](std::size_t at) { return std::to_integer<std::uint32_t>(data[at]); };
    if (data.size() < 4)
        return 0;
    if (number(algorithmAt) == 1)  // RSA/MD5 takes it from the modulus
        return static_cast<std::uint16_t>(number(data.size() - 3) << 8 | number(data.size() - 2));
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < data.size(); ++i)
        sum += i & 1 ? number(i) : number(i) << 8;
    return static_cast<std::uint16_t>(sum + (sum >> 16));
}

}  // namespace pr::dns
