// SPDX-License-Identifier: Apache-2.0
#include "app/administration.h"

namespace fairlead::app {

void Administration::add(std::string name, Command command) {
    commands_.emplace(std::move(name), std::move(command));
}

Task<Result<std::string>> Administration::run(std::string name, Arguments arguments) {
    const auto found = commands_.find(name);
    if (found == commands_.end()) {
        co_return Error{Errc::not_found, "There is no administrative command " + name + "."};
    }
    co_return co_await found->second(std::move(arguments));
}

}  // namespace fairlead::app
