// Where a protocol says what it read. The sink says what it wants: the indexed fields at import, a few for a filter,
// all for the tree. It is one class without virtual calls: a field costs about 7 ns.
#pragma once

#include "core/fields/field.h"
#include "core/fields/value.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace pr {

/// Which bytes a field stands for, within the current source of the sink.
struct ByteRange {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
};

/// Memory for what a description makes itself (decoded names, joined bytes): lives until clear().
class Arena {
public:
    Bytes copy(Bytes bytes);
    std::string_view copy(std::string_view text) { return textOf(copy(bytesOf(text))); }
    /// Room to write to, `size` bytes.
    std::span<std::byte> allocate(std::size_t size);
    void clear();

private:
    std::vector<std::unique_ptr<std::byte[]>> m_chunks;
    std::size_t m_used = 0;
    std::size_t m_size = 0;
};

/// One field in one packet. Nodes stand in tree order, depth first; a node's children follow it with a greater depth.
struct Node {
    const Field* field = nullptr;
    Value value;
    ByteRange range;
    std::uint32_t label = 0;  ///< 1 + index into labels(); 0: none
    std::uint16_t depth = 0;
    std::uint8_t source = 0;  ///< which of sources() the range means
    std::uint8_t layer = 0;   ///< which occurrence of its protocol in the packet, from 1 (`ip.addr#2`)
    bool hidden = false;      ///< answers filters and -e, not shown in the tree
    bool generated = false;   ///< made by us, not on the wire: shown in brackets
};

/// Bytes that a tree refers to: the frame, or what was put together, decrypted, decompressed from several.
struct ByteSource {
    std::string name;  ///< "Frame", "Reassembled TCP"
    Bytes bytes;       ///< owned by the packet, the flow or the arena
};

class FieldSink {
public:
    enum class Mode : std::uint8_t {
        Nothing,  ///< replay of state only
        Index,    ///< the indexed fields
        Select,   ///< the fields given to select()
        Tree,     ///< all fields, labels too
    };

    explicit FieldSink(Mode mode = Mode::Nothing) : m_mode{mode} { }
    FieldSink(const FieldSink&) = delete;
    FieldSink& operator=(const FieldSink&) = delete;

    /// The mode Select and its fields.
    void select(std::vector<const Field*> fields);
    Mode mode() const { return m_mode; }
    void setMode(Mode mode) { m_mode = mode; }

    /// Whether this field is wanted: ask before work that only it needs. add() asks by itself.
    bool wants(const Field& field) const
    {
        if (m_mode == Mode::Tree)
            return true;
        if (m_mode == Mode::Index)
            return field.indexed;
        return m_mode == Mode::Select && (m_bloom & field.bloom) != 0 && selected(field);
    }
    /// False where no field of the group can be wanted: one test before a whole layer.
    bool mayWant(const FieldGroup& group) const
    {
        return m_mode == Mode::Tree || (m_mode == Mode::Index && group.hasIndexed)
            || (m_mode == Mode::Select && (m_bloom & group.bloom) != 0);
    }
    /// Whether anything at all of a description could be wanted; a replay says no.
    bool wantsAnything() const { return m_mode != Mode::Nothing; }
    /// Whether labels are shown to somebody.
    bool wantsLabels() const { return m_mode == Mode::Tree || m_labels; }
    /// Mode Select: labels too, because a selected field is a protocol.
    void setLabels(bool on) { m_labels = on; }

    /// Adds a field at the current depth. Gives its index in nodes(), or npos where nobody wants it.
    std::size_t add(const Field& field, Value value, ByteRange range)
    {
        return wants(field) ? append(field, value, range) : npos;
    }
    std::size_t add(const Field& field, std::uint64_t value, ByteRange range)
    {
        return add(field, Value::number(value), range);
    }
    /// A field that filters find and the tree does not show (`ip.addr` beside `ip.src`).
    std::size_t addHidden(const Field& field, Value value, ByteRange range)
    {
        const auto node = add(field, value, range);
        if (node != npos)
            m_nodes[node].hidden = true;
        return node;
    }
    /// A field that no byte of the packet holds (`tcp.stream`).
    std::size_t addGenerated(const Field& field, Value value, ByteRange range = {})
    {
        const auto node = add(field, value, range);
        if (node != npos)
            m_nodes[node].generated = true;
        return node;
    }

    /// A field with children: the children are what is added until the Scope ends.
    class [[nodiscard]] Scope {
    public:
        Scope(FieldSink& sink, std::size_t node, std::uint8_t outerLayer)
            : m_sink{sink}, m_node{node}, m_outerLayer{outerLayer}
        {
            ++m_sink.m_depth;
        }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;
        ~Scope()
        {
            --m_sink.m_depth;
            m_sink.m_layer = m_outerLayer;
        }
        std::size_t node() const { return m_node; }

    private:
        FieldSink& m_sink;
        std::size_t m_node;
        std::uint8_t m_outerLayer;
    };
    Scope open(const Field& field, Value value, ByteRange range) { return {*this, add(field, value, range), m_layer}; }
    /// A protocol's layer; the value of its field is its bytes. Counts which occurrence of the protocol it is.
    /// The Scope restores the enclosing protocol's count, so nested layers end before siblings of the outer begin.
    Scope openLayer(const Field& protocol, Bytes bytes, ByteRange range);

    /// The text of a node's line. Ask wantsLabels() before making it.
    void label(std::size_t node, std::string text);
    /// Corrects a range whose length was not known when the node was added.
    void setRange(std::size_t node, ByteRange range)
    {
        if (node != npos)
            m_nodes[node].range = range;
    }
    void setValue(std::size_t node, Value value)
    {
        if (node != npos)
            m_nodes[node].value = value;
    }

    /// Bytes other than the frame; later ranges mean them until useSource() says otherwise. Source 0 is the frame.
    std::uint8_t addSource(std::string name, Bytes bytes);
    void useSource(std::uint8_t source) { m_source = source; }
    std::uint8_t source() const { return m_source; }

    const std::vector<Node>& nodes() const { return m_nodes; }
    std::string_view labelOf(const Node& node) const
    {
        return node.label ? std::string_view{m_texts[node.label - 1]} : std::string_view{};
    }
    const std::vector<ByteSource>& sources() const { return m_sources; }
    Arena& arena() { return m_arena; }

    /// Forgets the packet, keeps mode and selection. `frame` becomes source 0.
    void begin(Bytes frame);

    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

private:
    friend class Scope;

    bool selected(const Field& field) const;
    std::size_t append(const Field& field, Value value, ByteRange range);

    Mode m_mode;
    bool m_labels = false;
    std::uint64_t m_bloom = 0;
    std::uint16_t m_depth = 0;
    std::uint8_t m_source = 0;
    std::uint8_t m_layer = 0;
    std::vector<const Field*> m_selected;
    std::vector<Node> m_nodes;
    std::deque<std::string> m_texts;
    std::vector<ByteSource> m_sources;
    std::vector<std::pair<const Field*, std::uint8_t>> m_layerCounts;
    Arena m_arena;
};

}  // namespace pr
