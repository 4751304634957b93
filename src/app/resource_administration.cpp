// SPDX-License-Identifier: Apache-2.0
#include "app/resource_administration.h"

#include "base/text.h"
#include "oauth/resource_fetch.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::app {
namespace {

Task<Result<ConnectionId>> connection_of(Administration::Arguments arguments) {
    CO_TRY(const std::string text, required(arguments, "id"));
    CO_TRY(const ConnectionId id, ConnectionId::parse(text));
    co_return id;
}

Result<oauth::FetchAsk> ask_of(const Administration::Arguments& arguments) {
    oauth::FetchAsk ask;
    ask.workspace = default_workspace;
    TRY(const std::string text, required(arguments, "id"));
    TRY(ask.connection, ConnectionId::parse(text));
    TRY(ask.resource, required(arguments, "resource"));
    ask.since = option(arguments, "since", "");
    ask.place = option(arguments, "place", "");
    TRY(ask.page_size, parse_integer(option(arguments, "page-size", "0")));
    if (ask.page_size < 0) return Error{Errc::invalid, "A page has at least one record."};
    return ask;
}

/// How the page ended, on the first line; then a record on each.
std::string text_of(const oauth::FetchedPage& page) {
    json::object head{{"end", oauth::to_text(page.end)},
                      {"place", page.place},
                      {"since", page.since},
                      {"message", page.message},
                      {"detail", page.detail},
                      {"records", page.records.size()}};
    if (page.wait) head["wait"] = page.wait->count();
    std::string text = json::serialize(head);
    for (const json::value& record : page.records) {
        text += '\n';
        text += json::serialize(record);
    }
    return text;
}

/// One page a call: the command asks on with the place it was told.
Task<Result<std::string>> fetch(Administered on, Administration::Arguments arguments) {
    CO_TRY(auto ask, ask_of(arguments));
    if (ask.place.empty()) {
        std::string subject =
            "connections fetch " + ask.connection.text() + " " + printable(ask.resource, 60);
        CO_CHECK(co_await record_act(on.audit, "command_run", std::move(subject)));
    }
    oauth::ResourceFetch resources{on.oauth.connect_context, on.oauth.tokens, on.oauth.checks};
    CO_TRY(const auto page, co_await resources.page(std::move(ask)));
    co_return text_of(page);
}

const char* changes_of(const catalog::Resource& resource) {
    using Style = catalog::IncrementalStyle;
    if (!resource.incremental) return "always whole";
    switch (resource.incremental->style) {
        case Style::time_param:
        case Style::newest_first: return "--since a moment";
        case Style::cursor:
        case Style::sync_token: return "--since what the last fetch said";
    }
    return "always whole";
}

Task<Result<std::string>> list_resources(Administered on, Administration::Arguments arguments) {
    CO_TRY(const ConnectionId id, co_await connection_of(std::move(arguments)));
    oauth::ResourceFetch fetch{on.oauth.connect_context, on.oauth.tokens, on.oauth.checks};
    CO_TRY(const auto resources, co_await fetch.resources(default_workspace, id));
    std::vector<std::string> lines;
    for (const auto& resource : resources) {
        lines.push_back(resource.name + "  " + catalog::to_text(resource.type) + "  " +
                        changes_of(resource) + (resource.says.empty() ? "" : "  " + resource.says));
    }
    co_return join(lines, "\n");
}

}  // namespace

void add_resource_commands(Administration& administration, Administered on) {
    using Arguments = Administration::Arguments;
    administration.add("connections.fetch",
                       [on](Arguments arguments) { return fetch(on, std::move(arguments)); });
    administration.add("connections.resources", [on](Arguments arguments) {
        return list_resources(on, std::move(arguments));
    });
}

}  // namespace fairlead::app
