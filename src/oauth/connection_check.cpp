// SPDX-License-Identifier: Apache-2.0
#include "oauth/connection_check.h"

#include "oauth/access_refusal.h"
#include "oauth/credential.h"
#include "oauth/identity.h"

namespace fairlead::oauth {

using catalog::ErrorClass;
using catalog::IdentitySource;

struct ConnectionCheck::Subject {
    Connection connection;
    std::shared_ptr<const OAuthClient> client;
    TokenAsk token;
};

namespace {

Error no_question(const catalog::ProviderSpec& provider) {
    return Error{.code = Errc::conflict,
                 .message = "There is no harmless call to " + provider.name +
                            " that would tell: its provider file names none.",
                 .reason = "no_question"};
}

/// Who the account is; where nobody says that, a call that anybody may make.
const catalog::Request* question_of(const catalog::ProviderSpec& provider) {
    if (provider.whoami && !provider.whoami->request.url.empty()) return &provider.whoami->request;
    return provider.method.check ? &*provider.method.check : nullptr;
}

FetchEnd end_of(const ApiAnswer& answer) {
    if (!answer.fault) return FetchEnd::complete;
    if (!answer.meaning) return FetchEnd::unavailable;
    const bool says_nothing = *answer.meaning == ErrorClass::none;
    return says_nothing ? FetchEnd::unreadable : end_for(*answer.meaning);
}

/// A good answer is about the account that was connected, and about no other.
bool is_about(const Connection& connection, const catalog::ProviderSpec& provider,
              const json::value& document, std::string& detail) {
    if (!provider.whoami || provider.whoami->from != IdentitySource::call) return true;
    CallMaterial means;
    means.vars = connection.vars;
    const auto found = read_identity(provider, document, means);
    if (found.fault) detail = found.fault->detail;
    const bool is_same = found.identity.account_id == connection.provider_account_id;
    if (!found.fault && !is_same) detail = "the platform names another account";
    return !found.fault && is_same;
}

void explain(CheckedConnection& checked, const catalog::ProviderSpec& provider,
             const Connection& connection) {
    checked.message = message_for(checked.end, provider, {}, connection, checked.wait);
}

/// The platform did not say.
bool is_trouble(const Error& error) {
    return error.code == Errc::rate_limited || error.code == Errc::provider_failed;
}

void note_trouble(CheckedConnection& checked, const Error& error) {
    const bool is_suspended = error.reason && std::string_view{error.reason} == "suspended";
    const bool is_limit = error.code == Errc::rate_limited;
    checked.end = is_limit ? FetchEnd::rate_limited : FetchEnd::unavailable;
    if (is_suspended) checked.end = FetchEnd::suspended;
    checked.detail = error.detail;
    checked.wait = error.retry_after;
}

CheckedConnection gone(const Error& error, const catalog::ProviderSpec& provider,
                       const Connection& connection) {
    CheckedConnection checked;
    checked.end = FetchEnd::reconnect;
    checked.detail = error.message;
    explain(checked, provider, connection);
    return checked;
}

}  // namespace

Task<Result<CheckedConnection>> ConnectionCheck::check(Connection connection) {
    Subject subject;
    CO_TRY(subject.client, co_await context_.services.integrations.find_issued(
                               connection.workspace, connection.integration_id, connection.id));
    subject.token.workspace = connection.workspace;
    subject.token.user = connection.user;
    subject.token.connection = connection.id;
    subject.connection = std::move(connection);
    const auto& provider = *subject.client->provider;
    const auto known = subject.connection;
    const auto& method = subject.client->method();
    const bool by_form = is_carried(method.kind);
    const bool has_question = question_of(provider) != nullptr;
    const bool is_issued = method.refresh.by == catalog::RefreshBy::reissue;
    if (!by_form && !has_question && !is_issued) co_return no_question(provider);
    auto client = subject.client;
    Result<CheckedConnection> checked = CheckedConnection{};
    if (by_form) {
        checked = co_await ask_form(std::move(subject));
    } else if (!has_question) {
        checked = co_await ask_anew(std::move(subject));
    } else {
        checked = co_await ask(std::move(subject));
    }
    if (!checked && checked.error().code == Errc::reconnect_required)
        checked = gone(checked.error(), *client->provider, known);
    if (!checked) co_return checked;
    checked->checked_at = context_.services.clock.now();
    co_return checked;
}

Task<Result<CheckedConnection>> ConnectionCheck::ask(Subject subject) {
    CO_TRY(auto token, co_await tokens_.access_token(subject.token));
    CO_TRY(auto checked, co_await call(subject, token.token.duplicate()));
    if (checked.end == FetchEnd::reconnect) {
        CO_TRY(token, co_await tokens_.newer_token(subject.token, token.generation));
        CO_TRY(checked, co_await call(subject, token.token.duplicate()));
    }
    if (checked.end == FetchEnd::reconnect) {
        CO_CHECK(
            co_await note_refused_access(context_.services, subject.connection, token.generation));
    } else if (checked.works()) {
        CO_CHECK(co_await note_taken_access(context_.services, subject.connection));
    }
    co_return checked;
}

Task<Result<CheckedConnection>> ConnectionCheck::call(Subject subject, Secret token) {
    const auto& provider = *subject.client->provider;
    CallMaterial means;
    means.vars = subject.connection.vars;
    const auto began = context_.services.clock.boottime();
    CO_TRY(const auto answer, co_await call_api(context_, *subject.client, *question_of(provider),
                                                token, means, "checking the connection"));
    const auto took = context_.services.clock.boottime() - began;
    CheckedConnection checked;
    checked.end = end_of(answer);
    checked.latency = std::chrono::ceil<Milliseconds>(took);
    if (answer.fault) {
        checked.detail = answer.fault->detail;
        checked.wait = answer.fault->retry_after;
    } else if (!is_about(subject.connection, provider, answer.document, checked.detail)) {
        checked.end = FetchEnd::unreadable;
    }
    explain(checked, provider, subject.connection);
    co_return checked;
}

/// What a form brought is proven as when it came; one that is refused is over, as nothing renews it.
Task<Result<CheckedConnection>> ConnectionCheck::ask_form(Subject subject) {
    CO_TRY(const auto known, co_await tokens_.access_token(subject.token));
    const auto began = context_.services.clock.boottime();
    const auto standing = co_await form_.standing(subject.connection);
    const auto took = context_.services.clock.boottime() - began;
    CheckedConnection checked;
    checked.latency = std::chrono::ceil<Milliseconds>(took);
    if (!standing) {
        if (!is_trouble(standing.error())) co_return standing.error();
        note_trouble(checked, standing.error());
    } else if (*standing == FormConnect::Standing::not_allowed) {
        checked.end = FetchEnd::permission;
    } else if (*standing != FormConnect::Standing::good) {
        CO_CHECK(co_await tokens_.newer_token(subject.token, known.generation));
        co_return Error{Errc::conflict, "The credential was replaced meanwhile. Check it again."};
    }
    explain(checked, *subject.client->provider, subject.connection);
    co_return checked;
}

/// A new token is the answer; one that is not issued any more is the end, as anywhere.
Task<Result<CheckedConnection>> ConnectionCheck::ask_anew(Subject subject) {
    CO_TRY(const auto known, co_await tokens_.access_token(subject.token));
    const auto began = context_.services.clock.boottime();
    const auto renewed = co_await tokens_.newer_token(subject.token, known.generation);
    const auto took = context_.services.clock.boottime() - began;
    CheckedConnection checked;
    checked.latency = std::chrono::ceil<Milliseconds>(took);
    if (!renewed) {
        if (!is_trouble(renewed.error())) co_return renewed.error();
        note_trouble(checked, renewed.error());
    }
    explain(checked, *subject.client->provider, subject.connection);
    co_return checked;
}

}  // namespace fairlead::oauth
