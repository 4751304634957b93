// SPDX-License-Identifier: Apache-2.0
#include "app/foundation.h"

#include "app/catalog_options.h"
#include "app/redis_options.h"
#include "cache/memory_cache.h"
#include "net/url.h"
#include "storage/copy/unfinished_copy.h"
#include "vault/key_file.h"

#include <boost/asio/ip/host_name.hpp>

#include <cstdlib>
#include <thread>

namespace fairlead::app {
namespace {

std::size_t loops_of(const Settings& settings) {
    if (settings.loops > 0) return settings.loops;
    return std::max(1U, std::thread::hardware_concurrency());
}

/// The sandbox, and what the operator named, are opened to calls into private networks.
Result<net::EgressGuard> guard_of(const Settings& settings) {
    std::vector<net::EgressGuard::Exception> opened;
    if (!settings.sandbox_url.empty()) {
        TRY(const net::Url url, net::Url::parse(settings.sandbox_url));
        opened.push_back({url.host, url.port});
    }
    for (const std::string& host : settings.private_hosts) {
        const auto url = net::Url::parse("https://" + host);
        if (!url || url->target() != "/") {
            return Error{Errc::invalid,
                         "FAIRLEAD_PRIVATE_HOSTS: expected host:port, found \"" + host + "\""};
        }
        opened.push_back({url->host, url->port});
    }
    return net::EgressGuard{std::move(opened)};
}

Result<net::TlsTrust> trust_of(const Settings& settings, Disk& disk) {
    net::TlsTrust trust;
    for (const std::string& path : {settings.sandbox_ca_file, settings.ca_file}) {
        if (path.empty()) continue;
        TRY(std::string pem, read_file(disk, path, 64 * 1024));
        trust.extra_roots_pem.push_back(std::move(pem));
    }
    return trust;
}

/// What tells master keys apart: the same id may stand for another key on another node.
std::vector<std::string> names_of(const vault::Keyring& keyring) {
    std::vector<std::string> names;
    for (const auto& key : keyring.list()) names.push_back(key.id + "/" + key.fingerprint);
    return names;
}

std::string id_in(const std::string& name) { return name.substr(0, name.find('/')); }

/// The same keys with that one active; as they are where it is not among them.
vault::Keyring led_by(const vault::Keyring& keyring, const std::string& id) {
    const auto key = keyring.find(id);
    if (!key) return keyring;
    const auto first = vault::Keyring::of(id, *key);
    const auto all = first ? first->joined_with(keyring) : Result<vault::Keyring>{keyring};
    return all ? *all : keyring;
}

}  // namespace

Result<vault::Keyring> keyring_of(const Settings& settings) {
    const char* const credentials = std::getenv("CREDENTIALS_DIRECTORY");
    vault::KeySources sources;
    sources.key_file = settings.key_file;
    if (credentials != nullptr) sources.credentials_directory = credentials;
    sources.environment_key = settings.encryption_key.duplicate();
    return vault::load_keyring(sources);
}

Foundation::Foundation(const Settings& given, Outside& outside)
    : settings(given),
      clock(*outside.clock),
      random(*outside.random),
      disk(*outside.disk),
      log(*outside.log),
      loops(loops_of(given)),
      scope([this](std::string_view name, const Error& error) {
          log.failure("background work failed", error, {{"task", name}});
      }) {}

Result<std::unique_ptr<Foundation>> Foundation::create(const Settings& settings, Outside& outside) {
    std::unique_ptr<Foundation> made{new Foundation(settings, outside)};
    CHECK_OK(made->open());
    return made;
}

Foundation::~Foundation() {
    scope.cancel();
    scope.join();
    if (data) data->close();
    loops.stop();
}

Result<void> Foundation::open() {
    TRY(catalog, catalog::LiveCatalog::create(catalog_options(settings)));
    CHECK_OK(disk.make_directory(settings.data_directory));
    loops.start();
    TRY(data, DatabasePart::open(settings, clock, loops, log));
    database = &data->database();
    CHECK_OK(
        run_blocking(loops.next(), [this] { return storage::refuse_unfinished_copy(*database); }));
    TRY(journal,
        storage::Journal::open(disk, random, settings.journal_path(), settings.journal_slots));
    if (data->is_shared()) make_registry();
    CHECK_OK(open_cache());
    CHECK_OK(open_vault());
    CHECK_OK(open_client());
    make_jobs();
    return ok();
}

void Foundation::make_registry() {
    storage::NodeRow self;
    self.self = {journal->node_id(), Uuid::v7(clock.now(), random)};
    self.host = boost::asio::ip::host_name();
    self.version = FAIRLEAD_VERSION;
    self.shares_cache = !settings.redis.url.empty();
    NodeRegistry::MasterKeys keys;
    keys.look = [this](storage::NodeRow& row) { look_at_keys(row); };
    keys.lead = [this](const std::string& from, const std::string& to) { lead_by(from, to); };
    registry = std::make_unique<NodeRegistry>(*database, std::move(self), std::move(keys), log,
                                              NodeRegistry::Options{});
}

/// A file that cannot be read now changes nothing.
void Foundation::look_at_keys(storage::NodeRow& row) {
    const std::string active = vault->keyring().active_id();
    if (auto read = keyring_of(settings)) {
        row.keys = names_of(*read);
        vault->succeed_keyring(active, led_by(*read, active));
    }
    row.active_key = names_of(vault->keyring()).front();
}

void Foundation::lead_by(const std::string& from, const std::string& to) {
    const std::string id = id_in(to);
    if (!vault->succeed_keyring(id_in(from), led_by(vault->keyring(), id))) return;
    log.info("another master key is active now", {{"key", id}});
}

Result<void> Foundation::open_cache() {
    if (settings.redis.url.empty()) {
        cache = std::make_unique<cache::MemoryCache>(clock);
        return ok();
    }
    TRY(cache::RedisOptions options, redis_options(settings, disk));
    TRY(cache,
        cache::RedisCache::create(std::move(options), {loops, scope, clock, random, log, metrics}));
    return ok();
}

Result<void> Foundation::open_vault() {
    TRY(vault::Keyring keyring, keyring_of(settings));
    data_keys = std::make_unique<storage::DataKeyStore>(*database);
    vault = std::make_unique<vault::Vault>(*data_keys, std::move(keyring), clock, random);
    key_rotation = std::make_unique<vault::KeyRotation>(*data_keys, *vault);
    return run_blocking(loops.next(), [this] { return vault->check_keyring(); });
}

Result<void> Foundation::open_client() {
    TRY(net::EgressGuard guard, guard_of(settings));
    TRY(const net::TlsTrust trust, trust_of(settings, disk));
    TRY(http, net::BeastHttpClient::create(std::move(guard), trust, log, metrics));
    return ok();
}

void Foundation::make_jobs() {
    job_store = std::make_unique<storage::JobStore>(*database);
    jobs = std::make_unique<jobs::JobRunner>(*job_store, random, log, metrics, jobs::JobOptions{});
    queue = std::make_unique<jobs::WakingQueue>(*job_store, *jobs);
}

Task<Result<void>> Foundation::reload_keys() {
    CO_TRY(vault::Keyring keyring, keyring_of(settings));
    if (registry) {
        std::string name = names_of(keyring).front();
        CO_CHECK(co_await registry->check_all_have(std::move(name)));
    }
    vault->replace_keyring(std::move(keyring));
    co_return ok();
}

}  // namespace fairlead::app
