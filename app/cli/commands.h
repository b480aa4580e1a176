// Every command: its options in commands.cpp, its work in a file of its own.
#pragma once

#include "app/cli/options.h"

namespace pr::cli {

std::span<const Command> commands();

int runListInterfaces(const Arguments&);
int runCapture(const Arguments&);
int runImport(const Arguments&);
int runSessions(const Arguments&);
int runFlows(const Arguments&);
int runEvents(const Arguments&);  ///< dns, http, tls, certificates: the command's name is the table
int runAlerts(const Arguments& arguments);
int runMark(const Arguments&);
int runQuery(const Arguments&);
int runShow(const Arguments&);
int runFields(const Arguments&);
int runFollow(const Arguments&);
int runExport(const Arguments&);
int runReplay(const Arguments&);
int runServe(const Arguments&);
int runExtcap(const Arguments&);
int runReanalyze(const Arguments&);
int runVerify(const Arguments&);
int runMigrate(const Arguments&);
int runInfo(const Arguments&);
int runCompletion(const Arguments&);

/// Prints a failure on standard error and gives its exit status.
int complain(const Failure& failure);
/// A line on standard error, unless --log-level is quieter.
void notice(const Arguments& arguments, std::string_view text);

}  // namespace pr::cli
