// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"
#include "catalog/sources.h"
#include "catalog/user_source.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace fairlead::catalog {

/// What provider files are read under.
struct ReadingRules {
    std::map<std::string, std::string> server;  ///< as CatalogOptions has it
    LoopbackHttp loopback_http = LoopbackHttp::refused;
};

/// The sources laid over what is shipped, each of them sound. Not thread-safe.
class UserLayers {
public:
    UserLayers(Sources shipped, ReadingRules rules);

    /// Takes over what is sound of `wanted`, which is all there is now; where two have one id the
    /// earlier one counts. One that is faulty, or would make another so, changes nothing: what
    /// stood there before stays. The same goes for one that is gone while others build on it.
    /// A report for each, and for what is gone and stays.
    std::vector<SourceReport> settle(const std::vector<UserSource>& wanted);

    /// What would be wrong if that one were laid over the others; changes nothing.
    std::vector<FileFault> faults_of(const UserSource& source) const;

    const Sources& sources() const { return sources_; }
    /// Those in force, by id.
    const std::map<std::string, UserSource, std::less<>>& in_force() const { return in_force_; }

private:
    struct Change {
        const UserSource* source = nullptr;  ///< nullptr: gone
        YamlDocument document;
        std::vector<FileFault> faults;
    };
    using Changes = std::map<std::string, Change>;

    Changes changes_to(const std::vector<UserSource>& wanted) const;
    void take(const std::string& id, const Change& change);
    void restore(const std::string& id);
    void keep(const std::string& id, const Change& change);
    bool take_all(Changes& changes);
    bool take_one(const std::string& id, Change& change);
    std::vector<FileFault> faults_of_all(const std::set<std::string>& ids) const;
    SourceReport report_on(const UserSource& source, const Changes& left) const;

    Sources sources_;
    const ReadingRules rules_;
    std::map<std::string, UserSource, std::less<>> in_force_;
};

}  // namespace fairlead::catalog
