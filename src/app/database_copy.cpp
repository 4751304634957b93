// SPDX-License-Identifier: Apache-2.0
#include "app/database_copy.h"

#include "app/foundation.h"
#include "app/sealed_proof.h"
#include "storage/copy/postgres_side.h"
#include "storage/copy/sqlite_side.h"
#include "storage/copy/unfinished_copy.h"
#include "storage/full_slots.h"

#include <filesystem>
#include <set>

namespace fairlead::app {
namespace {

using Side = std::unique_ptr<storage::CopySide>;

constexpr std::string_view sqlite_scheme = "sqlite:";
constexpr std::string_view postgres_scheme = "postgres:";
constexpr std::string_view postgresql_scheme = "postgresql:";

enum class EndRole : std::uint8_t { source, target };

struct End {
    const char* option;  ///< as it was given: "--from"
    EndRole role;
    std::string path;  ///< of the embedded database; empty: it is PostgreSQL
    Secret address;    ///< of PostgreSQL
    bool is_embedded() const { return !path.empty(); }
};

std::string path_of(const Settings& settings, std::string_view given) {
    if (given.empty()) return settings.database_path();
    const std::filesystem::path path{given};
    std::error_code ignored;
    const bool is_file =
        std::filesystem::is_regular_file(path, ignored) || path.extension() == ".db";
    return is_file ? path.string() : (path / "fairlead.db").string();
}

Result<Secret> address_of(const Settings& settings, const char* option, std::string_view given) {
    const auto rest = given.substr(given.find(':') + 1);
    // A URL is one as a whole.
    if (rest.starts_with("//")) return Secret::copy_of(given);
    if (!rest.empty()) return Secret::copy_of(rest);
    if (settings.database_service_url.empty()) {
        return Error{Errc::invalid,
                     std::string{option} +
                         " postgres: means the server of FAIRLEAD_DATABASE_SERVICE_URL, which is "
                         "not set. Set it, or write the address behind the colon."};
    }
    if (settings.database_is_pooled) {
        return Error{Errc::invalid,
                     std::string{option} +
                         " postgres: leads to a pooler (FAIRLEAD_DATABASE_POOLED), through which "
                         "a copy cannot lock its database. Write the server's own address behind "
                         "the colon, as the service role."};
    }
    return settings.database_service_url.duplicate();
}

Result<End> end_of(const Settings& settings, const char* option, EndRole role,
                   const Secret& given) {
    const std::string_view text = given.expose();
    if (text.starts_with(sqlite_scheme)) {
        return End{option, role, path_of(settings, text.substr(sqlite_scheme.size())), Secret{}};
    }
    if (text.starts_with(postgres_scheme) || text.starts_with(postgresql_scheme)) {
        TRY(auto address, address_of(settings, option, text));
        return End{option, role, "", std::move(address)};
    }
    // What was given may be an address with its password.
    return Error{Errc::invalid, std::string{option} +
                                    ": expected sqlite:<file or data directory> or "
                                    "postgres:<address>; either may end at its colon, for what the "
                                    "configuration says."};
}

Result<Side> open(const End& end, const Clock& clock) {
    if (end.role == EndRole::source) {
        if (!end.is_embedded()) return storage::PostgresSide::open_source(end.address);
        return storage::SqliteSide::open_source(end.path, clock);
    }
    if (!end.is_embedded()) return storage::PostgresSide::open_target(end.address);
    return storage::SqliteSide::open_target(end.path, clock);
}

/// A refresh token that a platform has rotated may be nowhere but in a journal.
Result<void> check_journal(Disk& disk, const std::string& path) {
    TRY(const std::uint32_t full, storage::count_full_slots(disk, path));
    if (full == 0) return ok();
    return Error{Errc::conflict, path + " holds answers of platforms (" + std::to_string(full) +
                                     ") that are not in the source's database yet: new tokens "
                                     "would be lost. Start the server on the source and stop it "
                                     "once, so that it replays them; then copy again."};
}

Result<void> check_journals(const Settings& settings, const End& from, const End& to, Disk& disk) {
    const std::string file = from.is_embedded() ? from.path : to.path;
    const auto beside = std::filesystem::path{file}.parent_path() / "refresh.journal";
    for (const std::string& path : std::set{beside.string(), settings.journal_path()}) {
        CHECK_OK(check_journal(disk, path));
    }
    return ok();
}

Result<void> copy_and_compare(storage::CopySide& from, storage::CopySide& to,
                              const std::vector<storage::TablePlan>& plans, const Clock& clock,
                              const storage::Say& say) {
    CHECK_OK(storage::begin_copy(from, to, plans, clock, say));
    CHECK_OK(storage::copy_rows(from, to, plans, say));
    return storage::compare(from, to, plans, say);
}

Result<void> prove_sealed(storage::CopySide& to, const vault::Keyring& keyring,
                          const storage::Say& say) {
    TRY(const SealedCount sealed, open_every_value(to, keyring, say));
    say("sealed values: " + std::to_string(sealed.opened) + " open, " +
        std::to_string(sealed.broken) + " do not, " + std::to_string(sealed.erased) +
        " of erased owners");
    if (sealed.broken > 0) {
        say("What does not open did not open in the source either: each of its bytes is the same. "
            "`fairlead keys verify` says more.");
    }
    return ok();
}

}  // namespace

Result<void> copy_database(const Settings& settings, const CopyEnds& ends, const Clock& clock,
                           Disk& disk, const storage::Say& say) {
    TRY(const End from, end_of(settings, "--from", EndRole::source, ends.from));
    TRY(const End to, end_of(settings, "--to", EndRole::target, ends.to));
    if (from.is_embedded() == to.is_embedded()) {
        return Error{Errc::invalid,
                     "A copy goes from sqlite: to postgres: or the other way round. Between two of "
                     "a kind, use the database's own tools."};
    }
    TRY(const auto keyring, keyring_of(settings));
    TRY(const Side source, open(from, clock));
    CHECK_OK(check_journals(settings, from, to, disk));
    CHECK_OK(check_master_keys(*source, keyring));
    TRY(const Side target, open(to, clock));
    storage::CopySide& sqlite = from.is_embedded() ? *source : *target;
    storage::CopySide& postgres = from.is_embedded() ? *target : *source;
    TRY(const auto plans, storage::plan_tables(sqlite, postgres));
    say("Copying " + source->place() + " to " + target->place() + ".");
    CHECK_OK(copy_and_compare(*source, *target, plans, clock, say));
    CHECK_OK(prove_sealed(*target, keyring, say));
    // Who served meanwhile has refreshed tokens that the copy does not know.
    CHECK_OK(source->refuse_if_used());
    CHECK_OK(storage::forget_unfinished_copy(*target));
    say("Done. Start the servers on " + target->place() + ", and none on " + source->place() +
        " again: two that refresh the same tokens lose them.");
    return ok();
}

}  // namespace fairlead::app
