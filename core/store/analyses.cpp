#include "core/store/analyses.h"

#include "core/store/event_rows.h"
#include "core/store/schema.h"

#include <array>
#include <string>
#include <vector>

namespace pr::store {

namespace {

constexpr std::size_t kRowsAStep = 4096;
constexpr std::size_t kBlobsAStep = 64;  // rows of up to a megabyte

struct RowsOf {
    std::string table;
    std::size_t step;
};

// The columns go first: whoever still reads the old analysis misses them and says so, before anything else is gone.
std::vector<RowsOf> tables(Database& database)
{
    std::vector<RowsOf> all{{"block_analysis", kBlobsAStep}, {"segment_part", kBlobsAStep}, {"segment", kRowsAStep},
        {"fact", kRowsAStep}, {"checkpoint", kRowsAStep}, {"flow", kRowsAStep}, {"alert", kRowsAStep}};
    for (auto& name : eventTables(database))
        all.push_back({std::move(name), kRowsAStep});
    all.push_back({"certificate", kRowsAStep});
    all.push_back({"analysis_part", kRowsAStep});
    return all;
}

// Gives whether there may be more.
bool removeSome(Database& database, const RowsOf& rows, std::int64_t analysis)
{
    Transaction transaction{database, Transaction::Kind::Write};
    auto last =
        database.prepare("SELECT id FROM " + rows.table + " WHERE id >= ? AND id < ? ORDER BY id LIMIT 1 OFFSET ?");
    last.start(rowKey(analysis, 0), rowKey(analysis + 1, 0), rows.step - 1);
    const bool more = last.next();
    const auto end = more ? last.integer(0) : rowKey(analysis + 1, 0) - 1;
    last.reset();
    database.prepare("DELETE FROM " + rows.table + " WHERE id >= ? AND id <= ?").run(rowKey(analysis, 0), end);
    return transaction.commit() && more;
}

std::vector<std::int64_t> oldAnalyses(Database& database)
{
    std::vector<std::int64_t> ids;
    auto row =
        database.prepare("SELECT id FROM analysis WHERE id NOT IN (SELECT analysis FROM session_status) ORDER BY id");
    while (row.next())
        ids.push_back(row.integer(0));
    return ids;
}

}  // namespace

Outcome<bool> hasOldAnalyses(Case& opened)
{
    const bool any = !oldAnalyses(opened.database()).empty();
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return any;
}

Outcome<void> removeOldAnalyses(Case& opened, const std::function<bool()>& step)
{
    auto& database = opened.database();
    for (const auto analysis : oldAnalyses(database)) {
        for (const auto& rows : tables(database))
            while (removeSome(database, rows, analysis))
                if (!step())
                    return database.outcome();
        database.prepare("DELETE FROM analysis WHERE id=?").run(analysis);  // last: it says that there is work left
        if (!step())
            break;
    }
    return database.outcome();
}

}  // namespace pr::store
