// SPDX-License-Identifier: Apache-2.0
#include "web/routes.h"

#include "http/accept.h"

#include <array>

namespace fairlead::web {

namespace {

using http::Access;
using http::Context;
using http::Cors;
using http::Method;
using http::Reply;
using http::Route;
using http::RouteOptions;
using http::Unknown;

/// What the page itself reads from its address is none of the server's business.
constexpr RouteOptions for_browsers{.unknown = Unknown::ignored,
                                    .cors = Cors::none,
                                    .tag = "pages",
                                    .documented = false,
                                    .produces = "text/html"};

struct Home {
    static constexpr Route route{Method::get,     "/",         Access::open, Scope::none,
                                 "The dashboard", for_browsers};
    using Input = http::Nothing;
    using Output = Reply;

    const Site& site;

    Task<Result<Reply>> operator()(Context context, http::Nothing) const {
        co_return site.page(context.request.headers);
    }
};

/// A program that asks here has mistaken a page's address for one of the API's.
Result<Reply> page_for_people(const Site& site, const Context& context) {
    if (http::prefers_html(context.request.headers)) return site.page(context.request.headers);
    return Error{Errc::not_found,
                 "There is a page at this address, and nothing for programs. The API begins with "
                 "/api; /api/openapi.json describes it."};
}

struct Page {
    static constexpr Route route{
        Method::get, "/login", Access::open, Scope::none, "A page of the dashboard", for_browsers};
    static constexpr std::array<std::string_view, 6> aliases{
        "/setup", "/integrations", "/accounts", "/activity", "/settings", "/admin"};
    using Input = http::Nothing;
    using Output = Reply;

    const Site& site;

    Task<Result<Reply>> operator()(Context context, http::Nothing) const {
        co_return page_for_people(site, context);
    }
};

struct PageBelow {
    static constexpr Route route{Method::get, "/integrations/{below*}",  Access::open,
                                 Scope::none, "A page of the dashboard", for_browsers};
    static constexpr std::array<std::string_view, 3> aliases{
        "/accounts/{below*}", "/settings/{below*}", "/admin/{below*}"};
    struct Input {
        std::string below;
    };
    using Output = Reply;

    const Site& site;

    Task<Result<Reply>> operator()(Context context, Input) const {
        co_return page_for_people(site, context);
    }
};
BOOST_DESCRIBE_STRUCT(PageBelow::Input, (), (below))

struct Files {
    static constexpr Route route{Method::get, "/assets/{name*}",         Access::open,
                                 Scope::none, "A file of the dashboard", for_browsers};
    struct Input {
        std::string name;
    };
    using Output = Reply;

    const Site& site;

    Task<Result<Reply>> operator()(Context context, Input) const {
        co_return site.file(context.request.path(), context.request.headers);
    }
};
BOOST_DESCRIBE_STRUCT(Files::Input, (), (name))

/// What browsers ask for by a name of their own.
struct NamedFiles {
    static constexpr Route route{
        Method::get, "/favicon.ico", Access::open, Scope::none, "A file of the dashboard",
        for_browsers};
    static constexpr std::array<std::string_view, 3> aliases{"/favicon.svg", "/robots.txt",
                                                             "/manifest.webmanifest"};
    using Input = http::Nothing;
    using Output = Reply;

    const Site& site;

    Task<Result<Reply>> operator()(Context context, http::Nothing) const {
        co_return site.file(context.request.path(), context.request.headers);
    }
};

}  // namespace

void mount_routes(http::Router& router, const Site& site) {
    router.add<Home>([&] { return Home{site}; });
    router.add<Page>([&] { return Page{site}; });
    router.add<PageBelow>([&] { return PageBelow{site}; });
    router.add<Files>([&] { return Files{site}; });
    router.add<NamedFiles>([&] { return NamedFiles{site}; });
}

}  // namespace fairlead::web
