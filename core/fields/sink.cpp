#include "core/fields/sink.h"

#include "core/base/limits.h"

#include <algorithm>
#include <cstring>

namespace pr {

namespace {
constexpr std::size_t kChunk = 64 * limits::KiB;
}

std::span<std::byte> Arena::allocate(std::size_t size)
{
    if (m_chunks.empty() || size > m_size - m_used) {
        m_size = std::max(size, kChunk);
        m_used = 0;
        m_chunks.push_back(std::make_unique<std::byte[]>(m_size));
    }
    m_used += size;
    return {m_chunks.back().get() + (m_used - size), size};
}

Bytes Arena::copy(Bytes bytes)
{
    if (bytes.empty())
        return {};
    const auto room = allocate(bytes.size());
    std::memcpy(room.data(), bytes.data(), bytes.size());
    return room;
}

void Arena::clear()
{
    // The last chunk is kept for the next packet unless it was made for one large piece.
    if (m_chunks.size() > 1 || m_size > kChunk) {
        m_chunks.clear();
        m_size = 0;
    }
    m_used = 0;
}

void FieldSink::select(std::vector<const Field*> fields)
{
    m_mode = Mode::Select;
    m_selected = std::move(fields);
    std::sort(m_selected.begin(), m_selected.end());
    m_bloom = 0;
    for (const auto* field : m_selected)
        m_bloom |= field->bloom;
}

bool FieldSink::selected(const Field& field) const
{
    return std::binary_search(m_selected.begin(), m_selected.end(), &field);
}

std::size_t FieldSink::append(const Field& field, Value value, ByteRange range)
{
    m_nodes.push_back(
        {.field = &field, .value = value, .range = range, .depth = m_depth, .source = m_source, .layer = m_layer});
    return m_nodes.size() - 1;
}

FieldSink::Scope FieldSink::openLayer(const Field& protocol, Bytes bytes, ByteRange range)
{
    if (!wantsAnything())
        return {*this, npos, m_layer};
    const auto outer = m_layer;
    auto count = std::find_if(
        m_layerCounts.begin(), m_layerCounts.end(), [&](const auto& entry) { return entry.first == &protocol; });
    if (count == m_layerCounts.end())
        count = m_layerCounts.insert(m_layerCounts.end(), {&protocol, std::uint8_t{0}});
    if (count->second < 255)
        ++count->second;
    m_layer = count->second;
    return {*this, add(protocol, Value::bytes(bytes), range), outer};
}

void FieldSink::label(std::size_t node, std::string text)
{
    if (node == npos)
        return;
    m_texts.push_back(std::move(text));
    m_nodes[node].label = static_cast<std::uint32_t>(m_texts.size());
}

std::uint8_t FieldSink::addSource(std::string name, Bytes bytes)
{
    if (m_sources.size() < 255)
        m_sources.push_back({std::move(name), bytes});
    m_source = static_cast<std::uint8_t>(m_sources.size() - 1);
    return m_source;
}

void FieldSink::begin(Bytes frame)
{
    m_depth = 0;
    m_source = 0;
    m_layer = 0;
    m_nodes.clear();
    m_texts.clear();
    m_layerCounts.clear();
    m_arena.clear();
    m_sources.clear();
    m_sources.push_back({"Frame", frame});
}

}  // namespace pr
