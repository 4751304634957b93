// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_wire.h"

#include "base/text.h"
#include "oauth/refresh_issue.h"
#include "oauth/request_rand.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

using Moment = RefreshEngine::Moment;

/// What the hooks of one exchange leave behind. Lives until the exchange has ended.
struct Marks {
    bool too_late = false;
    Moment sent{};
    Moment received{};
};

Milliseconds send_within(const CallMeans& means) {
    const auto own = means.policy.timing.send_within();
    return means.permit.grace_left ? std::min(own, *means.permit.grace_left) : own;
}

/// A node that was stopped between T1 and here holds nothing any more.
bool is_too_late(const RefreshEngine& engine, const CallMeans& means) {
    return engine.now() - means.began > send_within(means);
}

bool is_reissue(const CallMeans& means) {
    return means.client->method().refresh.by == catalog::RefreshBy::reissue;
}

Result<net::ClientRequest> build_renewal(RefreshEngine& engine, const CallMeans& means,
                                         const Issue& issue) {
    const auto& rules = means.client->method().refresh;
    if (is_reissue(means))
        return build_issue_call(*means.client, issue, means.tokens.refresh, means.now,
                                engine.services.random);
    const bool by_access = rules.by == catalog::RefreshBy::access_token;
    auto bindings = bindings_for(*means.client, means.vars);
    bindings.set_secret("token", means.tokens.access.duplicate());
    bindings.set_secret("refresh", means.tokens.refresh.duplicate());
    const auto& separator = means.client->method().authorize.scope_join;
    bindings.set("scopes", join(means.scopes, separator));
    bindings.set("rand", draw_rand(engine.services.random));
    bindings.set_now(means.now);
    auto fields = refresh_fields(rules, by_access ? means.tokens.access : means.tokens.refresh);
    return build_token_request(rules.request, *means.client, std::move(fields), bindings);
}

Result<net::ClientRequest> build(RefreshEngine& engine, const CallMeans& means, const Issue& issue,
                                 Moment until) {
    TRY(auto call, build_renewal(engine, means, issue));
    call.total_timeout =
        issue.before.empty() ? means.policy.timing.deadline : time_until(engine, until);
    call.connect_timeout = std::min(call.connect_timeout, means.policy.timing.send_within());
    call.max_body = storage::Journal::slot_size - slot_overhead;
    call.repeatable = false;
    return call;
}

/// `until`: of a call with others before it, the end of the time that all of them have.
void set_hooks(net::ClientRequest& call, RefreshEngine& engine, const CallMeans& means,
               std::optional<Moment> until, Marks& marks) {
    call.before_send = [&engine, &means, until, &marks]() -> Result<void> {
        if (until && engine.now() >= *until)
            return Error{Errc::timeout, "The calls before this one took all the time there was."};
        marks.too_late = !until && is_too_late(engine, means);
        if (marks.too_late) return Error{Errc::timeout, "The lease is too old to send under."};
        CHECK_OK(engine.probe.pass("after_clock_check"));
        marks.sent = engine.now();
        return ok();
    };
    call.after_send = [&engine] { static_cast<void>(engine.probe.pass("after_send")); };
    call.first_byte = [&engine] { static_cast<void>(engine.probe.pass("first_byte")); };
    call.last_byte = [&engine, &marks] {
        marks.received = engine.now();
        static_cast<void>(engine.probe.pass("last_byte"));
    };
}

/// Measures what no client can close, on the journal's thread: a loop with much to do comes to the
/// answer later, when the token is long safe.
std::function<void()> window_since(RefreshEngine& engine, Moment received) {
    return [&engine, received] {
        const auto window = engine.now() - received;
        engine.metrics.window.observe(std::chrono::duration<double>(window).count());
        engine.pace.answered(window);
    };
}

Task<Result<void>> write_slot(RefreshEngine& engine, const CallMeans& means, Time base,
                              const net::ClientResponse& response, storage::Journal::Slot& slot,
                              std::function<void()> when_durable) {
    const SlotHeader header{means.ticket.workspace,  means.ticket.attempt,
                            means.ticket.connection, means.ticket.consent,
                            means.ticket.generation, base,
                            response.status};
    CO_TRY(const auto key, crypto::key_view(means.journal_key));
    auto content = encode_slot(header, key, response.body, engine.services.random);
    CO_CHECK(engine.probe.pass("before_journal_write"));
    auto& journal = engine.services.journal;
    CO_CHECK(co_await journal.write(slot, std::move(content), std::move(when_durable)));
    co_return engine.probe.pass("after_fdatasync");
}

/// An answer may lack what the call wants; otherwise the file is what is wrong.
TokenOutcome unbuildable(const Error& error, const Issue& issue) {
    TokenOutcome outcome;
    outcome.kind = issue.answers.empty() ? OutcomeKind::operator_fault : OutcomeKind::not_taken;
    outcome.description = error.message;
    return outcome;
}

}  // namespace

Task<Result<CallEnd>> call_platform(RefreshEngine& engine, const CallMeans& means,
                                    storage::Journal::Slot& slot) {
    CallEnd end;
    const auto& method = means.client->method();
    end.too_late = is_too_late(engine, means);
    if (end.too_late) co_return end;
    const auto started = engine.now();
    const auto until = started + means.policy.timing.deadline;
    auto issue = is_reissue(means) ? Issue::of(method, means.vars) : Issue{};
    CO_TRY(const bool reached, co_await reach_token_call(engine, means, issue, until, end));
    if (!reached) {
        engine.metrics.call(means.client->provider->id, end.outcome.kind, engine.now() - started);
        co_return end;
    }
    end.connected_late = false;
    end.told = told_anew(means, issue);
    auto call = build(engine, means, issue, until);
    if (!call) {
        end.outcome = unbuildable(call.error(), issue);
        co_return end;
    }
    Marks marks;
    std::optional<Moment> no_later;
    if (!issue.before.empty()) no_later = until;
    set_hooks(*call, engine, means, no_later, marks);
    auto sent = co_await engine.services.http.send(*std::move(call));
    CO_CHECK(engine.probe.alive());
    if (!sent) {  // nobody knows how far it came
        end.outcome.description = sent.error().message;
        co_return end;
    }
    auto exchange = *std::move(sent);
    end.too_late = marks.too_late;
    if (end.too_late) co_return end;
    const auto& failure = exchange.failure;
    end.connected_late = !exchange.answered() && failure.error.code == Errc::timeout &&
                         failure.progress == net::Progress::never_sent;

    const auto since = std::chrono::floor<Milliseconds>(marks.sent - means.answered);
    end.received = means.now + std::max(since, Milliseconds{0});
    const bool is_2xx = exchange.answered() && exchange.response->status / 100 == 2;
    end.slot_used = is_2xx;
    if (is_2xx) {
        auto when_durable = window_since(engine, marks.received);
        const auto kept = co_await write_slot(engine, means, end.received, *exchange.response, slot,
                                              std::move(when_durable));
        CO_CHECK(engine.probe.alive());
        end.journaled = kept.has_value();
        if (!kept) engine.services.log.failure("The journal did not take an answer.", kept.error());
    }
    const auto& rules = method.refresh;
    const ReadOptions options{end.received, rules.lifetime, rules.keeps_access};
    end.outcome =
        judge_exchange(method, rules.request, options, exchange, engine.services.clock.now());
    engine.metrics.call(means.client->provider->id, end.outcome.kind, engine.now() - started);
    if (exchange.answered()) wipe_string(exchange.response->body);
    co_return end;
}

}  // namespace fairlead::oauth
