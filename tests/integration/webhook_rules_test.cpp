// SPDX-License-Identifier: Apache-2.0
//
// That the `webhooks` of our provider files fit what the sandbox sends, which knows nothing of
// them: each rule is read here as docs/writing-a-provider.md has it, and applied to a delivery.
#include "base/text.h"
#include "catalog/builtin_providers.h"
#include "catalog/catalog.h"
#include "crypto/hash.h"
#include "crypto/jwt.h"
#include "crypto/signature.h"
#include "net/url.h"
#include "support/webhook_world.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <ostream>
#include <set>

namespace fairlead::tests {
namespace {

/// A provider of ours, and whose events of the sandbox's it gets.
struct RuleCase {
    const char* provider;
    const char* source;
    const char* members;     ///< of the order
    const char* app_secret;  ///< where the application's signs
};

void PrintTo(const RuleCase& each, std::ostream* out) { *out << each.provider; }

constexpr const char* endpoint_secret = "agreed:upon-by-both";

#define AGREED R"(,"secret":"agreed:upon-by-both")"

const RuleCase rule_cases[] = {
    {"hubspot", "hubspot", "", "hubspot-sample-secret"},
    {"calendly", "calendly", AGREED, ""},
    {"gohighlevel", "gohighlevel", "", ""},
    {"tiktok", "tiktok", "", "tiktok-sample-secret"},
    {"pipedrive", "pipedrive", AGREED, ""},
    {"zoho-crm", "zoho", AGREED, ""},
    {"microsoft", "microsoft", AGREED, ""},
    {"outlook", "microsoft", AGREED, ""},
    {"onedrive", "microsoft", AGREED, ""},
    {"google-calendar", "google-calendar", AGREED, ""},
    {"google-drive", "google-drive", AGREED, ""},
    {"gmail", "gmail", "", ""},
    {"google-workspace", "gmail", "", ""},
    {"instagram", "instagram", "", "instagram-sample-secret"},
    {"onlyfans", "onlyfans", AGREED, ""},
    {"onlyfans-api", "onlyfans", AGREED, ""},
};

std::string member_of(const json::value& rule, std::string_view pointer) {
    return scalar_text(find_pointer(rule, pointer)).value_or("");
}

/// A delivery, and the rule of a provider that it is held against.
class WebhookRules : public testing::TestWithParam<RuleCase> {
protected:
    json::value read_rule() {
        catalog::CatalogOptions options;
        options.builtin = catalog::builtin_providers();
        options.server = {{"sandbox", "https://localhost:1"}, {"user_agent", "test"}};
        const auto all = must(catalog::Catalog::create(std::move(options)));
        const auto spec = must(all->find(GetParam().provider, "", ""));
        return must(parse_json(spec->webhooks.text));
    }
    net::Request deliver(const std::string& more = "") {
        return world_.deliver(GetParam().source, GetParam().members + more);
    }
    std::string url() const { return world_.url_for(GetParam().source); }

    bool accepts(const json::value& rule, const net::Request& request);

private:
    std::string secret_of(const json::value& rule) const {
        return member_of(rule, "/secret") == "app_secret" ? GetParam().app_secret : endpoint_secret;
    }
    std::string published_key(const std::string& header);
    bool accepts_any(const json::array& rules, const net::Request& request);
    bool accepts_hmac(const json::value& rule, const net::Request& request);
    bool accepts_signature(const json::value& rule, const net::Request& request);
    bool accepts_jwt(const json::value& rule, const net::Request& request);
    bool accepts_token(const json::value& rule, const net::Request& request) const;

    WebhookWorld world_;
};

std::string field_of(const json::value& rule, const net::Request& request) {
    const std::string value{request.headers.find(member_of(rule, "/header")).value_or("")};
    const std::string prefix = member_of(rule, "/prefix");
    return value.starts_with(prefix) ? value.substr(prefix.size()) : "";
}

std::string bytes_in(const json::value& rule, const std::string& text) {
    const auto decoded =
        member_of(rule, "/encode") == "base64" ? base64_decode(text) : hex_decode(text);
    return decoded ? *decoded : "";
}

/// The part of a header that a rule's `parts` names; "" where there are none.
std::string part_in(const json::value& rule, const std::string& header, const char* which) {
    const std::string name = member_of(rule, std::string{"/parts/"} + which);
    const std::string separator = member_of(rule, "/parts/sep");
    if (name.empty() || separator.empty()) return "";
    for (const std::string& part : split(header, separator[0])) {
        if (part.starts_with(name + "=")) return part.substr(name.size() + 1);
    }
    return "";
}

bool WebhookRules::accepts(const json::value& rule, const net::Request& request) {
    if (const auto* any = find_pointer(rule, "/any")) return accepts_any(any->as_array(), request);
    const std::string scheme = member_of(rule, "/scheme");
    if (scheme == "hmac") return accepts_hmac(rule, request);
    if (scheme == "ed25519" || scheme == "rsa") return accepts_signature(rule, request);
    if (scheme == "jwt") return accepts_jwt(rule, request);
    if (scheme == "token") return accepts_token(rule, request);
    if (scheme != "basic") return false;
    return request.headers.find("Authorization") ==
           "Basic " + base64_encode(bytes_of(std::string{endpoint_secret}));
}

/// All of them: the sandbox sends the older header along.
bool WebhookRules::accepts_any(const json::array& rules, const net::Request& request) {
    EXPECT_FALSE(rules.empty());
    for (const json::value& each : rules) {
        if (!accepts(each, request)) return false;
    }
    return true;
}

bool WebhookRules::accepts_hmac(const json::value& rule, const net::Request& request) {
    const std::string header = field_of(rule, request);
    std::string signature = header;
    std::string time{request.headers.find(member_of(rule, "/time/header")).value_or("")};
    if (find_pointer(rule, "/parts") != nullptr) {
        signature = part_in(rule, header, "sig");
        time = part_in(rule, header, "time");
    }
    std::string address = url();
    if (const auto* escapes = find_pointer(rule, "/unescape")) {
        for (const auto& each : escapes->as_array()) {
            const auto escape = scalar_text(&each).value_or("");
            address = replace_all(address, escape, must(percent_decode(escape)));
        }
    }
    std::string text = replace_all(member_of(rule, "/signed"), "{time}", time);
    text = replace_all(text, "{method}", "POST");
    text = replace_all(text, "{url}", address);
    text = replace_all(text, "{body}", request.body);
    const auto digest = crypto::hmac_sha256(secret_of(rule), text);
    return member_of(rule, "/hash") == "sha256" && bytes_in(rule, signature) == text_of(digest);
}

std::string WebhookRules::published_key(const std::string& header) {
    const auto all = world_.sandbox.ask("/control/webhooks");
    for (const auto& each : all.as_array()) {
        if (member_of(each, "/platform") == GetParam().source) {
            return member_of(each, "/keys/" + header);
        }
    }
    return "";
}

bool WebhookRules::accepts_signature(const json::value& rule, const net::Request& request) {
    const auto kind = member_of(rule, "/scheme") == "rsa" ? crypto::SignatureKind::rsa_sha256
                                                          : crypto::SignatureKind::ed25519;
    EXPECT_EQ(member_of(rule, "/signed"), "{body}");
    EXPECT_EQ(member_of(rule, "/secret"), "public_key");
    return must(crypto::verify_signature(kind, published_key(member_of(rule, "/header")),
                                         request.body, bytes_in(rule, field_of(rule, request))));
}

/// The keys stand at the address that the rule names, as the sandbox plays it.
bool WebhookRules::accepts_jwt(const json::value& rule, const net::Request& request) {
    const auto keys_at = must(net::Url::parse(member_of(rule, "/issuer_keys")));
    const auto answer = world_.caller.send(
        net::Method::get, world_.sandbox.origin() + "/" + keys_at.host + keys_at.path);
    const auto keys = must(crypto::KeySet::from_jwks(answer.json()));
    const auto claims =
        crypto::verify_jwt(field_of(rule, request), keys, {crypto::JwtAlgorithm::rs256});
    if (!claims) return false;
    const auto holds = [&](const char* member, const char* claim) {
        const auto wanted = replace_all(member_of(rule, member), "{url}", url());
        return wanted.empty() || member_of(*claims, claim) == wanted;
    };
    EXPECT_NE(member_of(rule, "/audience"), "") << "a token for somebody else's address would do";
    for (const auto& wanted : rule.at("claims").as_object()) {
        if (member_of(*claims, "/" + std::string{wanted.key()}) != scalar_text(&wanted.value()))
            return false;
    }
    return holds("/issuer", "/iss") && holds("/audience", "/aud");
}

bool WebhookRules::accepts_token(const json::value& rule, const net::Request& request) const {
    const std::string at = member_of(rule, "/at");
    if (at.empty()) return field_of(rule, request) == secret_of(rule);
    const auto body = must(parse_json(request.body));
    const std::string each = member_of(rule, "/each");
    const auto* list = each.empty() ? nullptr : find_pointer(body, each);
    if (each.empty()) return member_of(body, at) == secret_of(rule);
    return list && list->is_array() && !list->get_array().empty() &&
           std::ranges::all_of(list->get_array(), [&](const json::value& one) {
               return member_of(one, at) == secret_of(rule);
           });
}

class WebhookRulesOfBatches : public WebhookRules {};
class WebhookRulesByPublishedKey : public WebhookRules {};

std::vector<RuleCase> cases_of(const std::set<std::string>& providers) {
    std::vector<RuleCase> cases;
    for (const RuleCase& each : rule_cases)
        if (providers.contains(each.provider)) cases.push_back(each);
    return cases;
}

TEST_P(WebhookRules, FitWhatTheSandboxSends) {
    const auto rule = read_rule();
    ASSERT_TRUE(rule.is_object() && !rule.get_object().empty());
    EXPECT_TRUE(accepts(rule, deliver()));
    EXPECT_FALSE(accepts(rule, deliver(R"(,"fault":"wrong_signature")")));
}

/// A batch may bring what was meant for other subscriptions: one that is proven says nothing of the
/// next.
TEST_P(WebhookRulesOfBatches, HoldEveryPart) {
    const auto rule = read_rule();
    const std::string each = member_of(rule, "/each");
    ASSERT_NE(each, "");
    auto request = deliver();
    auto body = must(parse_json(request.body));
    auto& list = body.as_object().at(each.substr(1)).as_array();
    json::value foreign = list.front();
    foreign.as_object()[member_of(rule, "/at").substr(1)] = "of somebody else";
    list.push_back(foreign);
    request.body = json::serialize(body);
    EXPECT_FALSE(accepts(rule, request));
}

/// Who reads the rule can find the key that it speaks of.
TEST_P(WebhookRulesByPublishedKey, SayWhereItIs) {
    const auto rule = read_rule();
    ASSERT_NE(json::serialize(rule).find("public_key"), std::string::npos);
    EXPECT_NE(member_of(rule, "/key_page") + member_of(rule, "/issuer_keys"), "");
}

/// What a rule says of replays, the deliveries have.
TEST_P(WebhookRules, FindTheTimeAndTheIdWhereTheySayTheyAre) {
    const auto rule = read_rule();
    const auto request = deliver();
    for (const char* member : {"/time/at", "/once"}) {
        const std::string pointer = member_of(rule, member);
        if (pointer.empty()) continue;
        EXPECT_NE(text_at(request.body, pointer), "") << member;
    }
}

INSTANTIATE_TEST_SUITE_P(All, WebhookRules, testing::ValuesIn(rule_cases), [](const auto& each) {
    return replace_all(each.param.provider, "-", "_");
});
INSTANTIATE_TEST_SUITE_P(All, WebhookRulesOfBatches,
                         testing::ValuesIn(cases_of({"microsoft", "outlook", "onedrive"})),
                         [](const auto& each) { return std::string{each.param.provider}; });
INSTANTIATE_TEST_SUITE_P(All, WebhookRulesByPublishedKey,
                         testing::ValuesIn(cases_of({"gohighlevel"})),
                         [](const auto& each) { return std::string{each.param.provider}; });

}  // namespace
}  // namespace fairlead::tests
