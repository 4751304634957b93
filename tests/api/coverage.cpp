// SPDX-License-Identifier: Apache-2.0
#include "api/coverage.h"

#include "api/routes.h"
#include "base/text.h"
#include "http/router.h"

namespace fairlead::tests {
namespace {

std::string kind_of(int status) {
    if (status < 400) return "success";
    if (status == 401) return "401";
    if (status == 403) return "403";
    return status < 500 ? "bad input" : "failure";
}

}  // namespace

void Coverage::note(const Operation& operation, int status) {
    seen_[operation.text()].insert(kind_of(status));
}

Faults Coverage::missing(const ApiDocument& document) const {
    Faults faults;
    for (const Operation& operation : document.operations()) {
        std::vector<std::string> wanted{"success", "bad input"};
        if (!operation.open) wanted.insert(wanted.end(), {"401", "403"});
        const auto seen = seen_.find(operation.text());
        for (const std::string& kind : wanted) {
            if (seen != seen_.end() && seen->second.contains(kind)) continue;
            faults.push_back(operation.text() + " has no case of " + kind);
        }
    }
    return faults;
}

Faults undocumented(const ApiDocument& document) {
    http::Router router{http::Router::Use::documents_only};
    api::mount_routes(router, nullptr);
    Faults faults;
    for (const auto& mounted : router.endpoints()) {
        const std::string method = to_lower(net::to_text(mounted->info.route->method));
        for (const std::string_view path : mounted->info.paths) {
            const Operation* found = document.find(method, path);
            if (found == nullptr || found->path != path) {
                faults.push_back(method + " " + std::string{path} + " is not in the document");
            }
        }
    }
    return faults;
}

}  // namespace fairlead::tests
