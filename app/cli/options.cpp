#include "app/cli/options.h"

#include "core/base/text.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>

namespace pr::cli {

namespace {

constexpr std::array kCommon{
    Option{.name = "database",
        .letter = 'd',
        .kind = ValueKind::Path,
        .value = "CASE",
        .words = "the case file",
        .standard = "$XDG_DATA_HOME/packetrecorder/default.prcase",
        .environment = "PACKETRECORDER_DATABASE"},
    Option{.name = "log-level",
        .kind = ValueKind::Choice,
        .value = "LEVEL",
        .words = "what is said on standard error",
        .standard = "info",
        .choices = "error|warning|info|debug",
        .environment = "PACKETRECORDER_LOG"},
    Option{.name = "config",
        .kind = ValueKind::Path,
        .value = "FILE",
        .words = "the configuration file",
        .standard = "$XDG_CONFIG_HOME/packetrecorder/config.toml"},
    Option{.name = "help", .letter = 'h', .words = "shows this"},
};

std::string home(const char* variable, std::string_view below)
{
    if (const char* set = std::getenv(variable); set && *set == '/')
        return set;
    const char* user = std::getenv("HOME");
    return std::string{user && *user ? user : "/tmp"}.append(below);
}

std::string expanded(std::string_view text)
{
    for (const auto& [variable, below] : {std::pair{"XDG_DATA_HOME", "/.local/share"}, {"XDG_CONFIG_HOME", "/.config"},
             {"XDG_STATE_HOME", "/.local/state"}})
        if (const auto name = std::string{"$"} + variable; text.starts_with(name))
            return home(variable, below).append(text.substr(name.size()));
    return std::string{text};
}

const Option* find(const Command& command, std::string_view name, char letter)
{
    for (const auto list : {command.options, commonOptions()})
        for (const auto& option : list)
            if ((!name.empty() && option.name == name) || (letter && option.letter == letter))
                return &option;
    return nullptr;
}

// Why a value is not one of its option, or nothing.
std::string complaint(const Option& option, std::string_view value)
{
    switch (option.kind) {
    case ValueKind::Number: return parseNumber(value) ? std::string{} : std::string{kNumberWords};
    case ValueKind::Real: {
        double number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        return error == std::errc{} && end == value.data() + value.size() && number >= 0
            ? ""
            : "takes a number that is not negative";
    }
    case ValueKind::Boolean: return value == "true" || value == "false" ? "" : "takes true or false";
    case ValueKind::Choice: {
        auto left = option.choices;
        while (!left.empty()) {
            const auto bar = left.find('|');
            if (left.substr(0, bar) == value)
                return "";
            left = bar == std::string_view::npos ? std::string_view{} : left.substr(bar + 1);
        }
        return "takes one of " + std::string{option.choices};
    }
    case ValueKind::Path:
    case ValueKind::Text: return option.kind == ValueKind::Path && value.empty() ? "takes a file name" : "";
    case ValueKind::Flag: return value == "true" || value == "false" ? "" : "takes no value";
    }
    return "";
}

Unexpected<Failure> usage(const Command& command, std::string what)
{
    return fail(Status::Usage, std::move(what), "See: packetrecorder " + std::string{command.name} + " --help");
}

}  // namespace

std::span<const Option> commonOptions()
{
    return kCommon;
}

std::string Arguments::text(std::string_view option) const
{
    const auto& values = all(option);
    return values.empty() ? std::string{} : values.back();
}

const std::vector<std::string>& Arguments::all(std::string_view option) const
{
    static const std::vector<std::string> none;
    const auto at = m_values.find(std::string{option});
    return at == m_values.end() ? none : at->second;
}

std::uint64_t Arguments::number(std::string_view option) const
{
    return parseNumber(text(option)).value_or(0);
}

double Arguments::real(std::string_view option) const
{
    return std::strtod(text(option).c_str(), nullptr);
}

std::string_view Arguments::origin(std::string_view option) const
{
    const auto at = m_origins.find(std::string{option});
    return at == m_origins.end() ? "default" : at->second;
}

Outcome<Arguments> parseArguments(
    const Command& command, std::span<const std::string> words, const std::map<std::string, std::string>& configuration)
{
    Arguments out;
    out.m_command = &command;
    const auto give = [&](const Option& option, std::string value, std::string_view origin) -> Outcome<void> {
        if (auto why = complaint(option, value); !why.empty())
            return usage(command, "--" + std::string{option.name} + ' ' + why + ", not \"" + escaped(value) + "\".");
        auto& values = out.m_values[std::string{option.name}];
        if (!option.repeated || out.m_origins[std::string{option.name}] != origin)
            values.clear();
        values.push_back(option.kind == ValueKind::Path ? expanded(value) : std::move(value));
        out.m_origins[std::string{option.name}] = origin;
        return {};
    };

    bool onlyOperands = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        if (onlyOperands || word.size() < 2 || word[0] != '-') {
            out.m_operands.push_back(word);
            continue;
        }
        if (word == "--") {
            onlyOperands = true;
            continue;
        }
        const bool isLong = word[1] == '-';
        const auto equals = isLong ? word.find('=') : std::string::npos;
        const auto* option = isLong
            ? find(command, std::string_view{word}.substr(2, equals == std::string::npos ? equals : equals - 2), 0)
            : find(command, {}, word[1]);
        if (!option)
            return usage(
                command, "There is no option " + escaped(isLong ? word.substr(0, equals) : word.substr(0, 2)) + '.');
        std::string value = "true";
        if (equals != std::string::npos) {
            value = word.substr(equals + 1);
        } else if (option->kind == ValueKind::Flag) {
            if (!isLong && word.size() > 2)
                return usage(command, "-" + std::string{word[1]} + " takes no value.");
        } else if (!isLong && word.size() > 2) {
            value = word.substr(2);
        } else if (++i < words.size()) {
            value = words[i];
        } else {
            return usage(
                command, "--" + std::string{option->name} + " needs a value: " + std::string{option->value} + '.');
        }
        out.m_inOrder.emplace_back(option->name, value);
        if (auto done = give(*option, std::move(value), "option"); !done)
            return Unexpected{std::move(done.error())};
    }

    for (const auto list : {command.options, commonOptions()})
        for (const auto& option : list) {
            if (out.m_values.contains(std::string{option.name}))
                continue;
            const auto* variable =
                option.environment.empty() ? nullptr : std::getenv(std::string{option.environment}.c_str());
            const auto specific = configuration.find(std::string{command.name} + '.' + std::string{option.name});
            const auto general = configuration.find(std::string{option.name});
            Outcome<void> done;
            if (variable && *variable)
                done = give(option, variable, "environment");
            else if (specific != configuration.end())
                done = give(option, specific->second, "configuration");
            else if (general != configuration.end())
                done = give(option, general->second, "configuration");
            else if (!option.standard.empty())
                done = give(option, std::string{option.standard}, "default");
            if (!done)
                return Unexpected{std::move(done.error())};
        }

    if (!out.flag("help")) {
        if (out.m_operands.size() < command.leastOperands)
            return usage(command, std::string{command.name} + " needs " + std::string{command.operands} + '.');
        if (out.m_operands.size() > command.mostOperands)
            return usage(
                command, "\"" + escaped(out.m_operands[command.mostOperands]) + "\" is one argument too many.");
    }
    return out;
}

std::string configurationPath()
{
    return expanded("$XDG_CONFIG_HOME/packetrecorder/config.toml");
}

// The part of TOML that settings need: [command] headings, key = value with strings, numbers and booleans, # comments.
Outcome<std::map<std::string, std::string>> readConfiguration(const std::string& path)
{
    std::map<std::string, std::string> out;
    std::ifstream in{path};
    std::string line, section;
    const auto trimmed = [](std::string_view text) {
        const auto from = text.find_first_not_of(" \t\r");
        return from == std::string_view::npos ? std::string_view{}
                                              : text.substr(from, text.find_last_not_of(" \t\r") - from + 1);
    };
    for (std::size_t number = 1; in && std::getline(in, line); ++number) {
        const auto wrong = [&](std::string_view why) {
            return fail(Status::Usage, path + ", line " + std::to_string(number).append(": ").append(why),
                "Correct or remove that line.");
        };
        auto text = trimmed(line);
        if (text.empty() || text[0] == '#')
            continue;
        if (text[0] == '[') {
            if (text.back() != ']')
                return wrong("a heading ends with ].");
            section = std::string{trimmed(text.substr(1, text.size() - 2))} + '.';
            continue;
        }
        const auto equals = text.find('=');
        if (equals == std::string_view::npos)
            return wrong("a setting is written key = value.");
        auto value = trimmed(text.substr(equals + 1));
        if (!value.empty() && value[0] == '"') {
            const auto end = value.find('"', 1);
            if (end == std::string_view::npos)
                return wrong("the closing quote is missing.");
            value = value.substr(1, end - 1);
        } else {
            value = trimmed(value.substr(0, value.find('#')));
        }
        out[section + std::string{trimmed(text.substr(0, equals))}] = value;
    }
    return out;
}

std::string commandHelp(const Command& command)
{
    std::string out = "Usage: packetrecorder " + std::string{command.name} + " [options] "
        + std::string{command.operands} + "\n\n" + std::string{command.words} + "\n\nOptions:\n";
    for (const auto list : {command.options, commonOptions()})
        for (const auto& option : list) {
            std::string left = option.letter ? std::string{"  -"} + option.letter + ", " : "      ";
            left += "--" + std::string{option.name};
            if (option.kind != ValueKind::Flag)
                left += ' ' + std::string{option.kind == ValueKind::Choice ? option.choices : option.value};
            left.resize(std::max<std::size_t>(left.size() + 2, 36), ' ');
            out += left + std::string{option.words};
            if (!option.standard.empty())
                out += " (" + std::string{option.standard} + ')';
            if (!option.environment.empty())
                out += " [" + std::string{option.environment} + ']';
            out += '\n';
        }
    return out;
}

}  // namespace pr::cli
