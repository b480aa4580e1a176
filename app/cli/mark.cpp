// mark: what a person says of packets.
#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "app/cli/table.h"
#include "core/base/text.h"
#include "core/store/remarks.h"

namespace pr::cli {

namespace {

int listRemarks(const Arguments& arguments)
{
    auto session = openSession(arguments);
    if (!session)
        return complain(session.error());
    const auto all = store::remarks(*session->file, session->summary.id);
    if (!all)
        return complain(all.error());
    auto table = Table::make({{"packet", FieldType::Int64}, {"marked", FieldType::Boolean}, {"note", FieldType::String},
                                 {"author", FieldType::String}, {"written", FieldType::AbsoluteTime}},
        arguments.text("format"), "", "", 0, stdout);
    if (!table)
        return complain(table.error());
    for (const auto& remark : *all)
        table->add({static_cast<std::int64_t>(remark.packet.value), remark.marked, remark.note, remark.author,
            remark.note.empty() ? Cell{} : Cell{TimeCell{remark.written}}});
    table->finish();
    return 0;
}

}  // namespace

int runMark(const Arguments& arguments)
{
    if (arguments.operands().empty()) {
        if (arguments.has("note") || arguments.flag("remove"))
            return complain({Status::Usage, "No packet was named.", "Give its number."});
        return listRemarks(arguments);
    }
    std::vector<PacketNumber> packets;
    for (const auto& operand : arguments.operands()) {
        const auto number = parseNumber(operand);
        if (!number)
            return complain({Status::Usage, "\"" + escaped(operand) + "\" is not the number of a packet.", ""});
        packets.push_back(PacketNumber{*number});
    }
    if (arguments.has("note") && packets.size() != 1)
        return complain({Status::Usage, "A note goes with one packet.", ""});
    if (arguments.has("note") && arguments.flag("remove"))
        return complain({Status::Usage, "--note and --remove exclude each other.", "An empty note takes one away."});
    SessionId id{};
    {
        const auto session =
            openSession(arguments);  // the session that is meant, before the case is opened to be written
        if (!session)
            return complain(session.error());
        id = session->summary.id;
    }
    auto opened = store::Case::open(arguments.text("database"), store::CaseAccess::ReadWrite);
    if (!opened)
        return complain(opened.error());
    const auto done = arguments.has("note") ? store::setNote(**opened, id, packets.front(), arguments.text("note"))
                                            : store::setMarks(**opened, id, packets, !arguments.flag("remove"));
    return done ? 0 : complain(done.error());
}

}  // namespace pr::cli
