// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairlead::catalog {

/// Where in a file something stands; line 0 = not known (built-in files come without lines).
struct Position {
    std::string file;
    int line = 0;
};

/// RFC 6901 pointer of a node -> where it stands. A merged document's nodes come of several files.
using Positions = std::map<std::string, Position, std::less<>>;

/// The place of a node, or of the nearest node above it that has one.
Position position_of(const Positions& positions, std::string_view pointer);

/// One thing wrong with a provider file.
struct FileFault {
    Position position;
    std::string key;  ///< auth.oauth.token.url; empty = the file as a whole
    std::string message;

    /// providers/acme.yaml:14: auth.oauth.token.url: expected …
    std::string text() const;
};

/// Of all of them, a line each.
std::string texts_of(const std::vector<FileFault>& faults);

/// Collects faults by pointer, all of them, and gives them places at the end.
class Faults {
public:
    void add(std::string pointer, std::string message);
    bool empty() const { return items_.empty(); }
    /// Pointer and message, as added.
    const std::vector<std::pair<std::string, std::string>>& items() const { return items_; }
    /// In file order, each once.
    std::vector<FileFault> placed(const Positions& positions) const;

private:
    std::vector<std::pair<std::string, std::string>> items_;
};

/// `parent` + "/" + `key`, the key escaped as RFC 6901 wants.
std::string child_pointer(std::string_view parent, std::string_view key);
std::string child_pointer(std::string_view parent, std::size_t index);
/// A pointer as people write it: auth.oauth.token.url
std::string dotted(std::string_view pointer);

/// A value in an error message: `"http://…"`, `the number 5`, `a list`.
std::string describe(const json::value& value);
/// The nearest of `candidates`, if near enough to be a slip of the pen; else empty.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace fairlead::catalog
