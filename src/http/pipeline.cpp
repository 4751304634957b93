// SPDX-License-Identifier: Apache-2.0
#include "http/pipeline.h"

#include "http/accept.h"
#include "http/admission.h"
#include "http/client_address.h"
#include "http/exchange.h"
#include "http/origins.h"
#include "http/problem.h"
#include "http/request_metrics.h"
#include "http/response_headers.h"

#include "base/text.h"

#include <exception>
#include <utility>

namespace fairlead::http {

struct Pipeline::State {
    Services services;
    TrustedProxies proxies;
    Origins origins;
    RateLimiter limiter;
    bool https;
    mutable RequestMetrics metrics;
};

namespace {

using State = Pipeline::State;

// --- the way in -----------------------------------------------------------------------------

bool is_sane_id(std::string_view id) {
    if (id.size() < 8 || id.size() > 64) return false;
    for (const char c : id) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.') return false;
    }
    return true;
}

Result<void> name_request(const State& state, Exchange& x) {
    x.address = state.proxies.client_of(x.request);
    // Only our own proxy may choose the id: others could make two requests look like one.
    const auto sent = x.request.headers.find("X-Request-Id");
    if (sent && is_sane_id(*sent) && state.proxies.trusts(x.request.peer)) {
        x.request_id = *sent;
    } else {
        x.request_id = Uuid::v7(state.services.clock.now(), state.services.random).text();
    }
    return ok();
}

Error wrong_method() {
    return Error{.code = Errc::invalid,
                 .message = "This path does not take that method.",
                 .reason = "method_not_allowed"};
}

/// OPTIONS, and methods that the path does not have.
Result<void> answer_wrong_method(const State& state, Exchange& x, Router::WrongMethod wrong) {
    x.endpoint = wrong.any;
    x.pattern = wrong.any->info.route->path;
    if (x.request.method == Method::options) {
        x.reply = options_reply(x, state.origins, wrong.allow);
        return ok();
    }
    x.reply =
        problem(wrong_method(), 405, "method_not_allowed", "Method not allowed", x.request_id);
    x.reply->headers.add("Allow", wrong.allow);
    return ok();
}

Result<void> find_endpoint(const State& state, Exchange& x) {
    auto match = state.services.router.find(x.request.method, x.request.path());
    if (auto* wrong = std::get_if<Router::WrongMethod>(&match)) {
        return answer_wrong_method(state, x, std::move(*wrong));
    }
    auto* found = std::get_if<Router::Found>(&match);
    if (found == nullptr) return Error{Errc::not_found, "There is nothing at this address."};
    x.endpoint = found->endpoint;
    x.pattern = found->pattern;
    x.parameters = std::move(found->parameters);
    return ok();
}

/// The addresses outside /api that need a proof are pages to a browser and data to a program.
bool is_page(const Exchange& x) {
    return is_safe(x.request.method) && x.route()->access != Access::open &&
           !x.pattern.starts_with("/api/") && prefers_html(x.request.headers);
}

Result<void> prefer_page(const State& state, Exchange& x) {
    auto match = state.services.router.find(Method::get, "/");
    const auto* home = std::get_if<Router::Found>(&match);
    if (home == nullptr) return Error{Errc::not_found, "There is no page at this address."};
    x.endpoint = home->endpoint;
    x.pattern = home->pattern;
    x.parameters.clear();
    return ok();
}

Result<void> limit_body(const State&, Exchange& x) {
    const std::size_t most = x.route()->options.max_body;
    if (x.request.body.size() <= most) return ok();
    return Error{Errc::too_large,
                 "The body may have at most " + std::to_string(most) + " bytes here."};
}

Result<void> refuse_mixed_proof(const State&, Exchange& x) { return one_proof_only(x.request); }

Task<Result<void>> limit(const State& state, Exchange& x, LimitBy by) {
    std::string name{x.route()->options.limit};
    const RateRule* rule = state.limiter.find(name);
    if (rule == nullptr || rule->by != by) co_return ok();
    std::string key = by == LimitBy::address ? x.address : limit_key(x.caller);
    co_return co_await state.limiter.check(std::move(name), std::move(key));
}

Task<Result<void>> limit_address(const State& state, Exchange& x) {
    return limit(state, x, LimitBy::address);
}

Task<Result<void>> limit_user(const State& state, Exchange& x) {
    return limit(state, x, LimitBy::user);
}

bool is_limited(const Exchange& x) { return !x.route()->options.limit.empty(); }

bool wants_caller(const Exchange& x) {
    return x.route()->access != Access::open || x.route()->options.identify;
}

FindUser who_finds_user(const Exchange& x) {
    return x.route()->options.finds_user ? FindUser::by_endpoint : FindUser::here;
}

Result<void> recognise(const State& state, Exchange& x) {
    auto caller = state.services.authenticator.recognise(x.request, who_finds_user(x));
    if (!caller) return ok();
    x.caller = *std::move(caller);
    x.recognised = true;
    return ok();
}

bool is_unknown(const Exchange& x) { return wants_caller(x) && !x.recognised; }

Task<Result<void>> authenticate(const State& state, Exchange& x) {
    auto caller = co_await state.services.authenticator.authenticate(x.request, who_finds_user(x));
    const bool open = x.route()->access == Access::open;
    if (!caller && !(open && caller.error().code == Errc::unauthenticated)) {
        co_return std::move(caller).error();
    }
    // An open route is as open to whoever holds a cookie that has died.
    if (caller) x.caller = *std::move(caller);
    co_return ok();
}

Result<void> sign_caller(const State&, Exchange& x) {
    x.caller.address = x.address;
    x.caller.request_id = x.request_id;
    return ok();
}

Result<void> check_origin(const State& state, Exchange& x) {
    return state.origins.check(x.request, *x.route(), x.caller.kind);
}

Result<void> check_access(const State&, Exchange& x) { return admit(*x.route(), x.caller); }

Task<Result<void>> call_endpoint(const State&, Exchange& x) {
    Context context{x.caller, x.request, *x.route(), x.pattern, std::move(x.parameters)};
    auto reply = co_await x.endpoint->handler->handle(std::move(context));
    if (!reply) co_return std::move(reply).error();
    x.reply = *std::move(reply);
    co_return ok();
}

/// One step on the way in; exactly one of `now` and `later` is set.
struct Step {
    Result<void> (*now)(const State&, Exchange&) = nullptr;
    Task<Result<void>> (*later)(const State&, Exchange&) = nullptr;
    bool (*wanted)(const Exchange&) = nullptr;  ///< none: always
};

constexpr Step steps[] = {
    {.now = name_request},   // first: whatever happens next is logged under this name
    {.now = find_endpoint},  // what may be asked decides every rule that follows
    {.now = prefer_page, .wanted = is_page},         // the page asks for the proof itself
    {.now = limit_body},                             // before anybody reads it
    {.now = refuse_mixed_proof},                     // before either proof is believed
    {.later = limit_address, .wanted = is_limited},  // before guessing costs us a hash
    {.now = recognise, .wanted = wants_caller},      // most callers came a moment ago
    {.later = authenticate, .wanted = is_unknown},   // who it is decides what they may
    {.now = sign_caller},                            // the caller now says where and which
    {.now = check_origin},  // before rights: a forged request has the victim's rights
    {.now = check_access},  // before input: strangers learn nothing about its shape
    {.later = limit_user, .wanted = is_limited},  // needs to know which user
    {.later = call_endpoint},                     // reads the input, does the work
};

Task<Result<void>> walk(const State& state, Exchange& x) {
    for (const Step& step : steps) {
        if (x.reply) break;
        if (step.wanted != nullptr && !step.wanted(x)) continue;
        if (step.now != nullptr) {
            CO_CHECK(step.now(state, x));
        } else {
            CO_CHECK(co_await step.later(state, x));
        }
    }
    co_return ok();
}

/// The last resort: an exception is a bug or a library's failure, and the process lives on.
Task<Result<void>> walk_safely(const State& state, Exchange& x) {
    Error error{Errc::internal, ""};
    try {
        co_return co_await walk(state, x);
    } catch (const std::exception& exception) {
        error.detail = printable(exception.what(), 200);
    } catch (...) {
        error.detail = "an exception of no known type";
    }
    co_return error;
}

// --- the way out, for every answer ----------------------------------------------------------

std::string_view kind_text(CallerKind kind) {
    switch (kind) {
        case CallerKind::session: return "session";
        case CallerKind::api_key: return "api_key";
        case CallerKind::jwt: return "jwt";
        case CallerKind::open: return "open";
    }
    return "open";
}

void explain(const State& state, const Exchange& x, const Error& error) {
    // What the caller did is in the access line; what we or the platform did needs the reason.
    if (problem_kind(error.code).status < 500) return;
    state.services.log.failure("request failed", error,
                               {{"requestId", x.request_id}, {"route", x.pattern}});
}

Reply problem_reply(const State& state, const Exchange& x, const Error& error) {
    explain(state, x, error);
    Reply reply = problem(error, x.request_id);
    if (reply.status == 401) reply.headers.add("WWW-Authenticate", "Bearer");  // RFC 9110 11.6.1
    return reply;
}

void report(const State& state, const Exchange& x, int status) {
    const auto took = state.services.clock.boottime() - x.began;
    state.metrics.record(x, status, took);
    const std::string_view route = x.pattern.empty() ? "none" : x.pattern;
    const double milliseconds = std::chrono::duration<double, std::milli>(took).count();
    state.services.log.info("request", {{"method", net::to_text(x.request.method)},
                                        {"route", route},
                                        {"status", status},
                                        {"ms", milliseconds},
                                        {"caller", kind_text(x.caller.kind)},
                                        {"address", x.address},
                                        {"requestId", x.request_id}});
}

net::Response finish(const State& state, const Exchange& x, Reply reply) {
    for (const SetCookie& cookie : reply.cookies) reply.headers.add("Set-Cookie", cookie.text());
    // Headers of safety go on errors as well: an error page is a page.
    add_security_headers(x, state.https, reply);
    add_cors_headers(x, state.origins, reply);
    // Last, so that it tells the status that went out.
    report(state, x, reply.status);
    net::Response response;
    response.status = reply.status;
    response.headers = std::move(reply.headers);
    response.body = std::move(reply.body);
    response.stream = std::move(reply.stream);
    return response;
}

Result<void> check_limits_exist(const Router& router, const RateLimiter& limiter) {
    for (const auto& endpoint : router.endpoints()) {
        const std::string_view name = endpoint->info.route->options.limit;
        if (name.empty() || limiter.find(name) != nullptr) continue;
        return Error{Errc::invalid, "There is no rate limit named \"" + std::string{name} + "\"."};
    }
    return ok();
}

}  // namespace

Result<std::unique_ptr<Pipeline>> Pipeline::create(PipelineOptions options, Services services) {
    std::vector<std::string> own = options.own_origins;
    own.push_back(options.public_url);
    TRY(auto proxies, TrustedProxies::parse(options.trusted_proxies));
    TRY(auto origins, Origins::create(own, options.cors_origins));
    RateLimiter limiter{services.cache, std::move(options.limits)};
    CHECK_OK(check_limits_exist(services.router, limiter));
    const bool https = options.public_url.starts_with("https:");
    auto state = std::make_unique<State>(State{services, std::move(proxies), std::move(origins),
                                               std::move(limiter), https,
                                               RequestMetrics{services.metrics, services.router}});
    return std::unique_ptr<Pipeline>{new Pipeline{std::move(state)}};
}

Pipeline::Pipeline(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pipeline::~Pipeline() = default;

namespace {

/// The exchange has memory of its own: a frame with it inside is too long to be kept for the next.
Task<Result<net::Response>> answer_exchange(const State& state,
                                            std::unique_ptr<Exchange> exchange) {
    exchange->began = state.services.clock.boottime();
    const auto outcome = co_await walk_safely(state, *exchange);
    Reply reply;
    if (outcome) {
        reply = std::move(*exchange->reply);
    } else {
        reply = problem_reply(state, *exchange, outcome.error());
    }
    co_return finish(state, *exchange, std::move(reply));
}

}  // namespace

Task<Result<net::Response>> Pipeline::answer(net::Request request) const {
    return answer_exchange(*state_, std::make_unique<Exchange>(std::move(request)));
}

}  // namespace fairlead::http
