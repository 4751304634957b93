// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/temporary_directory.h"
#include "support/connecting.h"

#include <gtest/gtest.h>

#include <string>

namespace fairlead::tests {

/// For tests: an App whose platform is a server that nobody here wrote, and a backend that uses it for
/// one user.
class PeerWorld : public testing::Test {
protected:
    /// `Server` writes providers' files that lead to it at `hosts`, and has a certificate of its own
    /// authority.
    template <class Server>
    void start_beside(const Server& server, const std::string& hosts) {
        start(server.providers_directory(), hosts, server.ca_path());
    }

    Api api(const std::string& user = "user-1") { return {caller_, app_.url(), key_, user}; }
    Answer token(const std::string& id);
    /// What the list says of a connection; "(absent)" where it says nothing.
    std::string text(const std::string& id, const std::string& pointer);

    TemporaryDirectory directory_;
    HttpCaller caller_;
    AppUnderTest app_{directory_.path(), {}};

private:
    void start(const std::string& providers, const std::string& hosts, const std::string& ca);

    std::string key_;
};

}  // namespace fairlead::tests
