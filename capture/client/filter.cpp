#include "capture/client/filter.h"

#include "capture/client/interfaces.h"
#include "core/base/text.h"

#include <cctype>

#include <memory>
#include <string_view>

#include <pcap/pcap.h>

namespace pr::client {
namespace {

constexpr std::size_t maxFilterText = 4096;

struct Program : bpf_program {
    Program() : bpf_program{0, nullptr} { }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() { pcap_freecode(this); }
};

bool isWord(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' || c == ':';
}

bool hasWord(std::string_view text, std::string_view word)
{
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !isWord(text[at - 1])) && (end == text.size() || !isWord(text[end])))
            return true;
    }
    return false;
}

/// libpcap does not say where it stopped: the longest beginning that is a filter by itself does. In bytes.
std::size_t understood(pcap_t* handle, const std::string& text)
{
    for (auto end = text.size(); end-- > 1;) {
        if (text[end - 1] == ' ' || (isWord(text[end]) && isWord(text[end - 1])))
            continue;  // after a space, or inside a word
        Program program;
        if (pcap_compile(handle, &program, text.substr(0, end).c_str(), 1, PCAP_NETMASK_UNKNOWN) == 0)
            return end;
    }
    return 0;
}

}  // namespace

Outcome<std::vector<wire::Instruction>> compileFilter(
    const std::string& text, std::uint16_t linkType, std::uint32_t snaplen, Tags tags)
{
    if (text.find_first_not_of(" \t\n") == std::string::npos)
        return std::vector<wire::Instruction>{};
    if (text.size() > maxFilterText)
        return fail(Status::Usage, "The capture filter is longer than 4096 bytes.");
    // The kernel takes the outer tag off before its filter sees the frame; a program made without an open device cannot
    // know.
    if (tags == Tags::TakenOff && hasWord(text, "vlan"))
        return fail(Status::Usage,
            "The capture filter cannot use `vlan`: the kernel takes the tag off before it filters.",
            "Capture without it and filter afterwards, with vlan.id.");
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> handle{
        pcap_open_dead(dltOf(linkType).number, static_cast<int>(snaplen)), pcap_close};
    if (!handle)
        return fail(Status::Problem, "The capture filter could not be compiled: out of memory.");
    Program program;
    if (pcap_compile(handle.get(), &program, text.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
        const std::string reason = pcap_geterr(handle.get());
        const auto end = understood(handle.get(), text);
        return fail(Status::Usage, "This is no capture filter: " + escaped(text) + " (" + reason + ").",
            end == 0 ? "Its beginning is not understood."
                     : "It is understood up to column " + std::to_string(end) + ": " + escaped(text.substr(0, end)));
    }
    if (program.bf_len > wire::maxInstructions)
        return fail(Status::Usage,
            "The capture filter is too long: " + std::to_string(program.bf_len) + " instructions.",
            "Up to 4096 are possible; filter less while capturing and more afterwards.");
    std::vector<wire::Instruction> instructions;
    for (const auto& each : std::span{program.bf_insns, program.bf_len})
        instructions.push_back({.code = each.code, .jumpTrue = each.jt, .jumpFalse = each.jf, .k = each.k});
    return instructions;
}

}  // namespace pr::client
