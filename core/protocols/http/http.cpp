#include "core/protocols/http/http.h"

#include "core/protocols/http/body.h"
#include "core/protocols/http/describe.h"
#include "core/protocols/http/events.h"
#include "core/protocols/http/fields.h"

#include <algorithm>
#include <limits>

namespace pr::http {

namespace {

constexpr std::size_t kRowText = 2 * limits::KiB;  // of a header that a row keeps
constexpr auto kUntilClose = std::numeric_limits<std::uint64_t>::max();

bool probe(Bytes bytes, flow::Carrier carrier, const flow::Endpoints&)
{
    if (carrier == flow::Carrier::Udp)
        return false;
    const auto text = textOf(bytes);
    const auto start = parseStartLine(text, 0);
    if (start.kind == StartKind::Response)
        return start.version.starts_with("HTTP/1.") && start.code >= 100;
    return start.kind == StartKind::Request && start.line.text.find(" HTTP/1.") != std::string_view::npos;
}

flow::Framing complete(std::size_t length)
{
    return {flow::Framing::Answer::Complete, length};
}

// Bytes that begin no message. After a request they are the rest of one, and so are header lines without a start line;
// other bytes are not ours. A line of text is waited for before anybody can say.
flow::Framing noMessage(std::string_view text, const State& state)
{
    using Answer = flow::Framing::Answer;
    if (isPrintable(text.front()) && text.size() <= limits::httpLine && text.find_first_of("\r\n") >= text.size() - 1)
        return {Answer::NeedMore, 0};
    // the end of a body behind a gap, which waited for its line end and met the next response
    const auto response = text.substr(0, text.find('\n')).find("HTTP/1.");
    if (response != text.npos && response > 0 && parseStartLine(text, response).code >= 100)
        return complete(response);
    return state.sawRequest() || beginsWithHeader(text) ? complete(text.size()) : flow::Framing{Answer::NotOurs, 0};
}

flow::Framing frameBody(std::string_view text, const Head& head, BodyEnd end)
{
    using Answer = flow::Framing::Answer;
    const auto have = text.size() - head.end;
    switch (end.kind) {
    case BodyEnd::Kind::None:
    case BodyEnd::Kind::Tunnel: return complete(head.end);
    case BodyEnd::Kind::Length: {
        if (end.length > limits::httpBody)
            return complete(head.end);
        const auto whole = head.end + static_cast<std::size_t>(end.length);
        return text.size() >= whole ? complete(whole) : flow::Framing{Answer::NeedLength, whole};
    }
    case BodyEnd::Kind::Chunked: {
        const auto chunks = endOfChunks(text.substr(head.end));
        if (chunks.answer == ChunkedEnd::Answer::Complete)
            return complete(head.end + chunks.length);
        if (chunks.answer == ChunkedEnd::Answer::Broken || have > limits::httpBody)
            return complete(text.size());
        return {Answer::NeedMore, 0};
    }
    case BodyEnd::Kind::UntilClose: break;
    }
    return have > limits::httpBody ? complete(head.end) : flow::Framing{Answer::UntilEnd, 0};
}

flow::Framing frame(Bytes buffered, const flow::FlowState* flowState, flow::Side side)
{
    using Answer = flow::Framing::Answer;
    const auto& state = static_cast<const State&>(*flowState);
    const auto text = textOf(buffered);
    if (state.isTunnel())
        return {Answer::HandsOver, 0};
    if (const auto passing = state.passing(side))
        return complete(static_cast<std::size_t>(std::min<std::uint64_t>(passing, text.size())));

    const auto blank = std::min(text.find_first_not_of("\r\n"), text.size());
    if (blank == text.size())
        return noMessage(text, state);
    const auto begins = beginsMessage(text.substr(std::min<std::size_t>(blank, 4)));
    if (begins == Begins::No)
        return noMessage(text, state);
    if (begins == Begins::Perhaps)
        return {Answer::NeedMore, 0};
    if (const auto head = parseHead(text))
        return frameBody(text, *head, state.endOf(*head));
    if (text.size() > limits::httpHead || text.substr(0, limits::httpLine).find('\n') > limits::httpLine + 1)
        return text.size() > limits::httpLine ? noMessage(text, state) : flow::Framing{Answer::NeedMore, 0};
    return {Answer::NeedMore, 0};
}

std::string shortened(std::string_view text)
{
    return std::string{text.substr(0, kRowText)};
}

void advanceRequest(const Head& head, std::uint64_t length, State& state, const flow::Pdu& pdu)
{
    const auto forgotten = state.add({.number = 0,
        .packet = pdu.packet,
        .time = pdu.time,
        .side = pdu.side,
        .length = length,
        .method = shortened(head.start.method),
        .uri = shortened(head.start.target),
        .shownUri = shownUri(head, pdu.carrier).substr(0, kRowText),
        .version = shortened(head.start.version),
        .host = shortened(head.host),
        .userAgent = shortened(head.userAgent),
        .referer = shortened(head.referer),
        .type = shortened(head.contentType)});
    if (forgotten && pdu.events)
        writeUnanswered(state, *forgotten, pdu.flow, *pdu.events);
}

void advanceResponse(const Head& head, std::uint64_t length, State& state, const flow::Pdu& pdu)
{
    const auto code = head.start.code;
    const auto isFinal = code >= 200 || code == 101;
    if (pdu.events && isFinal)
        writeTransaction(state, state.answered(),
            {.version = head.start.version,
                .code = head.start.status,
                .phrase = head.start.phrase,
                .type = head.contentType,
                .length = length},
            pdu);
    state.addResponse(code, pdu.packet);
}

std::size_t dissect(flow::Pdu& pdu, flow::FlowState* flowState)
{
    auto& state = static_cast<State&>(*flowState);
    const auto text = textOf(pdu.bytes);
    state.meet(pdu);
    const auto passing = pdu.afterGap ? 0 : state.passing(pdu.side);
    const bool isCut = pdu.original > text.size();
    const auto head = passing > 0 ? std::nullopt : parseHead(text, isCut ? Cut::Yes : Cut::No);
    if (!head) {
        if (pdu.sink.wantsAnything())
            passing > 0 ? describePiece(state, pdu) : describeContinuation(state, pdu);
        const auto left = passing == kUntilClose ? passing : passing - std::min<std::uint64_t>(passing, text.size());
        state.setPassing(pdu.side, left);
        return text.size();
    }
    const auto end = state.endOf(*head);
    if (pdu.sink.wantsAnything())
        describe(*head, end, state, pdu);

    const auto have = text.size() - head->end;
    const auto length = end.kind == BodyEnd::Kind::Length ? end.length : have;
    const auto isPassing = have == 0 && (end.kind == BodyEnd::Kind::Length || end.kind == BodyEnd::Kind::UntilClose);
    state.setPassing(pdu.side, !isPassing ? 0 : end.kind == BodyEnd::Kind::Length ? end.length : kUntilClose);
    if (head->start.kind == StartKind::Request)
        advanceRequest(*head, length, state, pdu);
    else
        advanceResponse(*head, length, state, pdu);
    if (end.kind == BodyEnd::Kind::Tunnel)
        state.becomeTunnel();
    return text.size();
}

std::unique_ptr<flow::FlowState> makeState()
{
    return std::make_unique<State>();
}

void finish(flow::FlowState* flowState, EventBuffer& events, EventPlace place)
{
    const auto& state = static_cast<const State&>(*flowState);
    for (const auto& request : state.pending())
        writeUnanswered(state, request, place.flow, events);
}

constexpr auto kPorts = [] {
    constexpr auto numbers =
        std::to_array<std::uint16_t>({80, 631, 1900, 2710, 2869, 3128, 3132, 3689, 5985, 8080, 8088, 11371});
    std::array<flow::Port, numbers.size()> ports{};
    std::transform(numbers.begin(), numbers.end(), ports.begin(), [](std::uint16_t number) {
        return flow::Port{flow::Carrier::Tcp, number};
    });
    return ports;
}();
constexpr std::array<const EventTable*, 1> kTables{&table};

}  // namespace

const flow::Protocol protocol{.name = "http",
    .layer = &field::http,
    .fields = field::all,
    .ports = kPorts,
    .tables = kTables,
    .version = 2,
    .probe = probe,
    .makeState = makeState,
    .frame = frame,
    .dissect = dissect,
    .finish = finish};

}  // namespace pr::http
