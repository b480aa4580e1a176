// The command line as a table: help, completion, checks and settings come from one definition of each option.
#pragma once

#include "core/base/result.h"
#include "core/base/written.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pr::cli {

enum class ValueKind : std::uint8_t {
    Flag,  ///< no value
    Text,
    Path,
    Number,   ///< whole, not negative; k, M, G (powers of 1024) may follow
    Real,     ///< decimal, not negative
    Boolean,  ///< true or false
    Choice,   ///< one of `choices`, separated by '|'
};

struct Option {
    std::string_view name;  ///< without the dashes
    char letter = 0;        ///< 0: none
    ValueKind kind = ValueKind::Flag;
    std::string_view value;          ///< "FILE", for the help
    std::string_view words;          ///< what it does, without a full stop
    std::string_view standard = {};  ///< default, as it would be written; empty: none
    std::string_view choices = {};
    bool repeated = false;              ///< may be given several times
    std::string_view environment = {};  ///< a variable that gives it where the option does not
};

class Arguments;

struct Command {
    std::string_view name;
    std::string_view operands;  ///< "FILE… | -"
    std::string_view summary;   ///< one line
    std::string_view words;     ///< the paragraph of --help
    std::span<const Option> options;
    std::size_t leastOperands;
    std::size_t mostOperands;
    int (*run)(const Arguments&);
};

/// Options that every command has.
std::span<const Option> commonOptions();

/// What a command was called with: options, then environment, then configuration file, then default.
class Arguments {
public:
    const Command& command() const { return *m_command; }
    const std::vector<std::string>& operands() const { return m_operands; }

    bool has(std::string_view option) const { return m_values.contains(std::string{option}); }
    bool flag(std::string_view option) const { return text(option) == "true"; }
    /// The last value given, or the default; empty where there is none.
    std::string text(std::string_view option) const;
    const std::vector<std::string>& all(std::string_view option) const;
    std::uint64_t number(std::string_view option) const;
    double real(std::string_view option) const;
    /// What stood on the command line itself, in its order: option and value.
    const std::vector<std::pair<std::string_view, std::string>>& inOrder() const { return m_inOrder; }
    /// "option", "environment", "configuration" or "default": what `info --config` shows.
    std::string_view origin(std::string_view option) const;

private:
    friend Outcome<Arguments> parseArguments(
        const Command&, std::span<const std::string>, const std::map<std::string, std::string>&);
    const Command* m_command = nullptr;
    std::vector<std::string> m_operands;
    std::map<std::string, std::vector<std::string>> m_values;
    std::map<std::string, std::string_view> m_origins;
    std::vector<std::pair<std::string_view, std::string>> m_inOrder;
};

/// Reads the words behind the command's name. `configuration`: what readConfiguration() gave.
Outcome<Arguments> parseArguments(const Command& command, std::span<const std::string> words,
    const std::map<std::string, std::string>& configuration);

/// `key = value` lines of the configuration file, "command.option" where they stand under [command]. A missing file is
/// empty.
Outcome<std::map<std::string, std::string>> readConfiguration(const std::string& path);
/// $XDG_CONFIG_HOME/packetrecorder/config.toml
std::string configurationPath();

std::string commandHelp(const Command& command);

}  // namespace pr::cli
