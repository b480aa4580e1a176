// What the BPF program and the program that started it share: records of the ring buffer and counters. C, for clang's
// bpf target has no C++ library.
#pragma once

#include <linux/types.h>

enum { pr_slots = 256, pr_longest = 65600 };

/// In front of a packet's bytes.
struct pr_record {
    __u64 time;      ///< CLOCK_MONOTONIC, nanoseconds
    __u32 captured;  ///< bytes that follow; the record may be longer
    __u32 original;  ///< bytes of the frame
};

/// One a processor, so that they do not share a cache line. Frames that pass the filter only.
struct pr_counters {
    __u64 taken;        ///< wanted in the ring: passed the filter and its turn came
    __u64 lost;         ///< of these, those for which the ring had no room
    __u64 passed_over;  ///< not wanted: another one was the one in N
    __u64 reserved[5];
};

/// Variables of the program, mapped by the one outside.
struct pr_shared {
    struct pr_counters counters[pr_slots];
    __u32 running;  ///< set from outside: before and after it nothing is counted or copied
};

/// Constants of the program, written before it is loaded.
struct pr_settings {
    __u32 snaplen;  ///< bytes kept of a frame
    __u32 one_in;   ///< of so many frames one is taken
};
