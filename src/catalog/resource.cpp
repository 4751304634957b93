// SPDX-License-Identifier: Apache-2.0
#include "catalog/resource.h"

#include "base/text.h"
#include "catalog/node_reader.h"

#include <algorithm>

namespace fairlead::catalog {
namespace {

constexpr std::pair<const char*, RecordType> types[]{
    {"other", RecordType::other},     {"contact", RecordType::contact},
    {"company", RecordType::company}, {"deal", RecordType::deal},
    {"event", RecordType::event},     {"calendar", RecordType::calendar},
    {"message", RecordType::message}, {"channel", RecordType::channel},
    {"post", RecordType::post},       {"profile", RecordType::profile},
    {"task", RecordType::task},       {"decision", RecordType::decision},
    {"metric", RecordType::metric},   {"file", RecordType::file}};

constexpr std::pair<const char*, MomentFormat> formats[]{{"rfc3339", MomentFormat::rfc3339},
                                                         {"epoch", MomentFormat::epoch},
                                                         {"epoch_ms", MomentFormat::epoch_ms},
                                                         {"date", MomentFormat::date}};

constexpr std::pair<const char*, IncrementalStyle> incremental_styles[]{
    {"time_param", IncrementalStyle::time_param},
    {"cursor", IncrementalStyle::cursor},
    {"sync_token", IncrementalStyle::sync_token},
    {"newest_first", IncrementalStyle::newest_first}};

const RequestDefaults reading{.verb = "GET", .client = ClientAuth::omitted};

bool has_target(const NodeReader& node) { return node.has("path") || node.has("url"); }

/// The values of a page are written into the call's own body where their names are pointers.
void check_places(const Walk& walk, const NodeReader& node) {
    for (const auto* place : {&walk.paging.send, &walk.paging.size}) {
        if (place->empty() || place->front() != '/' || walk.request.body) continue;
        node.fault("paging names " + *place + ", a place in the call's body: expected a body");
    }
}

/// `usual` says where the records are if the node does not.
Walk read_walk(const NodeReader& node, const NodeReader& paging, const std::vector<Template>& base,
               const Walk* usual) {
    Walk walk;
    walk.request = read_request(node, base, reading);
    walk.paging = read_paging(node.at("paging"), paging);
    walk.items = usual != nullptr ? usual->items : paging.at("items").texts();
    if (node.has("items")) walk.items = node.at("items").texts();
    if (node.at("paging").has("items")) walk.items = node.at("paging").at("items").texts();
    if (node.has("sparse")) walk.sparse = node.at("sparse").texts();
    if (walk.items.empty()) {
        node.fault("expected items: where in the answer the records are ('' is the whole answer)");
    }
    check_places(walk, node);
    return walk;
}

bool names_since(const Request& request) {
    const auto takes = [](const Template& source) {
        const auto names = source.names();
        return std::ranges::find(names, "since") != names.end();
    };
    const auto has = [&](const Parameters& parameters) {
        return std::ranges::any_of(parameters, [&](const auto& each) { return takes(each.value); });
    };
    return std::ranges::any_of(request.url, takes) || has(request.query) || has(request.extra) ||
           has(request.headers) ||
           (request.body && request.body->text.find("{since}") != std::string::npos);
}

void check_incremental(const Incremental& found, const Resource& resource, const NodeReader& node) {
    const auto& request = found.instead ? found.instead->request : resource.walk.request;
    switch (found.style) {
        case IncrementalStyle::time_param:
            if (found.send.empty() && !names_since(request)) {
                node.fault("expected send, or {since} in the call");
            }
            break;
        case IncrementalStyle::cursor:
            if (resource.walk.paging.style != PagingStyle::cursor) {
                node.fault("expected paging by cursor, whose last one is kept");
            }
            break;
        case IncrementalStyle::sync_token:
            if (found.next.empty())
                node.fault("expected next: where the last page names the token");
            if (found.send.empty() && !found.is_link) {
                node.fault("expected send: the parameter by which the token is sent");
            }
            break;
        case IncrementalStyle::newest_first:
            if (resource.updated.empty()) {
                node.fault("expected updated in the resource: where a record's moment is");
            }
            break;
    }
    if (found.window > 0 && resource.updated.empty()) {
        node.fault("window needs updated in the resource: where the next question begins");
    }
}

Incremental read_incremental(const NodeReader& node, const NodeReader& paging,
                             const std::vector<Template>& base, const Resource& resource) {
    Incremental found;
    if (!node.has("style")) node.fault("expected style: how changes are told");
    found.style = node.at("style").word(incremental_styles);
    found.send = node.at("send").text();
    found.format = node.at("format").word(formats);
    found.next = node.at("next").texts();
    found.is_link = node.at("is_link").flag();
    found.overlap = node.at("overlap").seconds().value_or(Seconds{0});
    found.window = node.at("window").integer().value_or(0);
    if (has_target(node)) found.instead = read_walk(node, paging, base, &resource.walk);
    check_incremental(found, resource, node);
    return found;
}

Each read_each(const NodeReader& node) {
    Each each;
    each.of = node.at("of").text();
    each.set = node.at("set").text_map();
    if (each.of.empty()) node.fault("expected of: the resource whose records this one belongs to");
    if (each.set.empty()) node.fault("expected set: a map of names and pointers into its records");
    return each;
}

Resource read_resource(const std::string& name, const NodeReader& node, const NodeReader& paging,
                       const std::vector<Template>& base) {
    Resource resource;
    resource.name = name;
    resource.says = node.at("says").text();
    resource.type = node.at("type").word(types);
    resource.scopes = node.at("scopes").texts();
    resource.walk = read_walk(node, paging, base, nullptr);
    resource.id = node.at("id").texts();
    resource.updated = node.at("updated").texts();
    if (resource.id.empty()) node.fault("expected id: where in a record its id is");
    if (node.has("each")) resource.each = read_each(node.at("each"));
    if (node.has("incremental")) {
        resource.incremental = read_incremental(node.at("incremental"), paging, base, resource);
    }
    return resource;
}

/// A resource that is read for each record of another must come to an end.
void check_each(const Resources& resources, const NodeReader& node) {
    for (const auto& resource : resources) {
        std::size_t depth = 0;
        const auto* at = &resource;
        while (at != nullptr && at->each && ++depth <= deepest_resource) {
            at = find_resource(resources, at->each->of);
        }
        const auto place = node.at(resource.name).at("each").at("of");
        if (!place.exists() || place.text().empty()) continue;  // told where it is read
        if (at == nullptr) {
            place.fault("there is no resource " + describe(*place.value()));
        } else if (depth > deepest_resource) {
            place.fault("goes in a circle, or deeper than " + std::to_string(deepest_resource));
        }
    }
}

}  // namespace

const char* to_text(RecordType type) {
    const auto* found =
        std::ranges::find(types, type, [](const auto& each) { return each.second; });
    return found == std::end(types) ? "other" : found->first;
}

Resources read_resources(const NodeReader& node, const NodeReader& paging,
                         const std::vector<Template>& base) {
    Resources resources;
    for (const auto& [name, member] : node.members()) {
        if (member.exists()) resources.push_back(read_resource(name, member, paging, base));
    }
    check_each(resources, node);
    return resources;
}

Result<Resources> resources_of(const ProviderSpec& provider) {
    const auto document = from_json(provider.resources);
    const auto shared = from_json(provider.method.api.paging);
    Faults faults;
    // The API's paging is "{}" where there is none.
    const bool is_paged = shared.is_object() && !shared.get_object().empty();
    const NodeReader paging{is_paged ? &shared : nullptr, "/api/paging", faults};
    auto resources =
        read_resources({&document, "/resources", faults}, paging, provider.method.api.base);
    if (faults.empty()) return resources;
    return Error{Errc::internal, "A provider's resources cannot be read.",
                 provider.id + ": " + faults.items().front().second};
}

const Resource* find_resource(const Resources& resources, std::string_view name) {
    const auto found = std::ranges::find(resources, name, &Resource::name);
    return found == resources.end() ? nullptr : &*found;
}

}  // namespace fairlead::catalog
