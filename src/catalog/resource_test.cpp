// SPDX-License-Identifier: Apache-2.0
#include "catalog/resource.h"

#include "base/text.h"
#include "catalog/action.h"
#include "catalog/faults_fixture.h"
#include "catalog/node_reader.h"
#include "catalog/shipped_catalog.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::catalog {
namespace {

constexpr std::string_view head = R"(schema: 1
id: t
name: T
groups: [crm]
api: {base: 'https://t.com', paging: {style: cursor, send: after, next: /after, items: /rows}}
auth: {oauth: {kind: oauth2_code, authorize: {url: https://t.com/a}, token: {url: https://t.com/t}}}
)";  // six lines

/// What is wrong with a file of these further lines, as the operator reads it.
std::string faults_with(const std::string& more) { return faults_of(std::string{head} + more); }

std::string of_things(const std::string& members) {
    return "resources:\n  things:\n    path: /things\n    id: /id\n" + members;
}

TEST(Resource, ThatIsGoodIsGood) {
    EXPECT_EQ(faults_with(of_things("")), "");
    EXPECT_EQ(
        faults_with(of_things("    updated: /at\n"
                              "    incremental: {style: time_param, send: since, format: epoch}\n"
                              "  parts:\n"
                              "    each: {of: things, set: {thing: /id}}\n"
                              "    url: https://u.com/things/{thing}/parts\n"
                              "    id: /id\n")),
        "");
}

struct FaultyMembers {
    const char* members;
    const char* message;
};

class FaultyResource : public testing::TestWithParam<FaultyMembers> {};

TEST_P(FaultyResource, IsToldWithFileLineAndKey) {
    EXPECT_EQ(faults_with(of_things(GetParam().members)), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Resource, FaultyResource,
    testing::Values(
        FaultyMembers{"    itmes: /x\n",
                      "t.yaml:11: resources.things.itmes: unknown key; did you mean "
                      "'items'?"},
        FaultyMembers{
            "    query: {a: '{nothing}'}\n",
            "t.yaml:11: resources.things.query.a: nothing fills {nothing}: declare it under vars"},
        FaultyMembers{"    url: https://t.com/x\n",
                      "t.yaml:9: resources.things.path: give either url or path"},
        FaultyMembers{
            "    type: person\n",
            "t.yaml:11: resources.things.type: expected one of other, contact, company, deal, "
            "event, calendar, message, channel, post, profile, task, decision, metric, file, "
            "found \"person\""},
        FaultyMembers{
            "    paging: {style: page, send: ''}\n",
            "t.yaml:11: resources.things.paging.send: expected a parameter's name, found \"\""},
        FaultyMembers{
            "    paging: {send: /after}\n",
            "t.yaml:8: resources.things: paging names /after, a place in the call's body: "
            "expected a body"},
        FaultyMembers{
            "    incremental: {style: time_param}\n",
            "t.yaml:11: resources.things.incremental: expected send, or {since} in the call"},
        FaultyMembers{
            "    incremental: {style: newest_first}\n",
            "t.yaml:11: resources.things.incremental: expected updated in the resource: where a "
            "record's moment is"},
        FaultyMembers{
            "    incremental: {style: sync_token, send: token}\n",
            "t.yaml:11: resources.things.incremental: expected next: where the last page names "
            "the token"},
        FaultyMembers{"    each: {of: nobody, set: {x: /id}}\n",
                      "t.yaml:11: resources.things.each.of: there is no resource \"nobody\""},
        FaultyMembers{"    each: {of: things, set: {x: /id}}\n",
                      "t.yaml:11: resources.things.each.of: goes in a circle, or deeper than 3"}));

TEST(Resource, OfAnotherHostIsCheckedLikeAnyUrl) {
    EXPECT_EQ(faults_with("resources:\n  things:\n    url: http://t.com/x\n    id: /id\n"),
              "t.yaml:9: resources.things.url: expected an https URL, found \"http://t.com/x\"");
    EXPECT_EQ(faults_with("resources:\n  things:\n    path: /x\n    id: /id\n"
                          "  parts:\n    each: {of: things, set: {host: /host}}\n"
                          "    url: https://{host}/x\n    id: /id\n"),
              "t.yaml:13: resources.parts.url: {host} may not stand in a host")
        << "a record may not decide where the token goes";
}

TEST(Action, MayHaveAParameterOfTheNameUrl) {
    EXPECT_EQ(faults_with("actions:\n  post:\n    path: /things\n    send: form\n"
                          "    extra: {url: '{input/url}', base: '{input/base}'}\n"
                          "    input: {type: object, properties: {url: {}, base: {}}}\n"),
              "");
}

TEST(Action, NamesWhatItsInputHas) {
    const std::string good =
        "actions:\n  make:\n    path: /things/{input/id}\n    send: json\n"
        "    body: {name: '{input/name}'}\n"
        "    input: {type: object, required: [id], properties: {id: {}, name: {}}}\n";
    EXPECT_EQ(faults_with(good), "");
    EXPECT_EQ(faults_with(replace_all(good, "{input/name}", "{input/nmae}")),
              "t.yaml:11: actions.make.body.name: {input/nmae} is no property of the input; known "
              "here: id, name");
    EXPECT_EQ(faults_with(replace_all(good, "[id]", "[id, x]")),
              "t.yaml:12: actions.make.input.required.1: is required and not among the properties: "
              "\"x\"");
    EXPECT_EQ(
        faults_with(replace_all(good, "type: object", "type: array")),
        "t.yaml:12: actions.make.input: expected type: object, as an input has named members");
}

TEST(Resource, OfEveryShippedProviderIsReadAgain) {
    const auto catalog = shipped();
    std::size_t resources = 0;
    std::size_t actions = 0;
    for (const auto& summary : every_provider(*catalog)) {
        const auto spec = *catalog->find(summary.id, "", "");
        const auto found = resources_of(*spec);
        ASSERT_TRUE(found) << summary.id << " " << found.error().detail;
        resources += found->size();
        const auto done = actions_of(*spec);
        ASSERT_TRUE(done) << summary.id << " " << done.error().detail;
        actions += done->size();
        for (const auto& resource : *found) {
            EXPECT_FALSE(resource.says.empty()) << summary.id << " " << resource.name;
            const auto type = "/" + resource.name + "/type";
            EXPECT_NE(find_pointer(from_json(spec->resources), type), nullptr)
                << summary.id << type << ": other, if it is none of them";
        }
    }
    EXPECT_GE(resources, 43u);
    EXPECT_GE(actions, 40u);
}

std::vector<std::string> names_of(const Resources& resources) {
    std::vector<std::string> names;
    for (const auto& resource : resources) names.push_back(resource.name);
    return names;
}

TEST(Resource, OfAParentIsNotTheChildsWhereItSaysSo) {
    const auto catalog = shipped();
    const auto names = [&](const char* provider) {
        return names_of(*resources_of(**catalog->find(provider, "", "")));
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(names("google-calendar"), (Names{"calendars", "events"}));
    EXPECT_EQ(names("google-analytics"), (Names{"accounts", "properties"}));
    EXPECT_EQ(names("google-workspace"), (Names{"files", "message_ids", "messages", "people"}));
    const auto done = [&](const char* provider) {
        Names all;
        for (const auto& each : *actions_of(**catalog->find(provider, "", "")))
            all.push_back(each.name);
        return all;
    };
    EXPECT_EQ(done("google-workspace"), Names{"send_mail"});
    EXPECT_EQ(done("google-analytics"), Names{"run_report"});
    for (const char* elsewhere : {"azure-blob-storage", "microsoft-advertising"}) {
        EXPECT_EQ(names(elsewhere), Names{}) << elsewhere;
        EXPECT_EQ(done(elsewhere), Names{}) << elsewhere;
    }
}

/// What the platforms' facts tell of: what can be done there, and how often one may ask.
TEST(Action, EveryPlatformThatIsWrittenToHasSome) {
    const auto catalog = shipped();
    for (const char* id : {"calendly", "gohighlevel", "google-analytics", "google-calendar",
                           "google-workspace", "hubspot", "instagram", "microsoft", "onlyfans",
                           "pipedrive", "reddit", "salesforce", "tiktok", "zoho-crm"}) {
        const auto spec = *catalog->find(id, "", "");
        EXPECT_FALSE(actions_of(*spec)->empty()) << id;
    }
    for (const char* id :
         {"calendly", "gohighlevel", "hubspot", "instagram", "microsoft", "onlyfans", "openai",
          "pipedrive", "reddit", "salesforce", "tiktok", "zoho-crm"}) {
        const auto limits = from_json((*catalog->find(id, "", ""))->limits);
        EXPECT_TRUE(limits.is_object() && !limits.get_object().empty()) << id;
    }
}

TEST(Resource, OfHubspotSearchesForChanges) {
    const auto spec = *shipped()->find("hubspot", "", "");
    const auto resources = *resources_of(*spec);
    const auto* contacts = find_resource(resources, "contacts");
    ASSERT_NE(contacts, nullptr);
    EXPECT_EQ(contacts->type, RecordType::contact);
    EXPECT_EQ(contacts->walk.items, std::vector<std::string>{"/results"});
    EXPECT_EQ(contacts->walk.paging.send, "after");
    EXPECT_EQ(contacts->walk.paging.most, 100);
    const auto& changes = *contacts->incremental;
    ASSERT_TRUE(changes.instead);
    EXPECT_EQ(changes.instead->request.verb, "POST");
    EXPECT_EQ(changes.instead->paging.send, "/after");
    EXPECT_EQ(changes.instead->paging.next, contacts->walk.paging.next);
    EXPECT_EQ(changes.window, 10'000);
    EXPECT_EQ(find_resource(resources, "nothing"), nullptr);
}

// What a file's author may write, and what nobody would: it is read or refused, and never crashes.
RC_GTEST_PROP(Resource, OfAnyJsonIsReadOrRefused, ()) {
    const auto word = rc::gen::element<std::string>("path", "url", "id", "items", "paging", "style",
                                                    "cursor", "each", "of", "set", "things",
                                                    "incremental", "/x", "{since}", "send", "");
    const auto members = *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
        rc::gen::pair(word, word));
    json::object thing;
    for (const auto& [key, value] : members) {
        thing[key] = value;
        if (value == "each" || value == "paging") thing[value] = json::object{{key, value}};
    }
    const json::value document = json::object{{"things", thing}};
    Faults faults;
    const NodeReader nothing{nullptr, "", faults};
    const auto base = std::vector{*Template::parse("https://t.com")};
    const auto resources = read_resources({&document, "", faults}, nothing, base);
    RC_ASSERT(resources.size() == 1u);
    if (faults.empty()) RC_ASSERT(!resources.front().walk.request.url.empty());
}

}  // namespace
}  // namespace fairlead::catalog
