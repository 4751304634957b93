// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "catalog/merge.h"
#include "catalog/yaml_document.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::catalog {

/// The layers that providers are made of, by id: what is built in and what an operator's file lays
/// over it. Const use is thread-safe.
class Sources {
public:
    /// Compact JSON of one provider's own file, and the parent that it names; the text outlives
    /// this.
    void add_builtin(std::string id, std::string_view text, std::string like);
    /// A parsed file without faults, over any built-in one of that id. `text` is what it was read
    /// of.
    void add_file(const std::string& id, YamlDocument document, std::string text = {});
    void remove_file(std::string_view id);

    bool has(std::string_view id) const { return layers_.find(id) != layers_.end(); }
    bool has_file(std::string_view id) const;
    bool is_builtin(std::string_view id) const;
    /// What the operator's file of that id says; empty = there is none.
    std::string_view file_text(std::string_view id) const;
    /// What is built in of that id, as compact JSON; empty = nothing.
    std::string_view builtin_text(std::string_view id) const;
    std::vector<std::string> ids() const;
    /// The provider and its parents, nearest first; to where a parent is missing or they go in a
    /// circle. Reads no file.
    std::vector<std::string> ancestry(std::string_view id) const;
    /// The provider and all that have it among their parents, by id.
    std::vector<std::string> built_on(std::string_view id) const;

    /// Parent, own file, operator's file and variant, merged in that order. Cycles, missing
    /// parents and unknown variants are errors whose message begins with the file's place.
    Result<Layered> resolve(std::string_view id, std::string_view variant) const;

private:
    struct Layers {
        std::string_view builtin;
        std::string builtin_like;
        std::vector<YamlDocument> files;
        std::string file_text;
    };

    static std::string parent(const Layers& layers);
    /// The provider's own files, built-in first, nulls and all.
    Result<std::vector<Layered>> own(std::string_view id) const;
    Result<Layered> parent_of(const Layered& child, std::vector<std::string>& path) const;
    Result<Layered> with_parents(std::string_view id, std::vector<std::string>& path) const;

    std::map<std::string, Layers, std::less<>> layers_;
};

/// Puts the server's values where `{server.x}` stands in any text; answers the names it lacks.
std::vector<std::string> fill_server_values(json::value& document,
                                            const std::map<std::string, std::string>& server);

}  // namespace fairlead::catalog
