// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "custom/custom_providers.h"
#include "http/shape.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead::http {

template <>
struct WireNames<custom::CustomProviders::Listed::Source> {
    using Source = custom::CustomProviders::Listed::Source;
    static constexpr std::pair<Source, const char*> values[] = {
        {Source::file, "file"}, {Source::added, "added"}, {Source::gone, "gone"}};
};
template <>
struct WireNames<catalog::SourceReport::State> {
    using State = catalog::SourceReport::State;
    static constexpr std::pair<State, const char*> values[] = {
        {State::in_force, "in_force"}, {State::former, "former"}, {State::left_out, "left_out"}};
};

}  // namespace fairlead::http

namespace fairlead::api {

/// One thing wrong with a provider file.
struct ProviderFaultItem {
    std::string file;
    std::optional<int> line;  ///< none: of the file as a whole
    std::string key;          ///< auth.oauth.token.url; may be empty
    std::string message;
};
BOOST_DESCRIBE_STRUCT(ProviderFaultItem, (), (file, line, key, message))

/// A provider that is not as it is shipped, as admins see it: of a file, added through the API, or
/// gone while accounts are connected through it.
struct AdminProviderItem {
    std::string id;
    std::string name;
    custom::CustomProviders::Listed::Source source{};
    catalog::SourceReport::State state{};   ///< former: what it said before is in force still
    std::vector<ProviderFaultItem> faults;  ///< why it is not in force as it stands
    std::int64_t connections = 0;
    std::optional<Time> updated_at;  ///< of one that was added
};
BOOST_DESCRIBE_STRUCT(AdminProviderItem, (),
                      (id, name, source, state, faults, connections, updated_at))

/// One of them with its file.
struct AdminProvider : AdminProviderItem {
    std::string file;  ///< as it was written; empty where there is none any more
};
BOOST_DESCRIBE_STRUCT(AdminProvider, (AdminProviderItem), (file))

AdminProviderItem provider_item(custom::CustomProviders::Listed listed);

/// What a provider is made of: its file, or the members of the small form.
struct ProviderDraft {
    std::optional<std::string> file;
    http::Default<std::string> name;
    http::Default<std::string> category;
    http::Default<std::string> authorize_url;
    http::Default<std::string> token_url;
    std::vector<std::string> scopes;
    http::Default<std::string> client_authentication;  ///< post, basic or none
    http::Default<std::string> api_base;
    http::Default<std::string> identity_url;
    http::Default<std::string> identity_id;     ///< JSON pointer to the account's id
    http::Default<std::string> identity_label;  ///< and to its name

    std::vector<Fault> check() const;
};
BOOST_DESCRIBE_STRUCT(ProviderDraft, (),
                      (file, name, category, authorize_url, token_url, scopes,
                       client_authentication, api_base, identity_url, identity_id, identity_label))

custom::Draft draft_of(ProviderDraft draft, std::string id);

/// One of them by its id; `not_found`.
Task<Result<AdminProvider>> find_provider(custom::CustomProviders& providers,
                                          const catalog::Catalog& catalog, WorkspaceId workspace,
                                          std::string id);

}  // namespace fairlead::api
