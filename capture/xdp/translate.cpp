#include "capture/xdp/translate.h"

#include <limits>

#include <linux/bpf_common.h>
#include <linux/filter.h>

namespace pr::xdp {
namespace {

// The accumulator and the index register of classic BPF, and the frame; the kernel's functions leave these alone.
constexpr std::uint8_t A = BPF_REG_7;
constexpr std::uint8_t X = BPF_REG_8;
constexpr std::uint8_t frame = BPF_REG_6;
constexpr std::int16_t scratch = -8 * (BPF_MEMWORDS + 1);  // on the stack, below the 16 words of memory

constexpr std::size_t toAccept = std::numeric_limits<std::size_t>::max();
constexpr std::size_t toReject = toAccept - 1;

// NOLINTBEGIN(misc-redundant-expression): the parts of an instruction have names, and several of them are zero
class Translator {
public:
    explicit Translator(std::span<const wire::Instruction> filter) : m_filter{filter} { }

    Result<std::vector<bpf_insn>, std::string> run(Accept accept)
    {
        prologue();
        std::vector<std::size_t> begins;
        for (std::size_t i = 0; i < m_filter.size() && m_why.empty(); ++i) {
            begins.push_back(m_out.size());
            step(i);
        }
        if (m_why.empty() && !ends())
            m_why = "it does not end";
        const auto accepting = m_out.size();
        if (m_accepts)
            finishAccepted(accept);
        const auto rejecting = m_out.size();
        emit(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, XDP_PASS);
        emit(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
        for (const auto& [at, target] : m_jumps) {
            if (m_why.empty() && target < toReject && target >= begins.size())
                m_why = "it jumps out of itself";
            if (!m_why.empty())
                break;
            const auto to = target == toAccept ? accepting : target == toReject ? rejecting : begins[target];
            if (to - at - 1 > static_cast<std::size_t>(std::numeric_limits<std::int16_t>::max()))
                m_why = "it is too long for XDP";
            m_out[at].off = static_cast<std::int16_t>(to - at - 1);
        }
        if (!m_why.empty())
            return Unexpected{m_why};
        return std::move(m_out);
    }

private:
    void emit(int code, std::uint8_t to, std::uint8_t from, std::int16_t offset, std::uint32_t value)
    {
        m_out.push_back({.code = static_cast<std::uint8_t>(code),
            .dst_reg = static_cast<std::uint8_t>(to & 0xfU),
            .src_reg = static_cast<std::uint8_t>(from & 0xfU),
            .off = offset,
            .imm = static_cast<std::int32_t>(value)});
    }
    void jump(int code, std::uint8_t to, std::uint8_t from, std::uint32_t value, std::size_t target)
    {
        m_accepts = m_accepts || target == toAccept;
        m_jumps.emplace_back(m_out.size(), target);
        emit(code, to, from, 0, value);
    }
    void jump(std::size_t target) { jump(BPF_JMP | BPF_JA, 0, 0, 0, target); }

    // The registers and the memory of classic BPF begin with zeros.
    void prologue()
    {
        emit(BPF_ALU64 | BPF_MOV | BPF_X, frame, BPF_REG_1, 0, 0);
        emit(BPF_ALU64 | BPF_MOV | BPF_K, A, 0, 0, 0);
        emit(BPF_ALU64 | BPF_MOV | BPF_K, X, 0, 0, 0);
        for (int word = 0; word < BPF_MEMWORDS; ++word)
            emit(BPF_ST | BPF_MEM | BPF_DW, BPF_REG_10, 0, slot(static_cast<std::uint32_t>(word)), 0);
    }

    void finishAccepted(Accept accept)
    {
        if (accept.programs < 0) {
            emit(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, XDP_TX);
            emit(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
            return;
        }
        emit(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, frame, 0, 0);
        emit(BPF_LD | BPF_DW | BPF_IMM, BPF_REG_2, BPF_PSEUDO_MAP_FD, 0, static_cast<std::uint32_t>(accept.programs));
        emit(0, 0, 0, 0, 0);  // the upper half
        emit(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, 0, 0, 0);
        emit(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_tail_call);
    }

    static std::int16_t slot(std::uint32_t word)
    {
        return static_cast<std::int16_t>(-8 * (static_cast<int>(word) + 1));
    }

    /// A = bytes of the frame at k, or at X + k, in network byte order; a frame that is too short does not pass.
    void loadFromFrame(const wire::Instruction& in, std::uint8_t into)
    {
        const auto size = BPF_SIZE(in.code);
        if (BPF_MODE(in.code) == BPF_IND) {
            emit(BPF_ALU | BPF_MOV | BPF_X, BPF_REG_2, X, 0, 0);
            emit(BPF_ALU | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, in.k);
            jump(BPF_JMP32 | BPF_JLT | BPF_X, BPF_REG_2, X, 0, toReject);  // the sum is no place, it wrapped
        } else {
            emit(BPF_ALU | BPF_MOV | BPF_K, BPF_REG_2, 0, 0, in.k);
        }
        emit(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, frame, 0, 0);
        emit(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_3, BPF_REG_10, 0, 0);
        emit(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_3, 0, 0, static_cast<std::uint32_t>(scratch));
        emit(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_4, 0, 0, size == BPF_W ? 4 : size == BPF_H ? 2 : 1);
        emit(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_xdp_load_bytes);
        jump(BPF_JMP | BPF_JNE | BPF_K, BPF_REG_0, 0, 0, toReject);
        emit(BPF_LDX | BPF_MEM | size, into, BPF_REG_10, scratch, 0);
        if (size != BPF_B)
            emit(BPF_ALU | BPF_END | BPF_TO_BE, into, 0, 0, size == BPF_W ? 32 : 16);
    }

    void load(const wire::Instruction& in, std::uint8_t into)
    {
        const auto mode = BPF_MODE(in.code);
        const auto special = (mode == BPF_ABS || mode == BPF_IND) && static_cast<std::int32_t>(in.k) < 0;
        if (mode == BPF_IMM) {
            emit(BPF_ALU | BPF_MOV | BPF_K, into, 0, 0, in.k);
        } else if (mode == BPF_MEM && in.k < BPF_MEMWORDS) {
            emit(BPF_LDX | BPF_MEM | BPF_DW, into, BPF_REG_10, slot(in.k), 0);
        } else if (mode == BPF_LEN) {
            emit(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, frame, 0, 0);
            emit(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_xdp_get_buff_len);
            emit(BPF_ALU | BPF_MOV | BPF_X, into, BPF_REG_0, 0, 0);
        } else if (mode == BPF_MSH && into == X) {
            loadFromFrame({.code = BPF_LD | BPF_B | BPF_ABS, .k = in.k}, X);
            emit(BPF_ALU | BPF_AND | BPF_K, X, 0, 0, 0xf);
            emit(BPF_ALU | BPF_LSH | BPF_K, X, 0, 0, 2);
        } else if (special && mode == BPF_ABS && in.k == static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE)) {
            emit(BPF_ALU | BPF_MOV | BPF_K, into, 0, 0, 0);  // of what is received, never PACKET_OUTGOING
        } else if (!special && into == A && (mode == BPF_ABS || mode == BPF_IND)) {
            loadFromFrame(in, into);
        } else {
            m_why = special ? "XDP sees the bytes of a frame only, not what the kernel knows of it"
                            : "it has an instruction that is none";
        }
    }

    void compute(const wire::Instruction& in)
    {
        const auto operation = BPF_OP(in.code);
        const auto byX = BPF_SRC(in.code) == BPF_X;
        const auto divides = operation == BPF_DIV || operation == BPF_MOD;
        const auto shifts = operation == BPF_LSH || operation == BPF_RSH;
        if (operation > BPF_XOR || (!byX && ((divides && in.k == 0) || (shifts && in.k > 31)))) {
            m_why = "it computes what cannot be computed";
            return;
        }
        if (divides && byX)
            jump(BPF_JMP32 | BPF_JEQ | BPF_K, X, 0, 0, toReject);
        if (operation == BPF_NEG)
            emit(BPF_ALU | BPF_NEG, A, 0, 0, 0);
        else
            emit(BPF_ALU | operation | (byX ? BPF_X : BPF_K), A, byX ? X : std::uint8_t{0}, 0, byX ? 0 : in.k);
    }

    void branch(const wire::Instruction& in, std::size_t next)
    {
        const auto operation = BPF_OP(in.code);
        if (operation == BPF_JA) {
            jump(next + in.k);
            return;
        }
        if (operation != BPF_JEQ && operation != BPF_JGT && operation != BPF_JGE && operation != BPF_JSET) {
            m_why = "it has an instruction that is none";
            return;
        }
        const auto byX = BPF_SRC(in.code) == BPF_X;
        jump(BPF_JMP32 | operation | (byX ? BPF_X : BPF_K), A, byX ? X : std::uint8_t{0}, byX ? 0 : in.k,
            next + in.jumpTrue);
        if (in.jumpFalse != 0)
            jump(next + in.jumpFalse);
    }

    void step(std::size_t at)
    {
        const auto& in = m_filter[at];
        switch (BPF_CLASS(in.code)) {
        case BPF_LD: return load(in, A);
        case BPF_LDX: return load(in, X);
        case BPF_ST:
        case BPF_STX:
            if (in.k >= BPF_MEMWORDS)
                m_why = "it writes outside of its memory";
            return emit(
                BPF_STX | BPF_MEM | BPF_DW, BPF_REG_10, BPF_CLASS(in.code) == BPF_ST ? A : X, slot(in.k % 16), 0);
        case BPF_ALU: return compute(in);
        case BPF_JMP: return branch(in, at + 1);
        case BPF_RET:
            if (BPF_RVAL(in.code) != BPF_A)
                return jump(in.k != 0 ? toAccept : toReject);
            jump(BPF_JMP32 | BPF_JNE | BPF_K, A, 0, 0, toAccept);
            return jump(toReject);
        default:
            return BPF_MISCOP(in.code) == BPF_TAX ? emit(BPF_ALU | BPF_MOV | BPF_X, X, A, 0, 0)
                                                  : emit(BPF_ALU | BPF_MOV | BPF_X, A, X, 0, 0);
        }
    }

    bool ends() const { return !m_filter.empty() && BPF_CLASS(m_filter.back().code) == BPF_RET; }

    std::span<const wire::Instruction> m_filter;
    std::vector<bpf_insn> m_out;
    std::vector<std::pair<std::size_t, std::size_t>> m_jumps;  // where, and the instruction of the filter it goes to
    bool m_accepts = false;
    std::string m_why;
};
// NOLINTEND(misc-redundant-expression)

}  // namespace

Result<std::vector<bpf_insn>, std::string> translate(std::span<const wire::Instruction> filter, Accept accept)
{
    return Translator{filter}.run(accept);
}

}  // namespace pr::xdp
