// SPDX-License-Identifier: Apache-2.0
#include "net/name_resolver.h"

#include "base/loop_thread.h"

#include <gtest/gtest.h>

#include <atomic>

namespace fairlead::net {
namespace {

using Addresses = NameResolver::Addresses;

class NameResolverTest : public testing::Test {
protected:
    Result<Addresses> resolve(const std::string& host) {
        std::optional<Addresses> addresses;
        const auto ran = home_.run([&]() -> Task<Result<void>> {
            const auto deadline = std::chrono::steady_clock::now() + 60s;
            std::string name = host;
            CO_TRY(addresses, co_await resolver_.resolve(std::move(name), deadline));
            co_return ok();
        });
        if (!ran) return ran.error();
        return *std::move(addresses);
    }

    const boost::asio::ip::address address_ = boost::asio::ip::make_address("192.0.2.7");
    std::atomic<int> asked_{0};
    std::atomic<bool> knows_{true};
    NameResolver resolver_{2, [this](const std::string&) -> Result<Addresses> {
                               ++asked_;
                               if (knows_) return Addresses{address_};
                               return Error{Errc::provider_failed, "no"};
                           }};
    LoopThread home_;
};

TEST_F(NameResolverTest, AnAnswerServesTheCallsThatFollow) {
    for (int i = 0; i < 3; ++i) {
        const auto found = resolve("platform.example");
        ASSERT_TRUE(found);
        EXPECT_EQ(*found, Addresses{address_});
    }
    EXPECT_EQ(asked_, 1);
    ASSERT_TRUE(resolve("other.example"));
    EXPECT_EQ(asked_, 2);
}

TEST_F(NameResolverTest, AFailureIsAskedAgain) {
    knows_ = false;
    EXPECT_FALSE(resolve("platform.example"));
    knows_ = true;
    EXPECT_TRUE(resolve("platform.example"));
    EXPECT_EQ(asked_, 2);
}

TEST_F(NameResolverTest, AnAddressIsNoQuestion) {
    const auto found = resolve("192.0.2.9");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->front().to_string(), "192.0.2.9");
    EXPECT_EQ(asked_, 0);
}

}  // namespace
}  // namespace fairlead::net
