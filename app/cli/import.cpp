#include "core/pipeline/import.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/worker.h"
#include "core/pipeline/key_file.h"

namespace pr::cli {

int runImport(const Arguments& arguments)
{
    const Interrupt interrupt;
    const auto progress = progressOf(arguments);
    pipeline::ImportOptions options;
    options.files = arguments.operands();
    options.casePath = arguments.text("database");
    options.name = arguments.text("name");
    options.asOne = arguments.flag("as-one");
    options.link = arguments.flag("link");
    options.stopFd = interrupt.descriptor();
    options.recorder.threads = static_cast<unsigned>(arguments.number("threads"));
    options.recorder.memory = limits::memoryFor(arguments.number("memory"));
    options.recorder.detect = !arguments.flag("no-detect");
    if (arguments.has("keylog")) {
        auto text = pipeline::readKeyLog(arguments.text("keylog"));
        if (!text)
            return complain(text.error());
        options.recorder.keyLog = std::move(*text);
    }
    const auto result = pipeline::importFiles(options, *progress, interrupt.token());
    if (!result)
        return failed(arguments, *progress, result.error());
    const auto status = ended(arguments, *progress,
        {result->sessions, result->problems, result->cancelled, "Stopped; what was committed stays."});
    printHeads(arguments, result->heads);
    return status;
}

}  // namespace pr::cli
