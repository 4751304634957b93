// SPDX-License-Identifier: Apache-2.0
#include "oauth/client_certificate.h"

#include "oauth/pem_text.h"

namespace fairlead::oauth {

namespace {

using net::ClientCertificate;

const Secret* secret_in(const SecretVars& secrets, const std::string& name) {
    const auto found = secrets.find(name);
    return found == secrets.end() || found->second.empty() ? nullptr : &found->second;
}

Error unfit(const std::string& name, const std::string& why) {
    return Error{.code = Errc::conflict,
                 .message = "This integration's secret variable \"" + name + "\" " + why + ".",
                 .reason = "integration_not_configured",
                 .faults = {{"/secretVars/" + name, why}}};
}

Error unfit_pair(const catalog::CertificateRule& rule, ClientCertificate::Fault fault) {
    switch (fault) {
        case ClientCertificate::Fault::key:
            return unfit(rule.key, "is no private key in PEM without a passphrase");
        case ClientCertificate::Fault::pair:
            return unfit(rule.key, "is not the key of the certificate");
        default: return unfit(rule.certificate, "is no certificate in PEM");
    }
}

}  // namespace

Result<std::shared_ptr<const ClientCertificate>> certificate_of(const catalog::AuthMethod& method,
                                                                const SecretVars& secrets) {
    const auto& rule = method.client_certificate;
    if (!rule) return std::shared_ptr<const ClientCertificate>{};
    const auto* certificate = secret_in(secrets, rule->certificate);
    const auto* key = secret_in(secrets, rule->key);
    if (!certificate) return unfit(rule->certificate, "has no value");
    if (!key) return unfit(rule->key, "has no value");
    auto fault = ClientCertificate::Fault::none;
    auto made = ClientCertificate::create(pem_of(*certificate), pem_of(*key), fault);
    if (!made) return unfit_pair(*rule, fault);
    return made;
}

Result<void> check_certificate(const catalog::AuthMethod& method, const SecretVars& all,
                               const SecretVars& given, Time now) {
    const auto& rule = method.client_certificate;
    const bool has_both = rule && secret_in(all, rule->certificate) && secret_in(all, rule->key);
    // Which of them is missing is told where it matters.
    if (!has_both) return ok();
    const auto as_input = [](Error error) {
        error.code = Errc::invalid;
        error.reason = nullptr;
        return error;
    };
    const auto made = certificate_of(method, all);
    if (!made) return as_input(made.error());
    if (!given.contains(rule->certificate)) return ok();
    const auto& certificate = **made;
    const auto over = "ended on " + to_rfc3339(certificate.until()) + ": get a new one there";
    const auto early = "does not hold before " + to_rfc3339(certificate.from());
    if (certificate.until() <= now) return as_input(unfit(rule->certificate, over));
    if (certificate.from() > now) return as_input(unfit(rule->certificate, early));
    return ok();
}

}  // namespace fairlead::oauth
