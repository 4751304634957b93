// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "base/temporary_directory.h"
#include "cache/memory_cache.h"
#include "catalog/builtin_providers.h"
#include "model/audit_types.h"
#include "oauth/callback.h"
#include "oauth/connect_page.h"
#include "oauth/connect_start.h"
#include "storage/connect_attempt_store.h"
#include "storage/data_key_store.h"
#include "storage/job_store.h"
#include "storage/store_fixture.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// For tests: the sandbox's house platform in memory, as our HTTP client sees it. Codes and tokens
/// carry the account they are of.
class FakePlatform final : public net::HttpClient {
public:
    explicit FakePlatform(const Clock& clock);

    Task<Result<net::Exchange>> send(net::ClientRequest request) override;

    /// One call that came, as method and path.
    struct Call {
        std::string path;
        net::Pairs form;
        std::string authorization;
    };
    std::vector<Call> calls();
    std::size_t count(const std::string& path);
    /// Of the last call's URL.
    std::string last_query() { return *query_.lock(); }

    using Answer = std::function<net::Exchange()>;
    /// What `path` answers from now on; an empty function: as usual again.
    void answer(const std::string& path, Answer answer);
    static net::Exchange reply(int status, std::string body, std::string type = "application/json");
    static net::Exchange broken(net::Progress progress);

    /// What the next token answers have beside the usual: the nonce to be echoed, scopes, …
    struct Manners {
        std::string nonce;
        std::optional<std::string> scope;
        bool id_token = true;
        bool refresh_token = true;
        std::string audience = "acme-client";
        std::string issuer = "https://sandbox.test/acme";
        std::string expires_in = "3600";  ///< JSON; empty: no member
    };
    Mutex<Manners> manners;
    const crypto::SigningKey& key() const { return key_; }

private:
    net::Exchange token(const net::Pairs& form);
    std::string id_token(const std::string& account, const Manners& manners);

    const Clock& clock_;
    crypto::SigningKey key_;
    Mutex<std::vector<Call>> calls_;
    Mutex<std::string> query_;
    Mutex<std::map<std::string, Answer>> answers_;
    std::atomic<int> minted_{0};
};

/// Audit events, kept. One of a type that the audit log does not list fails the test: nobody could
/// filter for it.
class KeptAudit final : public AuditSink {
public:
    Task<Result<void>> record(AuditEvent event) override {
        EXPECT_TRUE(is_audit_type(event.type)) << event.type;
        events.lock()->push_back(std::move(event));
        co_return ok();
    }
    Task<Result<SealedAuditEvent>> seal(AuditEvent event) override {
        EXPECT_TRUE(is_audit_type(event.type)) << event.type;
        SealedAuditEvent sealed;
        event.address.clear();
        sealed.event = std::move(event);
        co_return sealed;
    }
    void count(const char*, WorkspaceId, std::optional<ApiKeyId>, ConnectionId) override {}
    std::size_t count_of(const std::string& type);

    Mutex<std::vector<AuditEvent>> events;
};

/// Everything that connecting stands on, with a real database file.
class ConnectTest : public storage::StoreTest {
protected:
    /// Name and text of providers' files, beside the built-in ones.
    using ProviderFiles = std::map<std::string, std::string>;

    ConnectTest() : ConnectTest({}, environment()) {}
    /// `sandbox`: where platforms are to be found; empty: at their own addresses.
    ConnectTest(const ProviderFiles& files, IntegrationOptions options,
                const std::string& sandbox = "https://sandbox.test");
    ~ConnectTest() override = default;

    static IntegrationOptions environment();

    Caller session_of(UserId user);
    Caller key_for(UserId user);
    static Caller nobody();
    static ConnectAsk acme();

    /// Begun in a browser session; the nonce is given to the platform.
    struct Begun {
        ConnectStarted started;
        std::string state;
        std::string nonce;
        Caller caller;
    };
    Begun begin(UserId user, ConnectAsk ask = acme());
    /// As the platform redirects: with the code of `account`.
    CallbackAsk came_back(const Begun& begun, const std::string& account);
    CallbackAnswer finish(CallbackAsk ask);
    /// The whole of it.
    CallbackAnswer connect(UserId user, const std::string& account, ConnectAsk ask = acme());

    std::vector<Connection> connections_of(UserId user);
    std::vector<storage::ConnectAttempt> attempts_of(UserId user);
    Result<ConnectStarted> try_start(Caller caller, ConnectAsk ask);
    static std::string query_value(const std::string& url, const std::string& name);

    FakePlatform platform_{clock_};
    KeptAudit audit_;
    cache::MemoryCache cache_{clock_};
    storage::DataKeyStore data_keys_{*db_};
    vault::Vault vault_;
    TemporaryDirectory providers_;
    std::unique_ptr<catalog::Catalog> catalog_;
    std::unique_ptr<Integrations> integrations_;
    storage::JobStore jobs_{*db_};
    std::unique_ptr<Log> log_;
    std::vector<std::string> lines_;
    std::unique_ptr<ConnectContext> context_;
    std::unique_ptr<ConnectStart> start_;
    std::unique_ptr<ConnectPage> page_;
    std::unique_ptr<Callback> callback_;
};

}  // namespace fairlead::oauth
