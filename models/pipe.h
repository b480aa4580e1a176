// Pipes as people name them: a path as it is written into a field, or the standard input of this program.
#pragma once

#include <QString>

namespace pr::models {

/// "-", or one of the paths that lead there. A worker has a standard input of its own, so ours is given to it by name.
bool isStandardInput(const QString& path);

/// The whole path: `~` is the home, what does not begin with `/` begins in the folder in which the window was started.
QString pipePath(const QString& written);

/// Why nothing can be read from there as from a pipe, a sentence; empty where it can. Does not open it.
QString pipeProblem(const QString& path);

}  // namespace pr::models
