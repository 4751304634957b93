// SPDX-License-Identifier: Apache-2.0
#include "api/scenario.h"

#include "base/text.h"
#include "support/http_caller.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace fairlead::tests {
namespace {

constexpr std::array known{"name",   "as",  "ask",     "send", "body", "form",
                           "status", "has", "has_not", "keep", "find"};

void check_keys(const YAML::Node& node, const std::string& file) {
    for (const auto& entry : node) {
        const auto key = entry.first.as<std::string>();
        if (std::ranges::find(known, key) == known.end()) {
            throw Failure{file + ": a scenario has no \"" + key + "\""};
        }
    }
}

Scenario read_one(const YAML::Node& node, const std::string& file) {
    check_keys(node, file);
    Scenario one;
    one.file = file;
    one.name = node["name"].as<std::string>();
    one.as = node["as"].as<std::string>("nobody");
    one.status = node["status"].as<int>();
    one.send = node["send"].as<std::map<std::string, std::string>>(one.send);
    one.has = node["has"].as<std::vector<std::string>>(one.has);
    one.has_not = node["has_not"].as<std::vector<std::string>>(one.has_not);
    one.keep = node["keep"].as<Values>(one.keep);
    one.find = node["find"].as<Values>(one.find);
    if (node["body"]) {
        one.body = node["body"].as<std::string>();
        one.content_type = "application/json";
    }
    if (node["form"]) {
        one.body = node["form"].as<std::string>();
        one.content_type = "application/x-www-form-urlencoded";
    }
    return one;
}

void add_asks(const YAML::Node& node, const Scenario& one, std::vector<Scenario>& all) {
    std::vector<std::string> asks;
    if (node["ask"].IsSequence()) {
        asks = node["ask"].as<std::vector<std::string>>();
    } else {
        asks.push_back(node["ask"].as<std::string>());
    }
    for (const std::string& ask : asks) {
        const std::size_t blank = ask.find(' ');
        if (blank == std::string::npos) throw Failure{one.file + ": no request: " + ask};
        Scenario made = one;
        made.method = to_lower(ask.substr(0, blank));
        made.target = ask.substr(blank + 1);
        all.push_back(std::move(made));
    }
}

}  // namespace

std::vector<Scenario> read_scenarios(const std::string& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    std::vector<Scenario> all;
    for (const auto& path : files) {
        const std::string file = path.filename().string();
        try {
            for (const YAML::Node& node : YAML::LoadFile(path.string())) {
                add_asks(node, read_one(node, file), all);
            }
        } catch (const YAML::Exception& exception) {
            throw Failure{file + ": " + exception.what()};
        }
    }
    return all;
}

std::string filled(const std::string& text, const Values& values) {
    std::string made;
    std::size_t at = 0;
    while (true) {
        const std::size_t from = text.find("${", at);
        made.append(text, at, from - at);
        if (from == std::string::npos) return made;
        const std::size_t to = text.find('}', from);
        if (to == std::string::npos) throw Failure{"no end: " + text};
        const auto value = values.find(text.substr(from + 2, to - from - 2));
        if (value == values.end()) throw Failure{"nothing has set " + text.substr(from, to - from)};
        made += value->second;
        at = to + 1;
    }
}

}  // namespace fairlead::tests
