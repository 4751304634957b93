// SPDX-License-Identifier: Apache-2.0
#include "support/fetch_world.h"

#include "base/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

namespace fairlead::tests {

namespace {

json::value sorted(const json::value& value) {
    if (const auto* list = value.if_array()) {
        json::array copy;
        for (const auto& item : *list) copy.push_back(sorted(item));
        return copy;
    }
    const auto* object = value.if_object();
    if (object == nullptr) return value;
    std::map<std::string, json::value> members;
    for (const auto& member : *object) members.emplace(member.key(), sorted(member.value()));
    json::object copy;
    for (auto& [key, member] : members) copy.emplace(key, std::move(member));
    return copy;
}

}  // namespace

FetchWorld::FetchWorld(const SandboxFacts& its_facts, const std::string& overlay)
    : SandboxWorld(its_facts, {.overlay = overlay}), Fetching(app, sandbox) {}

std::string FetchWorld::connect_with(const std::string& members) {
    Browser person = browser();
    const Page page = consent(person, "user-1", members);
    return connected_account(decide_at_sandbox(person, page, account(), "allow"));
}

Fetched Fetching::page(const Arguments& arguments) {
    auto lines = split(app_.administer("connections.fetch", arguments), '\n');
    const auto head = must(parse_json(lines.front(), {.bytes = 8 << 20}));
    const auto member = [&](const char* at) {
        return scalar_text(find_pointer(head, at)).value_or("");
    };
    lines.erase(lines.begin());
    return {lines,
            member("/end"),
            member("/since"),
            member("/message"),
            member("/wait"),
            member("/place"),
            1};
}

Fetched Fetching::fetch(const std::string& id, const std::string& resource, Arguments more) {
    more["id"] = id;
    more["resource"] = resource;
    Fetched all;
    do {
        auto one = page(more);
        std::ranges::move(one.records, std::back_inserter(all.records));
        more["place"] = one.place;
        one.pages += all.pages;
        one.records = std::move(all.records);
        all = std::move(one);
    } while (all.end == "going_on");
    return all;
}

Fetched Fetching::go_on(const std::string& id, const std::string& resource,
                        const Fetched& stopped) {
    auto all = fetch(id, resource, {{"place", stopped.place}});
    all.pages += stopped.pages;
    all.records.insert(all.records.begin(), stopped.records.begin(), stopped.records.end());
    return all;
}

std::vector<std::string> Fetching::held(const std::string& set, const std::string& owner) {
    std::vector<std::string> records;
    std::int64_t after = 0;
    for (;;) {
        const auto answer =
            sandbox_.ask("/control/records/" + set + "?owner=" + form_encode(owner) +
                         "&after=" + std::to_string(after));
        const auto& items = answer.at("items").as_array();
        if (items.empty()) return records;
        for (const auto& item : items) records.push_back(json::serialize(item));
        after = answer.at("after").as_int64();
    }
}

void Fetching::resize(const std::string& set, std::size_t size) {
    sandbox_.tell(net::Method::put, "/control/records/" + set,
                  "{\"size\":" + std::to_string(size) + "}");
}

std::string Fetching::change(const std::string& set, const std::string& owner,
                             const std::string& members) {
    const auto answer = sandbox_.tell(net::Method::post, "/control/records/" + set + "/changes",
                                      "{\"owner\":\"" + owner + "\"" + members + "}");
    return json::serialize(answer);
}

void Fetching::fault(const std::string& text, int skip) {
    sandbox_.tell(net::Method::post, "/control/faults",
                  "{\"fault\":\"" + text + "\",\"skip\":" + std::to_string(skip) + "}");
}

std::vector<std::string> normal(const std::vector<std::string>& records) {
    std::vector<std::string> texts;
    for (const auto& text : records)
        texts.push_back(json::serialize(sorted(must(parse_json(text)))));
    return texts;
}

void expect_same(const Fetched& fetched, const std::vector<std::string>& held) {
    EXPECT_EQ(fetched.end, "complete") << fetched.message;
    auto ours = normal(fetched.records);
    auto theirs = normal(held);
    std::ranges::sort(ours);
    std::ranges::sort(theirs);
    EXPECT_EQ(ours.size(), theirs.size());
    EXPECT_EQ(ours, theirs);
}

}  // namespace fairlead::tests
