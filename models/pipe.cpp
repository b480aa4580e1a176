#include "models/pipe.h"

#include "models/file_kind.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

namespace pr::models {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Pipe", text);
}

QString standardInputProblem()
{
    if (::isatty(STDIN_FILENO) == 1)
        return tr("The standard input is a terminal. Let a program write into it: ssh host packetrecorder-capture "
                  "--stdout -i eth0 | packetrecorder-gui -");
    struct stat found { };
    if (::fstat(STDIN_FILENO, &found) != 0 || S_ISCHR(found.st_mode))
        return tr("Nothing is connected to the standard input of this window, or it was read before.");
    return {};
}

}  // namespace

bool isStandardInput(const QString& path)
{
    return path == "-" || path == "/dev/stdin" || path == "/dev/fd/0" || path == "/proc/self/fd/0";
}

QString pipePath(const QString& written)
{
    auto path = written.trimmed();
    if (path.startsWith("~/"))
        path.replace(0, 1, QDir::homePath());
    return QFileInfo{path}.absoluteFilePath();
}

QString pipeProblem(const QString& path)
{
    if (path.trimmed().isEmpty())
        return tr("The path of a named pipe.");
    if (isStandardInput(path.trimmed()))
        return standardInputProblem();
    const auto whole = pipePath(path);
    switch (kindOf(whole.toStdString())) {
    case FileKind::Pipe:
        return ::access(qPrintable(whole), R_OK) == 0 ? QString{} : tr("You have no right to read from this pipe.");
    case FileKind::Missing: return tr("There is no such pipe. mkfifo makes one.");
    case FileKind::Case:
    case FileKind::Capture: return tr("This is a whole file, not a pipe: open it (Ctrl+O).");
    case FileKind::Unknown: break;
    }
    return tr("This is not a named pipe.");
}

}  // namespace pr::models
