// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "catalog/signed_consent.h"
#include "crypto/jwt.h"
#include "net/http_client.h"
#include "oauth/captured_vars.h"
#include "oauth/oauth_client.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::oauth {

/// Something that fits a variable; "" where nobody can guess it.
std::string sample_of(const catalog::Variable& variable);

/// For tests: the platform that a provider's file describes, made of nothing but that file. What it
/// answers is where the file looks for it, so it shows that loader and engine agree with each
/// other, and nothing of the real platform.
class EntryPersona final : public net::HttpClient {
public:
    explicit EntryPersona(const Clock& clock);

    /// From now on this one is played. `own` is who will ask.
    void play(const OAuthClient& own);

    /// Values of all variables, those that the platform brings among them.
    const Vars& vars() const { return vars_; }
    /// What the browser comes back with from `authorize_url`.
    net::Pairs come_back(const std::string& authorize_url);

    /// The one that calls have to show where the file says that they show one, and no others.
    void expect(std::shared_ptr<const net::ClientCertificate> certificate) {
        certificate_ = std::move(certificate);
    }

    Task<Result<net::Exchange>> send(net::ClientRequest request) override;

    /// What was asked that the file does not say, or not as it says.
    const std::vector<std::string>& complaints() const { return complaints_; }
    std::size_t tokens_issued() const { return issued_; }

private:
    enum class Role : std::uint8_t {
        before,  ///< the token call
        token,
        exchange,
        refresh,
        revoke,
        introspect,
        lookup,
        whoami,
        check,
        after
    };
    struct Call {
        Role role = Role::token;
        const catalog::Request* request = nullptr;
        const catalog::Lookup* lookup = nullptr;
    };

    void add(Role role, const catalog::Request& request, const catalog::Lookup* lookup = nullptr);
    bool is_meant(const Call& call, const net::Url& url, const catalog::Bindings& bound) const;
    std::vector<const Call*> find(const net::Url& url) const;
    catalog::Bindings bindings() const;
    void answer(const Call& call, json::value& document);
    void put_tokens(const Call& call, json::value& document);
    void put_identity(catalog::IdentitySource source, json::value& document) const;
    void put_lookup(const catalog::Lookup& lookup, json::value& document) const;
    /// Why the handshake of a call would fail; none: it does not.
    std::optional<net::Exchange> shut_out(const Call& call, const net::ClientRequest& request);
    void check_code(const net::ClientRequest& request);
    std::optional<net::Exchange> answer_leg(const net::ClientRequest& request);
    void check_signature(const net::ClientRequest& request, net::Pairs protocol);
    net::Pairs come_back_signed(const std::string& authorize_url);
    net::Exchange issue(const catalog::Request& request, const std::string& token);
    bool is_for_keys(const net::Url& url) const;
    std::string id_token() const;
    std::string access_token();

    const Clock& clock_;
    crypto::SigningKey key_;
    const OAuthClient* own_ = nullptr;
    Vars vars_;
    std::vector<Call> calls_;
    std::vector<catalog::Request> before_;  ///< the calls before the token call
    std::vector<json::value> answers_;      ///< to them
    std::vector<std::string> complaints_;
    catalog::SignedConsent consent_;                             ///< of OAuth 1.0a
    std::shared_ptr<const net::ClientCertificate> certificate_;  // shared with who shows it
    std::string callback_;                                       ///< as it was signed there
    std::string challenge_;
    std::string nonce_;
    std::string access_;
    bool has_token_call_ = false;
    std::size_t issued_ = 0;
};

}  // namespace fairlead::oauth
