// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/connector.h"

#include "base/text.h"
#include "net/tls_context.h"

namespace fairlead::cache::redis {
namespace {

using SteadyClock = std::chrono::steady_clock;

}  // namespace

Connector::Connector(ConnectorOptions options, Tls tls)
    : options_(std::move(options)), tls_(std::move(tls)) {}

Result<std::unique_ptr<Connector>> Connector::create(ConnectorOptions options) {
    Tls tls;
    if (options.address.is_secure) {
        net::TlsTrust trust;
        if (!options.authority_pem.empty()) trust.extra_roots_pem.push_back(options.authority_pem);
        TRY(tls, net::client_context(trust));
    }
    return std::unique_ptr<Connector>{new Connector{std::move(options), std::move(tls)}};
}

Task<Connector::Opened> Connector::open() {
    if (options_.address.primary.empty()) {
        Host host = options_.address.hosts.front();
        co_return co_await open_at(std::move(host));
    }
    auto found = co_await find_primary();
    if (found.verdict.standing != Standing::ready) {
        Opened none;
        none.verdict = std::move(found.verdict);
        none.place = "The sentinels";
        co_return none;
    }
    co_return co_await open_at(std::move(found.host));
}

Task<Verdict> Connector::connect(Link& link, Host host, std::string place,
                                 net::Deadline::Moment end) {
    Tls tls = tls_;
    const auto opened = co_await link.open(names_, std::move(host), std::move(tls), end);
    if (opened) co_return Verdict{};
    auto verdict = away(place, opened.error());
    if (link.is_distrusted()) {
        verdict.standing = Standing::misconfigured;
        verdict.line = place +
                       " does not prove who it is: no TLS there, or a certificate of an authority "
                       "or for a name that is not trusted. See FAIRLEAD_REDIS_CA.";
    } else if (link.was_reached()) {
        verdict.line = place +
                       " is there, but does not speak TLS with us. rediss:// is for a port that "
                       "does.";
    }
    co_return verdict;
}

Task<Connector::Opened> Connector::open_at(Host host) {
    const Executor executor = co_await boost::asio::this_coro::executor;
    const auto end = SteadyClock::now() + options_.within;
    Opened opened;
    opened.place = "Redis at " + host.text();
    const auto link = std::make_shared<Link>(executor);
    std::string place = opened.place;
    opened.verdict = co_await connect(*link, std::move(host), std::move(place), end);
    if (opened.verdict.standing != Standing::ready) co_return opened;
    place = opened.place;
    opened.verdict = co_await greet(*link, options_.address, std::move(place), end);
    if (opened.verdict.standing == Standing::ready) opened.link = link;
    co_return opened;
}

/// The first sentinel that knows is believed; each gets its share of the time.
Task<Connector::Found> Connector::find_primary() {
    const auto end = SteadyClock::now() + options_.within;
    const auto count = static_cast<int>(options_.address.hosts.size());
    Found found;
    for (int i = 0; i < count; ++i) {
        const auto now = SteadyClock::now();
        const auto share = now + (end - now) / (count - i);
        Host sentinel = options_.address.hosts[static_cast<std::size_t>(i)];
        found = co_await ask_sentinel(std::move(sentinel), share);
        if (found.verdict.standing == Standing::ready) break;
    }
    co_return found;
}

Task<Connector::Found> Connector::ask_sentinel(Host sentinel, net::Deadline::Moment end) {
    const Executor executor = co_await boost::asio::this_coro::executor;
    Found found;
    const std::string place = "The sentinel at " + sentinel.text();
    Link link{executor};
    std::string its_place = place;
    found.verdict = co_await connect(link, std::move(sentinel), std::move(its_place), end);
    if (found.verdict.standing != Standing::ready) co_return found;
    if (!options_.sentinel_password.empty()) {
        std::string sign_in = command({"AUTH", options_.sentinel_password.expose()});
        const auto known = co_await link.ask(std::move(sign_in), end);
        if (known && known->kind == Reply::Kind::error) {
            found.verdict = refused(place, *known);
            co_return found;
        }
    }
    std::string question =
        command({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", options_.address.primary});
    const auto answer = co_await link.ask(std::move(question), end);
    if (!answer) {
        found.verdict = away(place, answer.error());
    } else if (answer->kind == Reply::Kind::error) {
        found.verdict = refused(place, *answer);
    } else if (answer->items.size() == 2) {
        found.host.name = answer->items[0].text;
        const auto port = parse_integer(answer->items[1].text);
        if (port) found.host.port = static_cast<std::uint16_t>(*port);
    } else {
        found.verdict = {Standing::misconfigured,
                         place +
                             " knows no primary of that name. Name it at the end of "
                             "FAIRLEAD_REDIS_URL as the sentinels do.",
                         {},
                         {}};
    }
    co_return found;
}

}  // namespace fairlead::cache::redis
