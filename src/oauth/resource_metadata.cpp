// SPDX-License-Identifier: Apache-2.0
#include "oauth/resource_metadata.h"

#include "base/text.h"
#include "net/url.h"
#include "oauth/server_metadata.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr const char* resource_document = "/.well-known/oauth-protected-resource";
constexpr std::string_view pointer_name = "resource_metadata";

/// The value behind `=`: quoted, with its escapes undone, or a token (RFC 9110 section 5.6).
std::string value_at(std::string_view text, std::size_t at) {
    std::string value;
    if (at >= text.size()) return value;
    if (text[at] != '"') return std::string{text.substr(at, text.find_first_of(", \t", at) - at)};
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) ++at;
        value += text[at];
    }
    return value;
}

/// Where a quoted text that begins at `at` is over.
std::size_t behind_quoted(std::string_view text, std::size_t at) {
    for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    return at + 1;
}

/// The value of a parameter of any of a header's challenges.
std::optional<std::string> parameter_of(std::string_view challenges, std::string_view wanted) {
    std::size_t at = 0;
    while (at < challenges.size()) {
        if (challenges[at] == '"') {
            at = behind_quoted(challenges, at);
            continue;
        }
        const auto end = std::min(challenges.find_first_of("=, \t\"", at), challenges.size());
        const auto name = challenges.substr(at, end - at);
        if (end < challenges.size() && challenges[end] == '=' && equal_ignoring_case(name, wanted))
            return value_at(challenges, end + 1);
        at = end == at ? at + 1 : end;
    }
    return std::nullopt;
}

std::string without_end(std::string path) {
    while (path.ends_with('/')) path.pop_back();
    return path;
}

/// Whether one is the other's place or one above it.
bool covers(const net::Url& resource, const net::Url& asked) {
    if (resource.origin() != asked.origin()) return false;
    const auto path = without_end(resource.path);
    if (!asked.path.starts_with(path)) return false;
    return asked.path.size() == path.size() || asked.path[path.size()] == '/';
}

}  // namespace

std::optional<std::string> resource_metadata_pointer(const net::Headers& headers) {
    for (const auto& challenges : headers.find_all("WWW-Authenticate"))
        if (auto found = parameter_of(challenges, pointer_name)) return found;
    return std::nullopt;
}

Result<std::vector<std::string>> resource_metadata_urls(const std::string& resource) {
    CHECK_OK(check_address(resource, "address"));
    TRY(const auto url, net::Url::parse(resource));
    const auto path = without_end(url.path);
    std::vector<std::string> urls{url.origin() + resource_document + path};
    if (!path.empty()) urls.push_back(url.origin() + resource_document);
    return urls;
}

Result<ResourceMetadata> read_resource_metadata(std::string_view text, const std::string& asked) {
    const auto document = parse_json(text);
    if (!document || !document->is_object()) return bad_document("it is no JSON object");
    ResourceMetadata metadata;
    metadata.resource = scalar_text(find_pointer(*document, "/resource")).value_or("");
    CHECK_OK(check_address(metadata.resource, "resource"));
    TRY(const auto resource, net::Url::parse(metadata.resource));
    TRY(const auto place, net::Url::parse(asked));
    if (!covers(resource, place))
        return bad_document("it describes " + printable(resource.host + resource.path, 120) +
                            ", which is not what was asked");
    const auto servers = texts_at(*document, "/authorization_servers");
    if (servers.empty()) return bad_document("it names no authorization server");
    metadata.server = servers.front();
    CHECK_OK(metadata_urls(metadata.server));
    metadata.scopes = texts_at(*document, "/scopes_supported");
    return metadata;
}

}  // namespace fairlead::oauth
