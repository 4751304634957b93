// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/endpoint.h"

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fairlead::http {

/// An endpoint at its place. The handler is nullptr in a router made only to document.
struct Mounted {
    EndpointInfo info;
    std::unique_ptr<Handler> handler;
};

/// Finds the endpoint of a request. Filled once at start, then read by all loops at once.
class Router {
public:
    /// `documents_only` mounts endpoints without making them, for `fairlead openapi`.
    enum class Use : std::uint8_t { serves, documents_only };

    explicit Router(Use use = Use::serves);
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// Mounts the endpoint that `make()` answers; `make` is not called in a documenting router:
    ///   router.add<RefreshConnection>([&] { return RefreshConnection{services->refresher}; });
    template <Endpoint E, class Make>
    void add(const Make& make) {
        std::unique_ptr<Handler> handler;
        if (use_ == Use::serves) handler = std::make_unique<HandlerOf<E>>(make());
        mount(Mounted{endpoint_info<E>(), std::move(handler)});
    }

    /// Two endpoints at one method and path, or a path parameter that the input has no member for,
    /// are bugs and end the process at start.
    void mount(Mounted endpoint);

    struct Found {
        const Mounted* endpoint;
        std::string_view pattern;  ///< as mounted
        net::Pairs parameters;     ///< decoded
    };
    struct WrongMethod {
        std::string allow;   ///< for the Allow header
        const Mounted* any;  ///< one of the endpoints there: its CORS rule is the path's
    };
    struct Nowhere {};
    using Match = std::variant<Found, WrongMethod, Nowhere>;

    /// `path` as sent. Literal segments win over parameters. HEAD finds GET. Segments are decoded
    /// after splitting, so %2F stays inside its segment; a bad escape leads nowhere.
    Match find(net::Method method, std::string_view path) const;

    const std::vector<std::unique_ptr<Mounted>>& endpoints() const { return endpoints_; }

private:
    struct Node;

    void mount_path(const Mounted& mounted, std::string_view path);

    Use use_;
    std::unique_ptr<Node> root_;
    std::vector<std::unique_ptr<Mounted>> endpoints_;
};

}  // namespace fairlead::http
