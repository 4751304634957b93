// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/call.h"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::sandbox {

/// A kind of record that a platform keeps, for the control API: the oracle of what is there.
struct RecordKind {
    std::string_view name;  ///< of its data sets
    std::size_t usual = Records::usual;
    /// The record as the platform's API writes it, with everything that it has.
    json::object (*show)(const Sample& sample, std::string_view owner);
};

/// One address of a platform. The path begins with the platform's own host, as all of them stand
/// behind one: /api.example.com/oauth/token. A segment that is `*` may be any: is_path_of().
struct Endpoint {
    std::string_view path;
    bool post;  ///< else every other method
    Place place;
    Answer (*answer)(Realm&, Call&);
};

/// A row of the consent page's choice.
struct SampleAccount {
    std::string id;
    std::string name;
    std::string detail;
};

/// A scope, and how the consent page tells it.
struct ScopeText {
    std::string_view scope;
    const char* says;
};
/// "" for one that is not among them.
std::string words_in(std::span<const ScopeText> texts, std::string_view scope);

/// What differs between the platforms where people are asked, and where their addresses are. Each
/// is a constant that outlives everything, written from what is known of the platform.
class Platform {
public:
    virtual ~Platform() = default;

    virtual std::string_view id() const = 0;  ///< also names the page's looks
    virtual std::string_view name() const = 0;
    virtual std::string_view about() const = 0;  ///< for the index page
    virtual std::span<const Endpoint> endpoints() const = 0;
    /// Where its accounts' records are read and changed.
    virtual std::span<const Endpoint> api_endpoints() const { return {}; }
    virtual std::span<const RecordKind> record_kinds() const { return {}; }
    /// The application that is registered from the start.
    virtual Client first_client() const = 0;
    /// Where people make keys, at a platform that has applications and keys; see api_keys.h.
    virtual std::optional<Client> console() const { return std::nullopt; }

    virtual std::vector<SampleAccount> accounts() const = 0;
    virtual bool has_account(std::string_view id) const;

    /// A scope as the page tells it; "" for one the platform does not have.
    virtual std::string words_for(std::string_view scope) const = 0;
    /// Whether the page lets people allow some of the scopes alone.
    virtual bool has_granular_consent() const { return false; }

    /// What the platform calls client_id in its own requests.
    virtual std::string_view client_parameter() const { return "client_id"; }
    virtual std::string_view code_prefix() const { return ""; }
    virtual Seconds code_lifetime() const { return Seconds{60}; }
    /// What somebody who refused goes back with.
    virtual net::Pairs refusal() const;
    /// What else somebody goes back with; `family` is nullptr where nothing was granted.
    virtual void complete_redirect(const Realm& realm, const Family* family,
                                   const std::vector<PlayedFault>& faults, net::Pairs& pairs) const;
    /// A fragment at the end of a redirect that brings a code.
    virtual std::string_view redirect_fragment() const { return ""; }
    /// Called for each new grant, before its code is made.
    virtual void settle_grant(Realm& realm, const ConsentRequest& request, Family& family,
                              Occasion occasion) const;
    /// The 429 of its token endpoint, without Retry-After.
    virtual Answer too_many_requests() const = 0;
    /// And that of its API.
    virtual Answer too_many_calls() const { return too_many_requests(); }
};

/// Those of all products, one after the other.
template <class Item>
std::vector<Item> joined(std::initializer_list<std::span<const Item>> parts) {
    std::vector<Item> all;
    for (const auto part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

// Each in a file of its own.
const Platform& acme_platform();
const Platform& calendly_platform();
const Platform& gohighlevel_platform();
const Platform& google_platform();
const Platform& hubspot_platform();
const Platform& instagram_platform();
const Platform& microsoft_platform();
const Platform& pipedrive_platform();
const Platform& reddit_platform();
const Platform& salesforce_platform();
const Platform& tiktok_platform();
const Platform& zoho_platform();

/// All of them.
std::span<const Platform* const> platforms();
/// nullptr where there is none.
const Platform* find_platform(std::string_view id);
/// By its name, of whatever platform; nullptr where there is none.
const RecordKind* find_record_kind(std::string_view name);

}  // namespace fairlead::sandbox
