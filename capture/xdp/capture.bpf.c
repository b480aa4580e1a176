// Runs in the kernel for each frame that an interface receives and the filter lets through: copies it into the ring
// buffer and passes it on, always and unchanged.
#include "record.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

const volatile struct pr_settings settings = {.snaplen = pr_longest, .one_in = 1};
volatile struct pr_shared shared;

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1 << 20);
} ring SEC(".maps");

// Where the filter, a program of its own, goes with what it lets through.
struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 1);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
} accepted SEC(".maps");

// Between two tests of a number: clang would make one test of another number out of them, and the kernel, which proves
// the bounds of this one, would not see it.
#define APART(number) asm volatile("" : "+r"(number))

// The kernel wants the size of a record to be a constant, so there are some. False: no room.
#define COPY(most)                                                                                                     \
    static __noinline int copy_##most(struct xdp_md* frame, __u64 captured, __u32 original)                            \
    {                                                                                                                  \
        struct pr_record* record = bpf_ringbuf_reserve(&ring, sizeof(*record) + (most), 0);                            \
        if (!record)                                                                                                   \
            return 0;                                                                                                  \
        record->time = bpf_ktime_get_ns();                                                                             \
        record->captured = captured;                                                                                   \
        record->original = original;                                                                                   \
        APART(captured);                                                                                               \
        if (captured > (most))                                                                                         \
            goto fault;                                                                                                \
        APART(captured);                                                                                               \
        if (captured == 0 || bpf_xdp_load_bytes(frame, 0, record + 1, captured))                                       \
            goto fault;                                                                                                \
        bpf_ringbuf_submit(record, 0);                                                                                 \
        return 1;                                                                                                      \
    fault:                                                                                                             \
        bpf_ringbuf_discard(record, 0);                                                                                \
        return 0;                                                                                                      \
    }
COPY(96)
COPY(240)
COPY(624)
COPY(1520)
COPY(4096)
COPY(16384)
COPY(65600)

SEC("xdp.frags")
int capture(struct xdp_md* frame)
{
    volatile struct pr_counters* own = &shared.counters[bpf_get_smp_processor_id() % pr_slots];
    __u32 original, captured;
    int kept;

    if (!shared.running)
        return XDP_PASS;
    if (settings.one_in > 1 && bpf_get_prandom_u32() % settings.one_in != 0) {
        __sync_fetch_and_add(&own->passed_over, 1);
        return XDP_PASS;
    }
    __sync_fetch_and_add(&own->taken, 1);
    original = bpf_xdp_get_buff_len(frame);
    captured = original < settings.snaplen ? original : settings.snaplen;
    if (captured > pr_longest)
        captured = pr_longest;
    if (captured <= 96)
        kept = copy_96(frame, captured, original);
    else if (captured <= 240)
        kept = copy_240(frame, captured, original);
    else if (captured <= 624)
        kept = copy_624(frame, captured, original);
    else if (captured <= 1520)
        kept = copy_1520(frame, captured, original);
    else if (captured <= 4096)
        kept = copy_4096(frame, captured, original);
    else if (captured <= 16384)
        kept = copy_16384(frame, captured, original);
    else
        kept = copy_65600(frame, captured, original);
    if (!kept)
        __sync_fetch_and_add(&own->lost, 1);
    return XDP_PASS;
}

char terms[] SEC("license") = "GPL";
