#include "core/store/remarks.h"

#include "core/base/text.h"
#include "core/store/reader.h"

#include <map>
#include <unistd.h>

namespace pr::store {

namespace {

Outcome<void> knows(Case& opened, SessionId id, std::span<const PacketNumber> packets)
{
    const auto found = session(opened, id);
    if (!found)
        return Unexpected{found.error()};
    for (const auto packet : packets)
        if (packet.value == 0 || packet.value > found->packets)
            return fail(Status::Usage,
                "Session " + std::to_string(id.value) + " has no packet " + std::to_string(packet.value) + ".",
                "It has " + counted(found->packets, "packet", "packets") + ".");
    return {};
}

std::string inSession(SessionId id, const std::string& what)
{
    return "session " + std::to_string(id.value) + ", " + what;
}

}  // namespace

Outcome<std::vector<Remark>> remarks(Case& opened, SessionId session)
{
    auto& database = opened.database();
    std::map<std::uint64_t, Remark> found;
    auto marks = database.prepare("SELECT packet FROM bookmark WHERE session=? ORDER BY id LIMIT ?");
    marks.start(session.value, mostRemarks);
    while (marks.next())
        found[static_cast<std::uint64_t>(marks.integer(0))].marked = true;
    auto notes = database.prepare(
        "SELECT packet, author, written, body FROM note WHERE session=? AND packet>0 ORDER BY id LIMIT ?");
    notes.start(session.value, mostRemarks);
    while (notes.next()) {
        auto& remark = found[static_cast<std::uint64_t>(notes.integer(0))];
        remark.author = notes.text(1);
        remark.written = notes.integer(2);
        remark.note = notes.text(3).substr(0, noteBytes);
    }
    if (auto done = database.takeOutcome(); !done)
        return Unexpected{done.error()};
    std::vector<Remark> all;
    for (auto& [packet, remark] : found) {
        remark.packet = PacketNumber{packet};
        all.push_back(std::move(remark));
    }
    return all;
}

Outcome<void> setMarks(Case& opened, SessionId session, std::span<const PacketNumber> packets, bool marked)
{
    if (auto known = knows(opened, session, packets); !known)
        return known;
    auto& database = opened.database();
    Transaction transaction{database, Transaction::Kind::Write};
    const auto before = database.integer("SELECT count(*) FROM bookmark");
    if (marked && static_cast<std::uint64_t>(before) + packets.size() > mostRemarks)
        return fail(Status::Usage, "A case has at most " + grouped(mostRemarks) + " marks.");
    auto remove = database.prepare("DELETE FROM bookmark WHERE session=? AND packet=?");
    auto insert = database.prepare("INSERT INTO bookmark(session, packet, name) VALUES(?,?,'')");
    std::string numbers;
    constexpr std::size_t listed = 200;
    for (const auto packet : packets) {
        remove.run(session.value, packet.value);
        if (marked)
            insert.run(session.value, packet.value);
        if (numbers.size() < listed)
            numbers.append(numbers.empty() ? "" : " ").append(std::to_string(packet.value));
    }
    if (numbers.size() >= listed)
        numbers += " …";
    appendAudit(database, opened.id(), wallClock(), marked ? "mark" : "unmark",
        inSession(session, counted(packets.size(), "packet", "packets") + ": " + numbers));
    transaction.commit();
    return database.outcome();
}

Outcome<void> setNote(Case& opened, SessionId session, PacketNumber packet, std::string_view text)
{
    if (text.size() > noteBytes)
        return fail(Status::Usage, "A note has at most " + humanBytes(noteBytes) + ".");
    if (auto known = knows(opened, session, {&packet, 1}); !known)
        return known;
    auto& database = opened.database();
    Transaction transaction{database, Transaction::Kind::Write};
    const auto now = wallClock();
    const auto author = "uid " + std::to_string(::getuid());
    database.prepare("DELETE FROM note WHERE session=? AND packet=?").run(session.value, packet.value);
    if (!text.empty())
        database.prepare("INSERT INTO note(session, packet, flow, author, written, body) VALUES(?,?,0,?,?,?)")
            .run(session.value, packet.value, author, now, text);
    appendAudit(database, opened.id(), now, text.empty() ? "remove note" : "note",
        inSession(session, "packet " + std::to_string(packet.value)));
    transaction.commit();
    return database.outcome();
}

}  // namespace pr::store
