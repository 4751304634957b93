// SPDX-License-Identifier: Apache-2.0
#include "sandbox/local_authority.h"

namespace fairlead::sandbox {

namespace {

constexpr std::size_t largest_pem = 16 * 1024;
constexpr std::chrono::hours hour{1};
constexpr std::chrono::hours year{365 * 24};

crypto::Validity valid_for(const Clock& clock, std::chrono::hours length) {
    const Time now = clock.now();
    return {.from = now - hour, .to = now + length};
}

/// With those above it that are not there.
Result<void> make_directories(Disk& disk, const std::string& directory) {
    for (std::size_t at = directory.find('/', 1); at != std::string::npos;
         at = directory.find('/', at + 1)) {
        CHECK_OK(disk.make_directory(directory.substr(0, at)));
    }
    return disk.make_directory(directory);
}

Result<crypto::Certificate> make_authority(Disk& disk, const Clock& clock,
                                           const std::string& directory) {
    TRY(auto made,
        crypto::create_authority("Fairlead sandbox (for tests)", valid_for(clock, 10 * year)));
    if (directory.empty()) return made;
    CHECK_OK(make_directories(disk, directory));
    CHECK_OK(replace_file(disk, directory + "/ca.key", made.private_key_pem.expose()));
    CHECK_OK(replace_file(disk, directory + "/ca.pem", made.certificate_pem));
    return made;
}

Result<crypto::Certificate> read_authority(Disk& disk, const std::string& directory) {
    TRY(auto certificate, read_file(disk, directory + "/ca.pem", largest_pem));
    TRY(auto key, read_file(disk, directory + "/ca.key", largest_pem));
    return crypto::Certificate{std::move(certificate), Secret{std::move(key)}};
}

Result<LocalTls> issue(const crypto::Certificate& authority, const Clock& clock) {
    TRY(const auto server, crypto::issue_server_certificate(authority, {"localhost", "127.0.0.1"},
                                                            valid_for(clock, year)));
    TRY(auto tls, net::ServerTls::create(server.certificate_pem, server.private_key_pem));
    return LocalTls{authority.certificate_pem, std::move(tls)};
}

}  // namespace

Result<LocalTls> prepare_tls(Disk& disk, const Clock& clock, const std::string& directory) {
    if (!directory.empty()) {
        const auto kept = read_authority(disk, directory);
        if (kept) {
            auto tls = issue(*kept, clock);
            if (tls) return tls;
        }
    }
    TRY(const auto made, make_authority(disk, clock, directory));
    return issue(made, clock);
}

}  // namespace fairlead::sandbox
