#include "core/pipeline/key_file.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/flow/key_log.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace pr::pipeline {

Outcome<std::string> readKeyLog(const std::string& path)
{
    std::ifstream in{path, std::ios::binary};
    std::string text;
    if (in)
        while (text.size() <= limits::keyLogBytes && in) {
            char piece[16 * limits::KiB];
            in.read(piece, sizeof piece);
            text.append(piece, static_cast<std::size_t>(in.gcount()));
        }
    if (!in.eof() && text.size() <= limits::keyLogBytes)
        return fail(Status::Input,
            "The key log " + escaped(path) + " cannot be read: " + std::strerror(errno ? errno : EIO) + ".",
            "Check the path.");
    if (text.size() > limits::keyLogBytes)
        return fail(Status::Input,
            "The key log " + escaped(path) + " is longer than " + humanBytes(limits::keyLogBytes) + ".",
            "Give one with the lines of this capture's connections.");
    flow::KeyLog keys;
    const auto added = keys.add(text);
    if (added.badLine != 0)
        return fail(Status::Input,
            "Line " + grouped(added.badLine) + " of " + escaped(path) + " is not one of a TLS key log.",
            "Each is a word such as CLIENT_RANDOM, and two hexadecimal numbers.");
    if (added.full)
        return fail(Status::Input,
            "The key log " + escaped(path) + " has more than " + grouped(limits::keyLogSecrets) + " secrets.",
            "Give one with the lines of this capture's connections.");
    if (keys.empty())
        return fail(Status::Input, "The key log " + escaped(path) + " holds no secret.", "Check the path.");
    return text;
}

}  // namespace pr::pipeline
