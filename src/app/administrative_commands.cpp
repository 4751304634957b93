// SPDX-License-Identifier: Apache-2.0
#include "app/administrative_commands.h"

#include "app/resource_administration.h"

#include <boost/json/object.hpp>

namespace fairlead::app {

void add_administrative_commands(Administration& administration, Administered on) {
    add_user_commands(administration, on);
    add_key_commands(administration, on);
    add_connection_commands(administration, on);
    add_resource_commands(administration, on);
    add_provider_commands(administration, on);
    add_node_commands(administration, on);
    add_audit_commands(administration, on);
    add_testing_commands(administration, on);
}

std::string option(const Administration::Arguments& arguments, const char* name,
                   std::string fallback) {
    const auto found = arguments.find(name);
    return found == arguments.end() ? std::move(fallback) : found->second;
}

Result<std::string> required(const Administration::Arguments& arguments, const char* name) {
    std::string value = option(arguments, name, "");
    if (!value.empty()) return value;
    return Error{Errc::invalid, std::string{"--"} + name + " is missing."};
}

Task<Result<void>> record_act(AuditSink& audit, const char* type, std::string subject) {
    AuditEvent event;
    event.type = type;
    event.actor = "operator";
    event.result = "ok";
    json::object details;
    details["subject"] = subject;
    event.details = to_json(details);
    co_return co_await audit.record(std::move(event));
}

}  // namespace fairlead::app
