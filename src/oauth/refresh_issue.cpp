// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_issue.h"

#include "base/text.h"

namespace fairlead::oauth {

namespace {

/// The platform says what does not fit its file: it is asked again, later.
TokenOutcome unfit(const Error& error) {
    TokenOutcome outcome;
    outcome.kind = OutcomeKind::not_taken;
    outcome.description = error.message + (error.detail.empty() ? "" : ", " + error.detail);
    return outcome;
}

TokenOutcome no_time_left() {
    TokenOutcome outcome;
    outcome.kind = OutcomeKind::never_sent;
    outcome.description = "the calls before the token call took all the time there was";
    return outcome;
}

Result<net::ClientRequest> build_step(RefreshEngine& engine, const CallMeans& means,
                                      const Issue& issue, RefreshEngine::Moment until) {
    TRY(auto call, build_issue_call(*means.client, issue, means.tokens.refresh, means.now,
                                    engine.services.random));
    call.total_timeout = time_until(engine, until);
    call.connect_timeout = std::min(call.connect_timeout, means.policy.timing.send_within());
    call.repeatable = false;
    return call;
}

/// One call; true: it went as it should.
Task<Result<bool>> take_step(RefreshEngine& engine, const CallMeans& means, Issue& issue,
                             RefreshEngine::Moment until, CallEnd& end) {
    auto call = build_step(engine, means, issue, until);
    if (!call) {
        end.outcome = unfit(call.error());
        // What is not an answer's fault is the file's, and its operator is told.
        if (issue.answers.empty()) end.outcome.kind = OutcomeKind::operator_fault;
        co_return false;
    }
    auto sent = co_await engine.services.http.send(*std::move(call));
    CO_CHECK(engine.probe.alive());
    if (!sent) {
        end.outcome = unfit(sent.error());
        co_return false;
    }
    auto exchange = *std::move(sent);
    const auto& failure = exchange.failure;
    end.connected_late = !exchange.answered() && failure.error.code == Errc::timeout &&
                         failure.progress == net::Progress::never_sent;
    const auto& method = means.client->method();
    end.outcome = judge_answer_before(method, issue, exchange, engine.services.clock.now());
    if (exchange.answered()) wipe_string(exchange.response->body);
    if (end.outcome.kind != OutcomeKind::success) co_return false;
    const auto taken = take_answer(method, issue, std::move(end.outcome.answer.document));
    end.outcome = TokenOutcome{};
    if (!taken) end.outcome = unfit(taken.error());
    co_return taken.has_value();
}

}  // namespace

Milliseconds time_until(const RefreshEngine& engine, RefreshEngine::Moment until) {
    return std::max(std::chrono::floor<Milliseconds>(until - engine.now()), Milliseconds{1});
}

Task<Result<bool>> reach_token_call(RefreshEngine& engine, const CallMeans& means, Issue& issue,
                                    RefreshEngine::Moment until, CallEnd& end) {
    bool goes_on = true;
    while (goes_on && !issue.is_last()) {
        CO_TRY(goes_on, co_await take_step(engine, means, issue, until, end));
        CO_CHECK(engine.probe.pass("after_step"));
        if (goes_on && engine.now() >= until) {
            end.outcome = no_time_left();
            goes_on = false;
        }
    }
    co_return goes_on;
}

std::map<std::string, std::string> told_anew(const CallMeans& means, const Issue& issue) {
    std::map<std::string, std::string> told;
    for (const auto& [name, value] : issue.vars) {
        const auto known = means.vars.find(name);
        if (known == means.vars.end() || known->second != value) told.emplace(name, value);
    }
    return told;
}

}  // namespace fairlead::oauth
