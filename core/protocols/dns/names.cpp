#include "core/protocols/dns/names.h"

namespace pr::dns {

std::string typeMnemonic(std::uint16_t type)
{
    if (type == 255)
        return "ANY";
    const auto name = nameOf(types, type);
    return name.empty() ? "TYPE" + std::to_string(type) : std::string{name.substr(0, name.find(' '))};
}

std::string classMnemonic(std::uint16_t klass)
{
    const auto name = nameOf(classes, klass);
    return name.empty() ? "CLASS" + std::to_string(klass) : std::string{name};
}

std::string rcodeMnemonic(unsigned rcode)
{
    constexpr auto mnemonics = std::to_array<std::string_view>({"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP",
        "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE", "DSOTYPENI"});
    return rcode < mnemonics.size() ? std::string{mnemonics[rcode]} : "RCODE" + std::to_string(rcode);
}

}  // namespace pr::dns
