// The bodies of the answers.
#pragma once

#include "app/api/data.h"

#include <string>
#include <string_view>

namespace pr::api {

struct Answer {
    int status = 200;
    std::string_view type = "application/json";
    std::string body;
};

/// The answer to GET `path`; 404 for a path that is none.
Answer answer(std::string_view path, Source& source, double uptimeSeconds);

}  // namespace pr::api
