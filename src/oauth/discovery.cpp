// SPDX-License-Identifier: Apache-2.0
#include "oauth/discovery.h"

namespace fairlead::oauth {

namespace {

constexpr std::chrono::hours metadata_kept_for{1};
constexpr std::size_t most_entries = 1000;
constexpr std::size_t largest_discovered = 256 * 1024;
constexpr Milliseconds discovery_patience{10000};

/// What a client of the Model Context Protocol says first. Without a token it is refused, and the
/// refusal says who issues them.
constexpr const char* first_words =
    R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",)"
    R"("capabilities":{},"clientInfo":{"name":"Fairlead","version":"1"}}})";

Error nothing_there() {
    return Error{.code = Errc::invalid,
                 .message =
                     "Nothing at this address tells how to sign in. Check it; whoever runs "
                     "the server can say which one is for clients like this."};
}

Error no_answer(const std::string& host, const Error& why) {
    return Error{.code = Errc::provider_failed,
                 .message = host + " does not answer. Check the address, or try again later.",
                 .detail = why.message};
}

Result<net::ClientRequest> call_to(const std::string& url) {
    net::ClientRequest call;
    TRY(call.url, net::Url::parse(url));
    call.max_body = largest_discovered;
    call.total_timeout = discovery_patience;
    call.repeatable = true;
    call.headers.set("Accept", "application/json");
    return call;
}

}  // namespace

Discovery::Answer Discovery::kept(const std::string& resource) {
    const auto entries = entries_.lock();
    const auto found = entries->find(resource);
    if (found == entries->end() || clock_.boottime() - found->second.at >= metadata_kept_for)
        return {};
    return found->second.found;
}

void Discovery::keep(const std::string& resource, const Answer& found) {
    const auto entries = entries_.lock();
    if (entries->size() >= most_entries) entries->clear();
    (*entries)[resource] = {found, clock_.boottime()};
}

/// The document of a 200; none for any other answer, and for the page that some servers have for
/// whatever they are asked.
Task<Result<std::optional<std::string>>> Discovery::ask(net::ClientRequest call) {
    using Body = std::optional<std::string>;
    const auto host = call.url.host;
    CO_TRY(auto exchange, co_await http_.send(std::move(call)));
    if (!exchange.answered()) co_return no_answer(host, exchange.failure.error);
    const bool is_document =
        exchange.response->status == 200 && parse_json(exchange.response->body).has_value();
    if (!is_document) co_return Body{};
    co_return Body{std::move(exchange.response->body)};
}

Task<Result<std::optional<std::string>>> Discovery::read(std::string url) {
    CO_TRY(auto call, call_to(url));
    co_return co_await ask(std::move(call));
}

/// Where the resource's refusal says that its description is. Only its own origin's counts: to
/// follow it elsewhere would let a resource send us anywhere.
Task<Result<std::optional<std::string>>> Discovery::pointed_at(std::string resource) {
    using Url = std::optional<std::string>;
    CO_TRY(auto call, call_to(resource));
    const auto origin = call.url.origin();
    const auto host = call.url.host;
    call.method = net::Method::post;
    call.headers.set("Accept", "application/json, text/event-stream");
    call.headers.set("Content-Type", "application/json");
    call.body = first_words;
    CO_TRY(const auto exchange, co_await http_.send(std::move(call)));
    if (!exchange.answered()) {
        // One that serves whoever asks may stream on without end; its description says the rest.
        if (exchange.failure.progress == net::Progress::sent) co_return Url{};
        co_return no_answer(host, exchange.failure.error);
    }
    const auto& response = *exchange.response;
    if (response.status != 401 && response.status != 403) co_return Url{};
    auto pointer = resource_metadata_pointer(response.headers);
    if (!pointer) co_return Url{};
    const auto url = net::Url::parse(*pointer);
    const bool is_own = url && !url->has_userinfo && url->origin() == origin;
    if (!is_own) co_return bad_document("its description is said to be on another server");
    co_return Url{url->text()};
}

Task<Result<std::optional<ResourceMetadata>>> Discovery::describe(std::string resource) {
    using Found = std::optional<ResourceMetadata>;
    CO_TRY(auto urls, resource_metadata_urls(resource));
    CO_TRY(auto pointer, co_await pointed_at(resource));
    if (pointer) urls.insert(urls.begin(), *std::move(pointer));
    for (const auto& url : urls) {
        CO_TRY(const auto text, co_await read(url));
        if (!text) continue;
        CO_TRY(auto metadata, read_resource_metadata(*text, resource));
        co_return Found{std::move(metadata)};
    }
    co_return Found{};
}

Task<Result<std::optional<ServerMetadata>>> Discovery::find_server(std::string issuer) {
    using Found = std::optional<ServerMetadata>;
    CO_TRY(const auto urls, metadata_urls(issuer));
    for (const auto& url : urls) {
        CO_TRY(const auto text, co_await read(url));
        if (!text) continue;
        CO_TRY(auto server, read_server_metadata(*text, issuer));
        co_return Found{std::move(server)};
    }
    co_return Found{};
}

Task<Result<Discovery::Answer>> Discovery::look(std::string resource) {
    Discovered found;
    CO_TRY(auto described, co_await describe(resource));
    found.resource = described ? described->resource : resource;
    if (described) found.scopes = std::move(described->scopes);
    CO_TRY(const auto place, net::Url::parse(resource));
    const auto issuer = described ? described->server : place.origin();
    CO_TRY(auto server, co_await find_server(issuer));
    if (!server && described)
        co_return bad_document("its authorization server, " + issuer +
                               ", does not describe itself");
    if (!server) co_return nothing_there();
    found.server = *std::move(server);
    Answer answer = std::make_shared<const Discovered>(std::move(found));
    keep(resource, answer);
    co_return answer;
}

Task<Result<Discovery::Answer>> Discovery::find(std::string resource) {
    if (auto known = kept(resource)) co_return known;
    const std::function<Task<Result<Answer>>()> work = [this, resource] { return look(resource); };
    co_return co_await flights_.run(resource, work);
}

Task<Result<Discovery::Issuer>> Discovery::look_at_issuer(std::string issuer) {
    CO_TRY(auto url, openid_url(issuer));
    CO_TRY(const auto text, co_await read(std::move(url)));
    if (!text) co_return bad_document("there is none where OpenID Connect Discovery looks for it");
    CO_TRY(auto server, read_server_metadata(*text, issuer, NamedBy::operators));
    Issuer told = std::make_shared<const ServerMetadata>(std::move(server));
    const auto issuers = issuers_.lock();
    if (issuers->size() >= most_entries) issuers->clear();
    (*issuers)[issuer] = {told, clock_.boottime()};
    co_return told;
}

Task<Result<Discovery::Issuer>> Discovery::find_issuer(std::string issuer) {
    ToldIssuer last;
    {
        const auto issuers = issuers_.lock();
        const auto found = issuers->find(issuer);
        if (found != issuers->end()) last = found->second;
    }
    if (last.told && clock_.boottime() - last.at < metadata_kept_for) co_return last.told;
    const std::function<Task<Result<Issuer>>()> work = [this, issuer] {
        return look_at_issuer(issuer);
    };
    auto told = co_await issuer_flights_.run(issuer, work);
    if (!told && last.told) co_return last.told;
    co_return told;
}

}  // namespace fairlead::oauth
