// Words for the numbers by which one layer names the next.
#pragma once

#include "core/fields/field.h"

#include <array>

namespace pr::decode {

inline constexpr std::array etherTypes{ValueName{0x0800, "IPv4"}, ValueName{0x0806, "ARP"},
    ValueName{0x22EB, "ERSPAN Type III"}, ValueName{0x6558, "Transparent Ethernet bridging"}, ValueName{0x8035, "RARP"},
    ValueName{0x8100, "802.1Q Virtual LAN"}, ValueName{0x8137, "IPX"}, ValueName{0x86DD, "IPv6"},
    ValueName{0x8808, "Ethernet flow control"}, ValueName{0x8809, "Slow protocols"}, ValueName{0x880B, "PPP"},
    ValueName{0x8847, "MPLS label switched packet"}, ValueName{0x8848, "MPLS multicast label switched packet"},
    ValueName{0x8863, "PPPoE Discovery"}, ValueName{0x8864, "PPPoE Session"},
    ValueName{0x888E, "802.1X Authentication"}, ValueName{0x88A8, "802.1ad"}, ValueName{0x88BE, "ERSPAN"},
    ValueName{0x88CC, "802.1 Link Layer Discovery Protocol"}, ValueName{0x88E5, "802.1AE (MACsec)"},
    ValueName{0x88F7, "Precision Time Protocol"}, ValueName{0x9000, "Loopback"}, ValueName{0x9100, "802.1QinQ (old)"}};

inline constexpr std::array ipProtocols{ValueName{0, "IPv6 Hop-by-Hop Option"}, ValueName{1, "ICMP"},
    ValueName{2, "IGMP"}, ValueName{4, "IPIP"}, ValueName{6, "TCP"}, ValueName{8, "EGP"}, ValueName{9, "IGRP"},
    ValueName{17, "UDP"}, ValueName{41, "IPv6"}, ValueName{43, "Routing Header for IPv6"},
    ValueName{44, "Fragment Header for IPv6"}, ValueName{46, "Reservation Protocol"},
    ValueName{47, "Generic Routing Encapsulation"}, ValueName{50, "Encap Security Payload"},
    ValueName{51, "Authentication Header"}, ValueName{58, "ICMPv6"}, ValueName{59, "No Next Header for IPv6"},
    ValueName{60, "Destination Options for IPv6"}, ValueName{88, "EIGRP"}, ValueName{89, "OSPF IGP"},
    ValueName{103, "Protocol Independent Multicast"}, ValueName{112, "VRRP"}, ValueName{115, "Layer 2 Tunneling"},
    ValueName{132, "SCTP"}, ValueName{135, "Mobile IPv6"}, ValueName{136, "UDPlite"}, ValueName{137, "MPLS-in-IP"}};

}  // namespace pr::decode
