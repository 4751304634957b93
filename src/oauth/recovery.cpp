// SPDX-License-Identifier: Apache-2.0
#include "oauth/recovery.h"

#include "base/async.h"
#include "oauth/journal_slot.h"
#include "oauth/refresh_settle.h"

namespace fairlead::oauth {

using storage::Database;
using storage::Journal;
using storage::Tx;
namespace rows = storage::refresh;

namespace {

enum class Replayed : std::uint8_t { stored, settled, discarded, kept };

/// What a slot's connection says of it.
struct SlotOwner {
    SlotHeader header;
    storage::Guard guard;
    Connection connection;
};

/// None: the consent is over, and with it the key; the slot is not to be read.
Task<Result<std::optional<SlotOwner>>> find_owner(RefreshEngine& engine, SlotHeader header) {
    std::optional<SlotOwner> none;
    CO_TRY(const auto guard,
           co_await engine.refreshes.find_guard(header.workspace, header.connection));
    CO_TRY(auto connection, co_await engine.connections.find(header.workspace, header.connection));
    if (!guard || !connection) co_return none;
    if (guard->consent != header.consent || !guard->journal_key) co_return none;
    co_return SlotOwner{header, *guard, *std::move(connection)};
}

Task<Result<Replayed>> settle(RefreshEngine& engine, const SlotOwner& found, const Secret& body,
                              const vault::Sealer& sealer,
                              std::shared_ptr<const OAuthClient> client) {
    const auto& header = found.header;
    const auto& rules = client->method().refresh;
    const ReadOptions options{header.time_base, rules.lifetime, rules.keeps_access};
    const net::Headers none;
    const auto outcome = judge_token_answer(client->method(), rules.request, options, header.status,
                                            none, body.expose(), engine.services.clock.now());
    SettleMeans means;
    means.ticket = {header.workspace, header.connection, header.attempt,
                    header.consent,   header.generation, found.guard.epoch};
    means.policy = RotationPolicy::of(rules, static_cast<int>(found.guard.unchanged));
    means.vars = found.connection.vars;
    means.client = std::move(client);
    if (outcome.kind == OutcomeKind::success) {
        auto answer = make_answer(means.ticket, *means.client, outcome.answer, header.time_base);
        std::function<void()> nobody_waits;
        CO_TRY(const auto stored, co_await settle_success(engine, means, answer, sealer,
                                                          Kept::in_slot, std::move(nobody_waits)));
        co_return stored.fate == Fate::obsolete ? Replayed::settled : Replayed::stored;
    }
    if (outcome.kind == OutcomeKind::refused) {
        CO_CHECK(co_await settle_refusal(engine, means, outcome, sealer));
        co_return Replayed::settled;
    }
    CO_CHECK(co_await settle_unknown(engine, means, "replayed: " + outcome.description));
    co_return Replayed::settled;
}

Task<Result<Replayed>> replay(RefreshEngine& engine, const std::string& content) {
    const auto header = read_slot_header(content);
    if (!header) co_return Replayed::discarded;
    CO_TRY(const auto found, co_await find_owner(engine, *header));
    if (!found) co_return Replayed::discarded;
    const auto owner = Owner::of(header->workspace, found->connection.user);
    CO_TRY(const auto sealer, co_await engine.services.vault.sealer(owner));
    const auto key = sealer.open(journal_key_place(header->connection, header->consent),
                                 *found->guard.journal_key);
    if (!key) {
        engine.services.log.failure("A journal slot cannot be opened; it is kept.", key.error());
        co_return Replayed::kept;
    }
    CO_TRY(const auto view, crypto::key_view(*key));
    const auto body = open_slot(content, view);
    if (!body) co_return Replayed::discarded;  // torn: it was never durable
    auto client = co_await engine.services.clients.find_issued(
        header->workspace, found->connection.integration_id, header->connection);
    if (!client) {
        engine.services.log.failure("A journal slot waits for its integration; it is kept.",
                                    client.error());
        co_return Replayed::kept;
    }
    co_return co_await settle(engine, *found, *body, sealer, *std::move(client));
}

/// Until it is known: a database that is away holds the start up, and nothing is sent meanwhile.
Task<Result<Replayed>> replay_until_known(RefreshEngine& engine, const std::string& content) {
    for (int tries = 0;; ++tries) {
        auto done = co_await replay(engine, content);
        if (done) co_return done;
        CO_CHECK(engine.probe.alive());
        if (tries == 0) engine.services.log.failure("The journal's replay waits.", done.error());
        if (engine.is_draining()) co_return done;
        CO_CHECK(co_await sleep_for(engine.retry_pause(tries)));
    }
}

Task<Result<void>> replay_all(RefreshEngine& engine, Journal& journal, Recovered& recovered) {
    auto found = journal.take_found();
    for (auto& each : found) {
        CO_TRY(const auto how, co_await replay_until_known(engine, each.content));
        if (how == Replayed::kept) {
            ++recovered.kept;
            continue;
        }
        if (how == Replayed::stored) ++recovered.stored;
        if (how == Replayed::settled) ++recovered.settled;
        if (how == Replayed::discarded) ++recovered.discarded;
        CO_CHECK(engine.probe.pass("before_wipe"));
        journal.wipe(std::move(each.slot));
        CO_CHECK(engine.probe.pass("after_wipe"));
    }
    co_return co_await journal.flush();
}

/// One lease of an earlier run. Other classes' leases run out: they are the quiet time.
Task<Result<void>> give_back(Tx& tx, storage::RefreshStore::Held held,
                             const catalog::RefreshRules& rules) {
    CO_TRY(const auto guard, co_await rows::lock(tx, held.workspace, held.connection));
    if (!guard) co_return ok();
    const auto policy = RotationPolicy::of(rules, static_cast<int>(guard->unchanged));
    if (!policy.repeats_freely()) co_return ok();
    co_return co_await rows::clear_lease(tx, held.workspace, held.connection, held.attempt);
}

Task<Result<void>> mark_and_give_back(RefreshEngine& engine, storage::NodeBoot node,
                                      Recovered& recovered) {
    CO_TRY(recovered.unknown, co_await engine.refreshes.mark_earlier_boots_unknown(node));
    CO_TRY(const auto leases, co_await engine.refreshes.leases_of_earlier_boots(node));
    for (const auto& held : leases) {
        const auto client = co_await engine.services.clients.find_issued(
            held.workspace, held.integration_id, held.connection);
        if (!client) continue;
        const auto& rules = (*client)->method().refresh;
        const Database::Body body = [&](Tx& tx) { return give_back(tx, held, rules); };
        CO_CHECK(co_await engine.transact(held.workspace, body));
    }
    co_return ok();
}

Task<Result<void>> mark_until_known(RefreshEngine& engine, storage::NodeBoot node,
                                    Recovered& recovered) {
    for (int tries = 0;; ++tries) {
        const auto done = co_await mark_and_give_back(engine, node, recovered);
        if (done) co_return ok();
        CO_CHECK(engine.probe.alive());
        if (tries == 0) engine.services.log.failure("The refresher's start waits.", done.error());
        if (engine.is_draining()) co_return done.error();
        CO_CHECK(co_await sleep_for(engine.retry_pause(tries)));
    }
}

}  // namespace

Task<Result<Recovered>> recover(RefreshEngine& engine) {
    Recovered recovered;
    CO_CHECK(engine.probe.pass("start_before_replay"));
    CO_CHECK(co_await replay_all(engine, engine.services.journal, recovered));
    CO_CHECK(engine.probe.pass("start_after_replay"));
    CO_CHECK(co_await mark_until_known(engine, engine.self, recovered));
    CO_CHECK(engine.probe.pass("start_after_mark"));
    co_return recovered;
}

Task<Result<Recovered>> adopt(RefreshEngine& engine, Journal& dead) {
    Recovered recovered;
    CO_CHECK(co_await replay_all(engine, dead, recovered));
    const storage::NodeBoot node{dead.node_id(), engine.self.boot};
    CO_CHECK(co_await mark_until_known(engine, node, recovered));
    co_return recovered;
}

}  // namespace fairlead::oauth
