// SPDX-License-Identifier: Apache-2.0
#include "http/router.h"

#include "base/assert.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace fairlead::http {

/// A place in the tree of path segments.
struct Router::Node {
    struct Leaf {
        Method method;
        const Mounted* endpoint;
        std::string_view pattern;
        std::vector<std::string_view> names;  // of the parameters, in order
    };

    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    std::vector<Leaf> leaves;  // paths that end here
    std::vector<Leaf> tails;   // {name*}: this segment and all that follow
};

namespace {

using Segments = std::vector<std::string_view>;

Segments segments_of(std::string_view path) {
    Segments segments;
    segments.reserve(8);
    path.remove_prefix(1);
    while (true) {
        const auto slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }
bool is_tail(std::string_view segment) { return segment.ends_with("*}"); }

std::string_view parameter_name(std::string_view segment) {
    return segment.substr(1, segment.size() - (is_tail(segment) ? 3 : 2));
}

bool has_member(const Shape& input, std::string_view name) {
    return std::ranges::find(input.members, name, &MemberShape::name) != input.members.end();
}

/// `seen` ends the walk where a type holds itself.
bool holds_secret(const Shape& shape, std::set<const Shape*>& seen) {
    if (shape.kind == Shape::Kind::secret) return true;
    if (!seen.insert(&shape).second) return false;
    if (shape.element != nullptr) return holds_secret(shape.element(), seen);
    return std::ranges::any_of(shape.members,
                               [&](const MemberShape& m) { return holds_secret(m.shape(), seen); });
}

}  // namespace

Router::Router(Use use) : use_(use), root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::mount(Mounted endpoint) {
    const Shape* output = endpoint.info.output;
    std::set<const Shape*> seen;
    // A Secret is written as null; what must go out is a Disclosed.
    FAIRLEAD_ASSERT(output == nullptr || !holds_secret(*output, seen));
    endpoints_.push_back(std::make_unique<Mounted>(std::move(endpoint)));
    const Mounted* mounted = endpoints_.back().get();
    for (const std::string_view path : mounted->info.paths) mount_path(*mounted, path);
}

void Router::mount_path(const Mounted& mounted, std::string_view path) {
    FAIRLEAD_ASSERT(Route::is_sound(path));
    Node* node = root_.get();
    std::vector<std::string_view> names;
    bool tail = false;
    for (const std::string_view segment : segments_of(path)) {
        FAIRLEAD_ASSERT(!tail);
        if (!is_parameter(segment)) {
            auto& next = node->literals[std::string{segment}];
            if (!next) next = std::make_unique<Node>();
            node = next.get();
            continue;
        }
        names.push_back(parameter_name(segment));
        FAIRLEAD_ASSERT(has_member(*mounted.info.input, names.back()));
        tail = is_tail(segment);
        if (tail) continue;
        if (!node->parameter) node->parameter = std::make_unique<Node>();
        node = node->parameter.get();
    }
    auto& leaves = tail ? node->tails : node->leaves;
    const Method method = mounted.info.route->method;
    FAIRLEAD_ASSERT(std::ranges::find(leaves, method, &Node::Leaf::method) == leaves.end());
    leaves.push_back({method, &mounted, path, std::move(names)});
}

namespace {

/// Walks the tree, literals first, and comes back from where nothing ends.
template <class Node, class Leaf>
class Search {
public:
    Search(Method method, const Segments& segments) : method_(method), segments_(segments) {}

    bool visit(const Node& node, std::size_t depth) {
        if (depth == segments_.size()) return take(node.leaves);
        const auto literal = node.literals.find(segments_[depth]);
        if (literal != node.literals.end() && visit(*literal->second, depth + 1)) return true;
        const bool given = !segments_[depth].empty();
        if (node.parameter && given) {
            values_.push_back(depth);
            if (visit(*node.parameter, depth + 1)) return true;
            values_.pop_back();
        }
        if (node.tails.empty()) return false;
        values_.push_back(depth);
        if (take(node.tails)) return true;
        values_.pop_back();
        return false;
    }

    const Leaf* leaf = nullptr;
    std::vector<const Leaf*> others;  // right path, wrong method

    /// Where in the path each of the leaf's parameters stands.
    const std::vector<std::size_t>& values() const { return values_; }

private:
    bool take(const std::vector<Leaf>& leaves) {
        for (const Leaf& one : leaves) {
            if (one.method == method_) leaf = &one;
        }
        if (leaf != nullptr) return true;
        for (const Leaf& one : leaves) others.push_back(&one);
        return false;
    }

    Method method_;
    const Segments& segments_;
    std::vector<std::size_t> values_;
};

/// The Allow header (RFC 9110 section 10.2.1) of a path.
template <class Leaf>
std::string allowed(const std::vector<const Leaf*>& leaves) {
    constexpr std::array order{Method::get,   Method::head, Method::post,   Method::put,
                               Method::patch, Method::del,  Method::options};
    std::vector<std::string> names;
    for (const Method method : order) {
        const Method route = method == Method::head ? Method::get : method;
        const bool here =
            std::ranges::any_of(leaves, [&](const Leaf* leaf) { return leaf->method == route; });
        if (here || method == Method::options) names.emplace_back(net::to_text(method));
    }
    return join(names, ", ");
}

std::optional<net::Pairs> decode(const std::vector<std::string_view>& names,
                                 const std::vector<std::size_t>& values, const Segments& segments,
                                 bool tail) {
    net::Pairs pairs;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::string_view raw = segments[values[i]];
        if (tail && i + 1 == names.size()) {
            // The rest is handed on as it came: decoding would change what its slashes mean.
            const std::string_view last = segments.back();
            raw = std::string_view{
                raw.data(), static_cast<std::size_t>(last.data() + last.size() - raw.data())};
            pairs.emplace_back(names[i], raw);
            continue;
        }
        auto value = percent_decode(raw);
        if (!value) return std::nullopt;
        pairs.emplace_back(names[i], *std::move(value));
    }
    return pairs;
}

}  // namespace

Router::Match Router::find(Method method, std::string_view path) const {
    if (path.empty() || path.front() != '/') return Nowhere{};
    const Segments segments = segments_of(path);
    Search<Node, Node::Leaf> search{method == Method::head ? Method::get : method, segments};
    if (search.visit(*root_, 0)) {
        const Node::Leaf& leaf = *search.leaf;
        auto parameters =
            decode(leaf.names, search.values(), segments, leaf.pattern.ends_with("*}"));
        if (!parameters) return Nowhere{};
        return Found{leaf.endpoint, leaf.pattern, std::move(*parameters)};
    }
    if (search.others.empty()) return Nowhere{};
    return WrongMethod{allowed(search.others), search.others.front()->endpoint};
}

}  // namespace fairlead::http
