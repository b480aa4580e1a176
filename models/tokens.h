// The colours of the window: one table, from which QML, painters and the contrast test take them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pr::models {

/// bg0 behind, bg1 chrome, bg2 content, bg3 raised; text3 never stands on sel.
enum class Token : std::uint8_t {
    Bg0,
    Bg1,
    Bg2,
    Bg3,
    Line,
    RowLine,
    Ctl,
    InputEdge,
    Sel,
    AccentSoft,
    RowBad,
    Text,
    Text2,
    Text3,
    Accent,
    OnAccent,
    Critical,
    High,
    Medium,
    Low,
    Info,
    Ok,
    Tcp,
    Udp,
    Dns,
    Http,
    Tls,
    Quic,
    Smb,
    Icmp,
    Arp,
};

struct Tint {
    Token token;
    std::string_view name;
    std::uint32_t dark, light;  ///< 0xRRGGBB
};

inline constexpr std::array tints{
    Tint{Token::Bg0, "bg0", 0x101318, 0xE4E8EE},
    Tint{Token::Bg1, "bg1", 0x161A21, 0xF3F5F8},
    Tint{Token::Bg2, "bg2", 0x1B2029, 0xFFFFFF},
    Tint{Token::Bg3, "bg3", 0x252B36, 0xE9EDF3},
    Tint{Token::Line, "line", 0x2A313D, 0xD5DAE3},
    Tint{Token::RowLine, "rowLine", 0x212732, 0xEEF1F5},
    Tint{Token::Ctl, "ctl", 0x39424F, 0xB9C1CE},
    Tint{Token::InputEdge, "inputEdge", 0x66738A, 0x7F8A9C},
    Tint{Token::Sel, "sel", 0x1F3A5F, 0xD3E4FD},
    Tint{Token::AccentSoft, "accentSoft", 0x1A2A42, 0xE3EDFC},
    Tint{Token::RowBad, "rowBad", 0x291D24, 0xFBEDF1},
    Tint{Token::Text, "text", 0xDCE1EA, 0x1B212B},
    Tint{Token::Text2, "text2", 0xA3ACBB, 0x4A5464},
    Tint{Token::Text3, "text3", 0x8793A7, 0x5C6778},
    Tint{Token::Accent, "accent", 0x5B9DFF, 0x1B5FCC},
    Tint{Token::OnAccent, "onAccent", 0x0B1220, 0xFFFFFF},
    Tint{Token::Critical, "critical", 0xF0707A, 0xA80F3C},
    Tint{Token::High, "high", 0xF7B064, 0x8A4A10},
    Tint{Token::Medium, "medium", 0xFBE555, 0x877E00},
    Tint{Token::Low, "low", 0x4EA7FC, 0x0A78F5},
    Tint{Token::Info, "info", 0x949BB0, 0x505B6E},
    Tint{Token::Ok, "ok", 0x74E8D2, 0x0A7F58},
    Tint{Token::Tcp, "tcp", 0x9FB3C8, 0x3F556B},
    Tint{Token::Udp, "udp", 0xB6A6E8, 0x5B45A8},
    Tint{Token::Dns, "dns", 0x6FC3DF, 0x0B6A87},
    Tint{Token::Http, "http", 0x8BD17C, 0x2F6E1F},
    Tint{Token::Tls, "tls", 0xC792EA, 0x7A2BA8},
    Tint{Token::Quic, "quic", 0xF78FB3, 0xA61E5C},
    Tint{Token::Smb, "smb", 0xE5B567, 0x7D5200},
    Tint{Token::Icmp, "icmp", 0x7FD1AE, 0x0F6B4A},
    Tint{Token::Arp, "arp", 0xC0B283, 0x665A1E},
};

constexpr std::uint32_t rgb(Token token, bool dark)
{
    const auto& tint = tints[static_cast<std::size_t>(token)];
    return dark ? tint.dark : tint.light;
}

}  // namespace pr::models
