// What the options of a capture take: the same for the command line and for the window's dialogue.
#pragma once

#include "core/base/written.h"

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pr::pipeline {

/// What is wrong with what was written for an option.
struct WrongOption {
    std::string_view option;   ///< "ring-size"
    std::string_view words;    ///< "takes 4M or more", to be read behind the option's name; % stands for `other`
    std::string_view other{};  ///< another option; empty: the words name none

    /// The words, with the name that the other option has where they are read.
    std::string said(const std::function<std::string(std::string_view option)>& nameOf) const;
};

/// The options that are looked at, in the order in which what is wrong with them is told.
inline constexpr std::array<std::string_view, 13> kCheckedOptions{"snaplen", "duration", "count", "filesize",
    "min-free", "ring-size", "ring-duration", "pre-trigger", "trigger-on", "start-at", "stop-at", "backend", "sample"};

/// By option what was written; one that was not given is empty or not there.
using WrittenOptions = std::map<std::string, std::string, std::less<>>;

/// At most one for each option. `now` is the time at which the capture would be asked for.
std::vector<WrongOption> wrongOptions(const WrittenOptions& written, Timestamp now);

}  // namespace pr::pipeline
