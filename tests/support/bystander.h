// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/acme_world.h"

#include <gtest/gtest.h>

#include <string>

namespace fairlead::tests {

/// A good connection that must come through what happens beside it: same token, same state, and
/// its platform heard nothing of it.
class Bystander {
public:
    Bystander(AcmeWorld& world, std::string user, std::string account)
        : world_(world),
          user_(std::move(user)),
          account_(std::move(account)),
          id_(world.connect(user_, account_)),
          token_(world.token(user_, id_).text("/accessToken")) {}

    const std::string& id() const { return id_; }
    const std::string& token() const { return token_; }

    void expect_unharmed() const {
        const Answer read = world_.token(user_, id_);
        ASSERT_EQ(read.status, 200) << read.body << read.failure;
        EXPECT_EQ(read.text("/accessToken"), token_);
        EXPECT_TRUE(world_.accepts(token_));
        EXPECT_EQ(world_.status(user_, id_), "connected");
        EXPECT_EQ(world_.sandbox.sum(account_, "refreshes"), 0);
    }

    /// It can still be renewed: the stored refresh token is whole too.
    void expect_renewable() const {
        const Answer refreshed = world_.refresh(user_, id_);
        ASSERT_EQ(refreshed.status, 200) << refreshed.body;
        EXPECT_TRUE(refreshed.json().at("success").as_bool()) << refreshed.body;
        const std::string next = world_.token(user_, id_).text("/accessToken");
        EXPECT_NE(next, token_);
        EXPECT_TRUE(world_.accepts(next));
    }

private:
    AcmeWorld& world_;
    std::string user_;
    std::string account_;
    std::string id_;
    std::string token_;
};

}  // namespace fairlead::tests
