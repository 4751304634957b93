// SPDX-License-Identifier: Apache-2.0
#include "app/node_readiness.h"

#include "storage/heartbeat.h"

namespace fairlead::app {

Task<Result<api::Readiness::Check>> NodeReadiness::database() {
    Check check;
    check.name = "database";
    if (const auto answered = co_await storage::answers(database_); !answered) {
        check.passed = false;
        check.reason = answered.error().message;
    }
    co_return check;
}

api::Readiness::Check NodeReadiness::journal() const {
    Check check;
    check.name = "journal";
    if (journal_.free_slots() == 0) {
        check.passed = false;
        check.reason = "Every slot of the refresh journal is in use.";
    }
    if (const std::size_t unsettled = refresher_.unsettled(); unsettled > 0) {
        check.passed = false;
        check.reason = std::to_string(unsettled) +
                       " refreshed tokens are in memory alone: journal and database both fail.";
    }
    return check;
}

api::Readiness::Check NodeReadiness::place() const {
    Check check;
    check.name = "node";
    check.reason = registry_->complaint();
    check.passed = check.reason.empty();
    return check;
}

Task<Result<std::vector<api::Readiness::Check>>> NodeReadiness::checks() {
    std::vector<Check> all;
    CO_TRY(Check of_database, co_await database());
    all.push_back(std::move(of_database));
    all.push_back(journal());
    if (registry_ != nullptr) all.push_back(place());
    if (draining_) all.push_back({"draining", false, "This node is shutting down."});
    co_return all;
}

}  // namespace fairlead::app
