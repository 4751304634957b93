// SPDX-License-Identifier: Apache-2.0
#include "support/jwt_grant_server_under_test.h"

#include "support/certificates.h"
#include "support/node_programs.h"
#include "support/provider_file.h"

namespace fairlead::tests {

JwtGrantServerUnderTest::JwtGrantServerUnderTest(const std::string& directory, HttpCaller& caller,
                                                 Seconds access_life)
    : caller_(caller),
      key_(must(crypto::SigningKey::generate(crypto::JwtAlgorithm::rs256, "service"))),
      providers_directory_(directory + "/providers") {
    const LoopbackCertificate certificate = write_loopback_certificate(directory);
    ca_path_ = certificate.authority_path;
    const json::object options{{"certificate", certificate.certificate_path},
                               {"key", certificate.key_path},
                               {"service", service()},
                               {"serviceKey", must(key_.public_jwk())},
                               {"accessSeconds", access_life.count()}};
    program_ = start_node("jwt_grant_server.mjs", options);
    origin_ = program_.said.at("origin").as_string();
    caller_.trust(certificate.authority_pem);
    for (const char* id : {"jwt-grant-server", "two-step-server"})
        write_provider_file(providers_directory_, id, "@ORIGIN@", origin_);
}

std::string JwtGrantServerUnderTest::hosts() const {
    return host() + ",localhost" + host().substr(host().find(':'));
}

void JwtGrantServerUnderTest::let_door_say(const std::string& what) { tell("door?says=" + what); }

std::string JwtGrantServerUnderTest::service_key() const {
    return std::string{must(key_.private_pem()).expose()};
}

json::value JwtGrantServerUnderTest::state() {
    return caller_.send(net::Method::get, origin_ + "/control/state").json();
}

std::string JwtGrantServerUnderTest::owner_of(const std::string& access_token) {
    const net::Headers headers{{"Authorization", "Bearer " + access_token}};
    const Answer answer = caller_.send(net::Method::get, origin_ + "/me", headers);
    return answer.status == 200 ? answer.text("/id") : std::string{};
}

void JwtGrantServerUnderTest::tell(const std::string& path) {
    const Answer answer = caller_.send(net::Method::post, origin_ + "/control/" + path);
    if (answer.status != 200) throw Failure{path + ": " + answer.body + answer.failure};
}

void JwtGrantServerUnderTest::end_tokens() { tell("end-tokens"); }

void JwtGrantServerUnderTest::withdraw_key() { tell("withdraw-key"); }

}  // namespace fairlead::tests
