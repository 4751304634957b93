// SPDX-License-Identifier: Apache-2.0
#include "support/oauth1_provider_under_test.h"

#include "support/certificates.h"
#include "support/node_programs.h"
#include "support/provider_file.h"

namespace fairlead::tests {

OAuth1ProviderUnderTest::OAuth1ProviderUnderTest(const std::string& directory, HttpCaller& caller)
    : caller_(caller), providers_directory_(directory + "/providers") {
    const LoopbackCertificate certificate = write_loopback_certificate(directory);
    ca_path_ = certificate.authority_path;
    const json::object options{{"certificate", certificate.certificate_path},
                               {"key", certificate.key_path},
                               {"consumerKey", consumer_key()},
                               {"consumerSecret", consumer_secret()}};
    program_ = start_node("oauth1_provider.mjs", options);
    origin_ = program_.said.at("origin").as_string();
    caller_.trust(certificate.authority_pem);
    write_provider_file(providers_directory_, "oauth1-provider", "@ORIGIN@", origin_);
}

std::int64_t OAuth1ProviderUnderTest::count(const char* what) {
    const Answer answer = caller_.send(net::Method::get, origin_ + "/control/state");
    return answer.json().at(what).to_number<std::int64_t>();
}

void OAuth1ProviderUnderTest::tell(const std::string& path, const std::string& body) {
    const net::Headers headers{{"Content-Type", "text/plain"}};
    const Answer answer =
        caller_.send(net::Method::post, origin_ + "/control/" + path, headers, body);
    if (answer.status != 200) throw Failure{path + ": " + answer.body + answer.failure};
}

void OAuth1ProviderUnderTest::revoke() { tell("revoke"); }

void OAuth1ProviderUnderTest::expire() { tell("expire"); }

void OAuth1ProviderUnderTest::change_consumer_secret(const std::string& secret) {
    tell("consumer-secret", secret);
}

void OAuth1ProviderUnderTest::fault(const std::string& kind) { tell("fault", kind); }

}  // namespace fairlead::tests
