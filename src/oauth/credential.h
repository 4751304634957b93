// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "catalog/provider_spec.h"
#include "catalog/template.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// What a person types in where a platform has no consent page (SPEC A15): an API key, a user name
/// and a password, and what goes with them.
namespace fairlead::oauth {

/// Whether accounts of this method are connected by filling in a form.
bool is_form(catalog::AuthKind kind);
/// Whether what the form brings is itself what calls carry; else a token is issued for it, and it
/// stands in the place of a refresh token (issue_call.h).
bool is_carried(catalog::AuthKind kind);

/// One line of the form.
struct FormField {
    enum class Of : std::uint8_t {
        credential,       ///< `cred.<name>` of the provider's file; sealed
        variable,         ///< one of its `vars`; stored beside the connection in the clear
        secret_variable,  ///< one of its secret `app` variables; sealed with the integration
    };
    Of of = Of::credential;
    catalog::Variable rule;  ///< name, kind, match, one_of, optional, secret
    std::string label;       ///< the vendor's word for it
    std::string initial;     ///< what stands there at first
    std::string hint;        ///< what is meant, where the label does not say it
    bool multiline = false;  ///< a key or certificate in PEM, which comes with its lines
};

/// The form of a method, in the order of its file: what belongs to the credential, then the
/// variables that a person is asked for; of a method with a consent page these alone.
std::vector<FormField> form_fields(const catalog::AuthMethod& method);

/// What the operator says of the platform when the integration is set up: the method's `app`
/// variables, as lines of a form.
std::vector<FormField> operator_fields(const catalog::AuthMethod& method);

/// A member of the credential that would be the operator's to give, which Fairlead cannot keep yet;
/// "" where there is none.
std::string operator_field(const catalog::AuthMethod& method);

/// The members of a credential by name, as they were typed in.
using Credential = std::map<std::string, Secret>;

/// As it is sealed, in place of an access or a refresh token: the one value where a form asks for one, else a
/// JSON object of all of them.
Secret pack_credential(const catalog::AuthMethod& method, const Credential& credential);
/// Back, for use in templates. `conflict` where what is stored is of another form than the file's
/// present one.
Result<Credential> unpack_credential(const catalog::AuthMethod& method, const Secret& packed);

/// How whoever reads it as a token uses it: "Bearer", "ApiKey" (one value, which goes where the
/// platform's documentation says) or "Credentials" (the JSON object).
std::string credential_type(const catalog::AuthMethod& method);

/// Gives templates `cred.<name>` of a packed credential.
Result<void> bind_members(catalog::Bindings& bindings, const catalog::AuthMethod& method,
                          const Secret& packed);
/// Gives templates `token` and, where calls carry a credential or a part of one, `cred.<name>`.
Result<void> bind_credential(catalog::Bindings& bindings, const catalog::AuthMethod& method,
                             const Secret& access);

}  // namespace fairlead::oauth
