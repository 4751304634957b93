// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/form_line.h"
#include "api/mount.h"
#include "catalog/catalog.h"
#include "model/integration.h"
#include "oauth/integrations.h"

#include <string>
#include <vector>

namespace fairlead::api {

enum class OfferState : std::uint8_t {
    available,
    needs_setup,  ///< no app is registered for it: an administrator does that
    off,          ///< an administrator has switched it off
};
BOOST_DESCRIBE_ENUM(OfferState, available, needs_setup, off)

/// Whether the user may bring an app of their own, and has.
enum class OfferMemberApp : std::uint8_t { not_offered, offered, stored };
BOOST_DESCRIBE_ENUM(OfferMemberApp, not_offered, offered, stored)

/// How far a revocation reaches.
enum class OfferRevocation : std::uint8_t {
    account,  ///< the one connection
    grant,    ///< whatever that account has granted the app, other connections too
    none,     ///< the platform cannot be told
};
BOOST_DESCRIBE_ENUM(OfferRevocation, account, grant, none)

/// Something that can be connected, as the Browse view shows it. What the provider's file does not
/// say is empty.
struct Offer {
    struct AuthMethod {
        std::string id;
        std::string kind;
    };
    struct Scope {
        std::string scope;
        std::string words;  ///< what it allows, for people
        catalog::ScopeAccess access = catalog::ScopeAccess::read;
        bool required = false;  ///< a connection without it is of no use
    };
    std::string key;  ///< what paths call {provider}
    std::string provider;
    std::string name;
    std::string summary;
    std::vector<std::string> categories;
    OfferState state = OfferState::needs_setup;
    bool is_paused = false;  ///< by the user this is shown to: applications get no tokens
    std::vector<AuthMethod> methods;
    std::vector<std::string> variants;
    std::vector<std::string> benefits;
    std::vector<std::string> reads;
    std::vector<std::string> writes;
    std::vector<Scope> scopes;  ///< that will be asked for
    std::string privacy_url;
    std::string settings_url;  ///< where the user manages at the platform what was granted
    std::string guide_url;     ///< where an operator reads how to register an app
    OfferRevocation revocation = OfferRevocation::none;
    OfferMemberApp member_app = OfferMemberApp::not_offered;
    std::string redirect_uri;  ///< to be registered with the platform; for admins alone
    /// What whoever connects types in: the credential, where the platform has no consent page, and
    /// what its addresses need to know.
    std::vector<FormLine> form;
};
BOOST_DESCRIBE_STRUCT(Offer::AuthMethod, (), (id, kind))
BOOST_DESCRIBE_STRUCT(Offer::Scope, (), (scope, words, access, required))
BOOST_DESCRIBE_STRUCT(Offer, (),
                      (key, provider, name, summary, categories, state, is_paused, methods,
                       variants, benefits, reads, writes, scopes, privacy_url, settings_url,
                       guide_url, revocation, member_app, redirect_uri, form))

/// What the catalogue says of a provider.
Offer offer_of(catalog::ProviderSummary provider);
/// What an integration makes of it: its key, and the scopes that it asks for.
void refine(Offer& offer, const Integration& integration, const catalog::ProviderSpec& provider,
            const catalog::About& about);
/// Whether it can be connected, by what stands in the way: an error of Integrations::ready().
OfferState state_of(const Error& hindrance);

}  // namespace fairlead::api

namespace fairlead::catalog {
BOOST_DESCRIBE_ENUM(ScopeAccess, read, write)
}
