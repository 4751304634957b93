// SPDX-License-Identifier: Apache-2.0
#include "cli/administer.h"
#include "cli/command.h"
#include "cli/fetch_command.h"

namespace fairlead::cli {
namespace {

using Kind = OptionSpec::Kind;

/// A command that is nothing but an administrative one with its options.
template <const char* name>
int run(const Arguments& arguments) {
    return administer(name, arguments);
}

constexpr char users_create[] = "users.create";
constexpr char users_list[] = "users.list";
constexpr char users_disable[] = "users.disable";
constexpr char apikeys_create[] = "apikeys.create";
constexpr char apikeys_list[] = "apikeys.list";
constexpr char apikeys_revoke[] = "apikeys.revoke";
constexpr char connections_list[] = "connections.list";
constexpr char connections_show[] = "connections.show";
constexpr char connections_check[] = "connections.check";
constexpr char connections_refresh[] = "connections.refresh";
constexpr char connections_resources[] = "connections.resources";
constexpr char connections_restored[] = "connections.restored";
constexpr char connections_disconnect[] = "connections.disconnect";
constexpr char nodes_list[] = "nodes.list";
constexpr char audit_list[] = "audit.list";

std::vector<CommandSpec> user_commands() {
    return {
        {"users",
         "create",
         "Make a user of Fairlead's own page; asks for nothing, prints the id",
         {{"email", "Their address", Kind::value, true},
          {"password-file", "File whose first line is the password"},
          {"admin", "They administer", Kind::flag}},
         run<users_create>},
        {"users", "list", "List the users", {}, run<users_list>},
        {"users",
         "disable",
         "Shut a user out and end their sessions",
         {{"id", "Their id", Kind::positional, true}},
         run<users_disable>},
        {"apikeys",
         "create",
         "Make an API key; prints it, once",
         {{"scopes", "Comma separated, e.g. connections:read,tokens:read", Kind::value, true},
          {"name", "What it is for"},
          {"act-as", "any (default), none, or the external id of the one user"}},
         run<apikeys_create>},
        {"apikeys", "list", "List the API keys, without the keys", {}, run<apikeys_list>},
        {"apikeys",
         "revoke",
         "End an API key at once",
         {{"id", "Its id or prefix", Kind::positional, true}},
         run<apikeys_revoke>},
    };
}

}  // namespace

std::vector<CommandSpec> administration_commands() {
    const OptionSpec id{"id", "The connection's id", Kind::positional, true};
    std::vector<CommandSpec> all = user_commands();
    const std::vector<CommandSpec> others = {
        {"connections",
         "list",
         "List connections with their state",
         {{"status", "Only these: connected, expired, error, …"}, {"limit", "At most so many"}},
         run<connections_list>},
        {"connections", "show", "Show one connection", {id}, run<connections_show>},
        {"connections", "check", "Ask its platform whether it works", {id}, run<connections_check>},
        {"connections", "refresh", "Refresh its access token now", {id}, run<connections_refresh>},
        {"connections",
         "resources",
         "List what can be read of its platform",
         {id},
         run<connections_resources>},
        {"connections",
         "fetch",
         "Print the records of a resource, one JSON document a line",
         {id,
          {"resource", "As `connections resources` names it", Kind::positional, true},
          {"limit", "At most so many records"},
          {"since", "What changed since: a moment, or what an earlier fetch said"}},
         fetch},
        {"connections",
         "disconnect",
         "Let it go and revoke the grant",
         {id},
         run<connections_disconnect>},
        {"connections",
         "restored",
         "Say that the database was restored from a backup, so that old refresh tokens are not "
         "used",
         {},
         run<connections_restored>},
        {"nodes", "list", "List the nodes that serve from this database", {}, run<nodes_list>},
        {"audit",
         "list",
         "List audit events, newest first",
         {{"limit", "At most so many"}, {"type", "Only this type"}},
         run<audit_list>},
    };
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

}  // namespace fairlead::cli
