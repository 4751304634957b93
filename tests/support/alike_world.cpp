// SPDX-License-Identifier: Apache-2.0
#include "support/alike_world.h"

#include "catalog/merge.h"
#include "catalog/sandboxed.h"
#include "catalog/yaml_document.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

namespace fairlead::tests {

namespace {

json::object laid_over(json::object under, const json::object& over) {
    catalog::Layered layered{std::move(under), {}};
    catalog::merge(layered, over, {});
    return std::move(layered.root);
}

std::string variable_of(std::string provider, const char* what) {
    std::ranges::transform(provider, provider.begin(), [](char c) {
        return c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return provider + what;
}

}  // namespace

AlikeWorld::AlikeWorld(const ConformanceRow& row)
    : file(shipped_file(row.facts.provider)),
      world(row.facts, PlatformWorld::NotStarted{}),
      row_(row) {}

std::string AlikeWorld::add(const json::object& changes) {
    json::object document = laid_over(laid_over(file, conformance_overlay(row_)), changes);
    // What Fairlead does for the files that it ships.
    catalog::point_at_sandbox(document, world.sandbox.origin());
    const std::string id = row_.facts.provider + "-m" + std::to_string(++last_);
    document["id"] = id;
    world.lay_over(id, json::serialize(document));
    world.app.set(variable_of(id, "_CLIENT_ID"), row_.facts.client);
    world.app.set(variable_of(id, "_CLIENT_SECRET"), row_.facts.secret);
    return id;
}

namespace {

/// What of it a form needs: with one way in, nobody has to say which is meant.
json::object form_file(const FormRow& row) {
    json::object file = shipped_file(row.name.substr(0, row.name.find('/')));
    json::value key = file.at("auth").at("key");
    file["auth"] = json::object{{"key", std::move(key)}};
    return file;
}

}  // namespace

AlikeFormWorld::AlikeFormWorld(const FormRow& row) : file(form_file(row)), row_(row) {}

FormRow AlikeFormWorld::add(const json::object& changes) {
    json::object document = laid_over(file, changes);
    catalog::point_at_sandbox(document, world.sandbox->origin());
    const std::string id =
        std::string{row_.accounts.at(0).name} + "-m" + std::to_string(ids_.size() + 1);
    document["id"] = id;
    world.lay_over(id, json::serialize(document));
    ids_.push_back(id);
    FormRow copy = row_;
    for (FormPlatform& account : copy.accounts) account.provider = id;
    return copy;
}

void AlikeFormWorld::start() {
    world.start();
    for (const std::string& id : ids_) world.add_integration(R"({"provider":")" + id + R"("})");
}

json::object shipped_file(const std::string& provider) {
    const std::string path = FAIRLEAD_TESTS_SOURCE "/../providers/" + provider + ".yaml";
    std::ifstream stream{path};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    auto document = catalog::parse_yaml(text, path);
    if (!document.faults.empty() || !document.root.is_object()) {
        throw Failure{"cannot read " + path};
    }
    json::object file = std::move(document.root.as_object());
    const auto* parent = file.if_contains("like");
    if (!parent) return file;
    auto whole = laid_over(shipped_file(std::string{parent->as_string()}), file);
    whole.erase("like");
    return whole;
}

}  // namespace fairlead::tests
