// SPDX-License-Identifier: Apache-2.0
#include "support/mcp_server_under_test.h"

#include "support/certificates.h"
#include "support/node_programs.h"
#include "support/provider_file.h"

namespace fairlead::tests {
namespace {

constexpr int most_pages = 6;

}  // namespace

McpServerUnderTest::McpServerUnderTest(const std::string& directory, HttpCaller& caller,
                                       Seconds access_life)
    : caller_(caller), providers_directory_(directory + "/providers") {
    const LoopbackCertificate certificate = write_loopback_certificate(directory);
    ca_path_ = certificate.authority_path;
    json::object options;
    options["certificate"] = certificate.certificate_path;
    options["key"] = certificate.key_path;
    options["accessSeconds"] = access_life.count();
    program_ = start_node("mcp_server.mjs", options);
    origin_ = program_.said.at("origin").as_string();
    caller_.trust(certificate.authority_pem);
    write_provider_file(providers_directory_, "mcp-server", "@ORIGIN@", origin_);
}

Page McpServerUnderTest::approve(Browser& browser, Page page, const std::string& account) const {
    for (int i = 0; i < most_pages && page.url.starts_with(origin_); ++i) {
        HtmlForm form = page.form();
        if (form.value("prompt") == "login") {
            form.fill("login", account);
            form.fill("password", "anything");
        }
        page = browser.submit(page, form);
    }
    return page;
}

Answer McpServerUnderTest::tell(const std::string& what, const std::string& body) {
    Answer answer = caller_.send(net::Method::post, origin_ + "/control/" + what, {}, body);
    if (answer.status != 200) throw Failure{what + ": " + answer.body + answer.failure};
    return answer;
}

std::int64_t McpServerUnderTest::count(const char* what) {
    const Answer answer = caller_.send(net::Method::get, origin_ + "/control/state");
    return answer.json().at(what).to_number<std::int64_t>();
}

std::vector<std::string> McpServerUnderTest::secrets() {
    std::vector<std::string> all;
    const Answer answer = caller_.send(net::Method::get, origin_ + "/control/secrets");
    const json::value told = answer.json();
    for (const auto& secret : told.as_array()) all.emplace_back(secret.as_string());
    return all;
}

bool McpServerUnderTest::knows(const std::string& access_token) {
    return tell("knows", access_token).json().at("active").as_bool();
}

}  // namespace fairlead::tests
