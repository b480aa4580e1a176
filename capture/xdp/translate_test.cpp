// The translated filter, run by the kernel, against libpcap's own interpreter. Skipped where the kernel runs no BPF.
#include "capture/xdp/translate.h"

#include "capture/client/filter.h"
#include "capture/xdp/classic.h"

#include <cstring>
#include <random>

#include <gtest/gtest.h>

#include <bpf/bpf.h>
#include <linux/filter.h>
#include <unistd.h>

namespace pr::xdp {
namespace {

using wire::Instruction;

std::string put(std::string bytes, std::size_t at, std::string_view what)
{
    return bytes.replace(at, what.size(), what);
}

/// Ethernet frames of all kinds that filters tell apart, some cut short, some with random bytes in their headers.
std::vector<std::string> frames()
{
    using namespace std::string_literals;
    const auto macs = "\x02\0\0\0\0\x02\x02\0\0\0\0\x01"s;
    const auto ip4 = [&](char protocol, std::string_view rest) {
        return macs + "\x08\0\x45\0\0\x54\0\x01\0\0\x40"s + protocol + "\0\0\x0a\0\0\x01\xc0\0\x02\x07"s
            + std::string{rest} + std::string(60, 'x');
    };
    const auto ip6 = [&](char protocol, std::string_view rest) {
        return macs + "\x86\xdd\x60\0\0\0\0\x40"s + protocol + "\x40\x20\x01\x0d\xb8"s + std::string(11, '\0')
            + "\x01\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x02"s + std::string{rest} + std::string(60, 'y');
    };
    const auto ports = "\x0f\xa0\x13\x88\0\x20\0\0"s;  // 4000 to 5000
    const auto dns = "\xc0\x01\0\x35\0\x20\0\0"s;
    std::vector<std::string> all{ip4(17, ports), ip4(17, dns), ip4(6, ports + std::string(4, '\1') + "\x50\x12"),
        ip4(1, "\x08\0\0\0"s), ip6(17, ports), ip6(6, dns), ip6(58, "\x80\0\0\0"s),
        macs + "\x08\x06\0\x01"s + std::string(40, 'a'), put(ip4(17, ports), 20, "\x20\x10"s)};  // a later fragment
    all.push_back(put(ip4(17, ports), 14, "\x46"));  // options before the ports
    for (const auto& frame : std::vector{all}) {
        all.push_back(frame.substr(0, 12) + "\x81\0\0\x07"s + frame.substr(12));
        all.push_back(frame.substr(0, 12) + "\x88\xa8\0\x09\x81\0\0\x07"s + frame.substr(12));
    }
    std::mt19937 random{20'261'123};
    for (const auto& frame : std::vector{all}) {
        all.push_back(frame.substr(0, 14 + random() % (frame.size() - 14)));
        all.push_back(frame);
        for (int i = 0; i < 6; ++i)
            all.back()[12 + random() % 40] = static_cast<char>(random());
    }
    return all;
}

class Kernel {
public:
    explicit Kernel(const std::vector<bpf_insn>& program)
        : m_program{bpf_prog_load(BPF_PROG_TYPE_XDP, "test", "GPL", program.data(), program.size(), nullptr)}
    {
    }
    ~Kernel() { close(m_program); }
    bool loaded() const { return m_program >= 0; }
    bool passes(const std::string& frame) const
    {
        LIBBPF_OPTS(bpf_test_run_opts, options);
        options.data_in = frame.data();
        options.data_size_in = static_cast<std::uint32_t>(frame.size());
        EXPECT_EQ(bpf_prog_test_run_opts(m_program, &options), 0);
        return options.retval == XDP_TX;
    }

private:
    int m_program;
};

class Translated : public testing::Test {
protected:
    void SetUp() override
    {
        const bpf_insn pass[] = {
            {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = XDP_PASS},
            {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
        if (!Kernel{{std::begin(pass), std::end(pass)}}.loaded())
            GTEST_SKIP() << "the kernel runs no BPF for us: " << std::strerror(errno);
    }
};

TEST_F(Translated, FiltersPassTheFramesThatLibpcapLetsPass)
{
    const auto all = frames();
    std::size_t passed = 0, compared = 0;
    for (const auto* text :
        {"udp", "tcp", "ip", "ip6", "arp", "icmp", "icmp6", "udp dst port 5000", "port 53", "portrange 4000-5000",
            "host 192.0.2.7", "src host 10.0.0.1 and udp", "net 192.0.2.0/24", "not net 10.0.0.0/8", "host 2001:db8::1",
            "net 2001:db8::/32 and tcp", "ether host 02:00:00:00:00:02", "tcp[tcpflags] & tcp-syn != 0", "greater 80",
            "less 60", "len > 100 and len < 120", "ip[0] & 0xf > 5", "udp[4:2] * 2 >= 64", "ip[8] / 4 == 16",
            "ip[2:2] % 7 == 0", "(tcp or udp) and (port 53 or port 5000)", "ip proto 1 or ip6 proto 58", "vlan 7",
            "vlan and udp", "vlan and vlan 7 and tcp", "ip multicast or ether broadcast", "ether[12:4] = 0x08004500",
            "icmp[icmptype] = icmp-echo", "udp and not (port 53 or host 10.0.0.9)"}) {
        const auto filter = client::compileFilter(text, 1, 65'535, client::Tags::InFrame);
        ASSERT_TRUE(filter) << text << ": " << filter.error().text();
        const auto program = translate(*filter, {});
        ASSERT_TRUE(program) << text << ": " << program.error();
        const Kernel kernel{*program};
        ASSERT_TRUE(kernel.loaded()) << text << ": " << std::strerror(errno);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto wanted = classicPasses(*filter, all[i]);
            ASSERT_EQ(kernel.passes(all[i]), wanted) << text << ", frame " << i;
            passed += wanted ? 1U : 0U;
            ++compared;
        }
    }
    EXPECT_GT(passed, compared / 20);
    EXPECT_LT(passed, compared / 2);
}

TEST_F(Translated, RandomProgramsDoWhatLibpcapsDo)
{
    const auto all = frames();
    std::mt19937 random{4};
    int loaded = 0;
    for (int round = 0; round < 300; ++round) {
        std::vector<Instruction> filter;
        const auto add = [&](int code, std::uint32_t k, std::uint8_t jt = 0, std::uint8_t jf = 0) {
            filter.push_back({static_cast<std::uint16_t>(code), jt, jf, k});
        };
        constexpr int operations[] = {
            BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_OR, BPF_AND, BPF_LSH, BPF_RSH, BPF_NEG, BPF_MOD, BPF_XOR};
        constexpr int sizes[] = {BPF_W, BPF_H, BPF_B};
        for (std::uint32_t word = 0; word < 16; ++word)
            add(BPF_ST, word);  // libpcap's memory begins with whatever was there
        const auto length = 4 + random() % 20;
        for (std::size_t i = 0; i < length; ++i)
            switch (random() % 9) {
            case 0: add(BPF_LD | BPF_ABS | sizes[random() % 3], random() % 70); break;
            case 1: add(BPF_LD | BPF_IND | sizes[random() % 3], random() % 40); break;
            case 2: add(BPF_LDX | BPF_MSH | BPF_B, 14); break;
            case 3: add((random() % 2 ? BPF_ST : BPF_STX), random() % 16); break;
            case 4: add((random() % 2 ? BPF_LD : BPF_LDX) | BPF_MEM, random() % 16); break;
            case 5: add((random() % 2 ? BPF_LD : BPF_LDX) | BPF_W | BPF_LEN, 0); break;
            case 6: add(BPF_MISC | (random() % 2 ? BPF_TAX : BPF_TXA), 0); break;
            case 7: add(BPF_ALU | operations[random() % 11] | BPF_K, 1 + random() % 31); break;
            default: add(BPF_ALU | operations[random() % 6] | BPF_X, 0); break;
            }
        add(BPF_JMP | (random() % 2 ? BPF_JGT : BPF_JSET) | (random() % 2 ? BPF_X : BPF_K), random() % 300, 0, 1);
        add(BPF_RET | BPF_K, 65'535);
        add(BPF_RET | (random() % 2 ? BPF_A : BPF_K), 0);
        const auto program = translate(filter, {});
        ASSERT_TRUE(program) << program.error();
        const Kernel kernel{*program};
        ASSERT_TRUE(kernel.loaded()) << std::strerror(errno);
        ++loaded;
        for (std::size_t i = 0; i < all.size(); ++i)
            ASSERT_EQ(kernel.passes(all[i]), classicPasses(filter, all[i])) << "round " << round << ", frame " << i;
    }
    EXPECT_EQ(loaded, 300);
}

TEST(Translate, WhatIsNoFilterIsRefusedWithAReason)
{
    const auto why = [](std::vector<Instruction> filter) {
        const auto program = translate(filter, {});
        return program ? std::string{"taken"} : program.error();
    };
    EXPECT_EQ(why({}), "it does not end");
    EXPECT_EQ(why({{BPF_LD | BPF_IMM, 0, 0, 1}}), "it does not end");
    EXPECT_EQ(why({{BPF_JMP | BPF_JA, 0, 0, 7}, {BPF_RET | BPF_K, 0, 0, 1}}), "it jumps out of itself");
    EXPECT_EQ(why({{BPF_JMP | BPF_JEQ | BPF_K, 9, 0, 7}, {BPF_RET | BPF_K, 0, 0, 1}}), "it jumps out of itself");
    EXPECT_EQ(
        why({{BPF_ALU | BPF_DIV | BPF_K, 0, 0, 0}, {BPF_RET | BPF_K, 0, 0, 1}}), "it computes what cannot be computed");
    EXPECT_EQ(why({{BPF_ST, 0, 0, 16}, {BPF_RET | BPF_K, 0, 0, 1}}), "it writes outside of its memory");
    EXPECT_EQ(why({{BPF_LD | BPF_MEM, 0, 0, 16}, {BPF_RET | BPF_K, 0, 0, 1}}), "it has an instruction that is none");
    EXPECT_EQ(why({{BPF_LD | BPF_W | BPF_ABS, 0, 0, 0xffff'f000U + 8}, {BPF_RET | BPF_K, 0, 0, 1}}),
        "XDP sees the bytes of a frame only, not what the kernel knows of it");
}

}  // namespace
}  // namespace pr::xdp
