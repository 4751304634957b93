// SPDX-License-Identifier: Apache-2.0
#include "catalog/user_layers.h"

#include "catalog/examine.h"

#include <algorithm>
#include <set>

namespace fairlead::catalog {
namespace {

YamlDocument read(const UserSource& source) {
    if (source.fault.empty()) return read_provider_file(source.text, source.id, source.label);
    YamlDocument unread;
    unread.faults.push_back({{source.label, 0}, "", source.fault});
    return unread;
}

std::set<std::string> set_of(const std::vector<std::string>& ids) {
    return {ids.begin(), ids.end()};
}

/// Why a source that is gone stays in force.
std::vector<FileFault> still_needed(const UserSource& gone, const std::vector<FileFault>& faults) {
    std::vector<FileFault> told{
        {{gone.label, 0}, "", "it is gone, and stays in force as others are built on it"}};
    told.insert(told.end(), faults.begin(), faults.end());
    return told;
}

}  // namespace

UserLayers::UserLayers(Sources shipped, ReadingRules rules)
    : sources_(std::move(shipped)), rules_(std::move(rules)) {}

UserLayers::Changes UserLayers::changes_to(const std::vector<UserSource>& wanted) const {
    Changes changes;
    std::set<std::string_view> kept;
    for (const auto& source : wanted) {
        if (!kept.insert(source.id).second) continue;
        const auto present = in_force_.find(source.id);
        if (present != in_force_.end() && present->second == source) continue;
        auto document = read(source);
        auto faults = document.faults;
        changes.emplace(source.id, Change{&source, std::move(document), std::move(faults)});
    }
    for (const auto& [id, source] : in_force_) {
        if (!kept.contains(id)) changes.emplace(id, Change{});
    }
    return changes;
}

void UserLayers::take(const std::string& id, const Change& change) {
    if (change.source == nullptr) {
        sources_.remove_file(id);
    } else {
        sources_.add_file(id, change.document, change.source->text);
    }
}

void UserLayers::restore(const std::string& id) {
    const auto former = in_force_.find(id);
    if (former == in_force_.end()) {
        sources_.remove_file(id);
    } else {
        sources_.add_file(id, read(former->second), former->second.text);
    }
}

std::vector<FileFault> UserLayers::faults_of_all(const std::set<std::string>& ids) const {
    std::vector<FileFault> faults;
    std::set<std::string> told;
    for (const auto& id : ids) {
        if (!sources_.has(id)) continue;
        for (auto& fault : examine(sources_, id, rules_.server, rules_.loopback_http)) {
            if (told.insert(fault.text()).second) faults.push_back(std::move(fault));
        }
    }
    return faults;
}

/// All that can be read at once, as they may build on each other. False: together they do not fit.
bool UserLayers::take_all(Changes& changes) {
    std::set<std::string> reached;
    for (const auto& [id, change] : changes) {
        if (!change.faults.empty()) continue;
        // Who was built on it before is not found any more once it is gone.
        if (change.source == nullptr) reached.merge(set_of(sources_.built_on(id)));
        take(id, change);
    }
    for (const auto& [id, change] : changes) {
        if (change.faults.empty()) reached.merge(set_of(sources_.built_on(id)));
    }
    const bool fit = faults_of_all(reached).empty();
    for (auto it = changes.begin(); it != changes.end();) {
        const bool is_read = it->second.faults.empty();
        if (is_read && fit) keep(it->first, it->second);
        if (is_read && !fit) restore(it->first);
        it = is_read && fit ? changes.erase(it) : std::next(it);
    }
    return fit;
}

void UserLayers::keep(const std::string& id, const Change& change) {
    if (change.source) in_force_.insert_or_assign(id, *change.source);
    if (!change.source) in_force_.erase(id);
}

bool UserLayers::take_one(const std::string& id, Change& change) {
    auto reached = set_of(sources_.built_on(id));
    take(id, change);
    reached.merge(set_of(sources_.built_on(id)));
    auto faults = faults_of_all(reached);
    if (faults.empty()) {
        keep(id, change);
        return true;
    }
    change.faults = std::move(faults);
    restore(id);
    return false;
}

std::vector<SourceReport> UserLayers::settle(const std::vector<UserSource>& wanted) {
    auto changes = changes_to(wanted);
    bool goes_on = !take_all(changes);
    // One that another waits for may come after it.
    while (goes_on) {
        goes_on = false;
        for (auto it = changes.begin(); it != changes.end();) {
            const bool is_read = it->second.source == nullptr || it->second.document.faults.empty();
            const bool is_taken = is_read && take_one(it->first, it->second);
            goes_on = goes_on || is_taken;
            it = is_taken ? changes.erase(it) : std::next(it);
        }
    }
    std::vector<SourceReport> reports;
    for (const auto& source : wanted) reports.push_back(report_on(source, changes));
    for (const auto& [id, change] : changes) {
        if (change.source) continue;
        const auto& gone = in_force_.find(id)->second;
        reports.push_back({id, gone.label, gone.owner, SourceReport::State::former,
                           still_needed(gone, change.faults)});
    }
    return reports;
}

SourceReport UserLayers::report_on(const UserSource& source, const Changes& left) const {
    using State = SourceReport::State;
    SourceReport report{source.id, source.label, source.owner, State::in_force, {}};
    const auto present = in_force_.find(source.id);
    if (present != in_force_.end() && present->second == source) return report;
    const auto change = left.find(source.id);
    if (change == left.end() || change->second.source != &source) {
        report.state = State::left_out;
        report.faults.push_back({{source.label, 0}, "", "another file has this id, and counts"});
        return report;
    }
    report.state = present == in_force_.end() ? State::left_out : State::former;
    report.faults = change->second.faults;
    return report;
}

std::vector<FileFault> UserLayers::faults_of(const UserSource& source) const {
    auto document = read(source);
    if (!document.faults.empty()) return document.faults;
    UserLayers tried{sources_, rules_};
    tried.sources_.add_file(source.id, std::move(document), source.text);
    return tried.faults_of_all(set_of(tried.sources_.built_on(source.id)));
}

}  // namespace fairlead::catalog
