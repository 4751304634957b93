// SPDX-License-Identifier: Apache-2.0
//
// The cache over a real Redis: what both caches promise (one suite for the two), then what becomes
// of those promises while Redis restarts, hangs, is full, is emptied, or is another one.
#include "support/redis_node.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <csignal>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using Value = std::optional<std::string>;

enum class Kind : std::uint8_t { memory, redis };

class CacheContract : public testing::TestWithParam<Kind> {
protected:
    CacheContract() {
        if (GetParam() == Kind::memory) {
            memory_ = std::make_unique<cache::MemoryCache>(node_.clock);
        } else {
            redis_ = std::make_unique<RedisUnderTest>();
            must(node_.open(redis_->url()));
        }
    }
    Cache& cache() {
        if (memory_) return *memory_;
        return *node_.cache;
    }
    Value get(const std::string& key) {
        return must(node_.ask<Value>([&] { return cache().get(key); }));
    }
    Value take(const std::string& key) {
        return must(node_.ask<Value>([&] { return cache().take(key); }));
    }
    void put(const std::string& key, const std::string& value, Milliseconds ttl) {
        must(run_blocking(node_.loops.next(), [&] { return cache().put(key, value, ttl); }));
    }
    void erase(const std::string& key) {
        must(run_blocking(node_.loops.next(), [&] { return cache().erase(key); }));
    }
    Cache::Count increment(const std::string& key, Milliseconds ttl) {
        return must(node_.ask<Cache::Count>([&] { return cache().increment(key, ttl); }));
    }
    /// Runs so many of these at once, over all loops, and waits for all.
    void at_once(int count, const std::function<Task<Result<void>>(int)>& work) {
        TaskScope many{[](std::string_view, const Error& error) {
            ADD_FAILURE() << error.message << " " << error.detail;
        }};
        for (int i = 0; i < count; ++i)
            many.spawn(node_.loops.next(), "one of many", [&work, i] { return work(i); });
        many.join();
    }

    std::unique_ptr<RedisUnderTest> redis_;
    std::unique_ptr<cache::MemoryCache> memory_;
    RedisNode node_;
};

constexpr Milliseconds hour{3600'000};

TEST_P(CacheContract, AValueIsThereUntilItsTime) {
    EXPECT_EQ(get("a"), std::nullopt);
    put("a", "1", hour);
    put("short", "1", Milliseconds{20});
    EXPECT_EQ(get("a"), "1");
    EXPECT_TRUE(comes_true([&] { return get("short") == std::nullopt; }));
    put("a", "2", hour);
    EXPECT_EQ(get("a"), "2");
    erase("a");
    EXPECT_EQ(get("a"), std::nullopt);
}

TEST_P(CacheContract, AnyBytesAreAKeyAndAValue) {
    const bool holds = rc::check([this](const std::string& key, const std::string& value) {
        put("k" + key, value, hour);
        RC_ASSERT(get("k" + key) == value);
        RC_ASSERT(take("k" + key) == value);
        RC_ASSERT(get("k" + key) == std::nullopt);
    });
    EXPECT_TRUE(holds);
}

TEST_P(CacheContract, OneOfManyTakersGetsTheValue) {
    constexpr int values = 50;
    constexpr int takers = 500;
    for (int i = 0; i < values; ++i) put("k" + std::to_string(i), "v", hour);
    std::atomic<int> taken{0};
    at_once(takers, [&](int i) -> Task<Result<void>> {
        std::string key = "k" + std::to_string(i % values);
        CO_TRY(const auto value, co_await cache().take(std::move(key)));
        if (value) ++taken;
        co_return ok();
    });
    EXPECT_EQ(taken, values);
}

TEST_P(CacheContract, ACounterDiesAtTheTimeThatItsFirstIncrementSet) {
    const auto first = increment("a", hour);
    EXPECT_EQ(first.value, 1);
    EXPECT_GT(first.left.count(), 0);
    EXPECT_LE(first.left, hour);
    const auto second = increment("a", 2 * hour);
    EXPECT_EQ(second.value, 2);
    EXPECT_LE(second.left, first.left);
    erase("a");
    EXPECT_EQ(increment("a", Milliseconds{20}).value, 1);
    EXPECT_TRUE(comes_true([&] { return increment("a", Milliseconds{20}).value == 1; }));
}

TEST_P(CacheContract, TenThousandAtOnceAreCountedEach) {
    constexpr int many = 10'000;
    Mutex<std::vector<bool>> seen{std::vector<bool>(many + 1)};
    at_once(many, [&](int) -> Task<Result<void>> {
        std::string key = "a";
        CO_TRY(const auto count, co_await cache().increment(std::move(key), hour));
        (*seen.lock())[static_cast<std::size_t>(count.value)] = true;
        co_return ok();
    });
    EXPECT_EQ(std::ranges::count(*seen.lock(), true), many) << "each got a number of its own";
    EXPECT_EQ(increment("a", hour).value, many + 1);
}

TEST_P(CacheContract, NewsReachWhoListensToThatChannel) {
    Mutex<std::vector<std::string>> heard;
    const auto kept = cache().subscribe(
        "a", {[&](const std::string& message) { heard.lock()->push_back(message); }, {}});
    auto ended = cache().subscribe("a", {[](const std::string&) { ADD_FAILURE(); }, {}});
    ended.reset();
    cache().publish("b", "other");
    cache().publish("a", "one");
    cache().publish("a", "two\nlines\r\n");
    EXPECT_TRUE(comes_true([&] { return heard.lock()->size() == 2; }));
    EXPECT_THAT(*heard.lock(), testing::ElementsAre("one", "two\nlines\r\n"));
}

INSTANTIATE_TEST_SUITE_P(Caches, CacheContract, testing::Values(Kind::memory, Kind::redis),
                         [](const auto& which) {
                             return which.param == Kind::memory ? "Memory" : "Redis";
                         });

class RedisTest : public testing::Test {
protected:
    /// Until Redis answers this node again, whichever loop asks.
    bool is_back(RedisNode& node) {
        return comes_true([&] {
            return node.put("probe", "1") && node.put("probe", "1") &&
                   node.logged("Redis is back") > 0;
        });
    }

    RedisUnderTest redis_;
};

TEST_F(RedisTest, KeysBeginWithThePrefixAndEndByThemselves) {
    RedisNode node{redis_.url()};
    must(node.put("a", "1"));
    node.count("b");
    EXPECT_EQ(redis_.cli({"KEYS", "*"}).find("fairlead:") != std::string::npos, true);
    for (const char* key : {"fairlead:a", "fairlead:b"})
        EXPECT_GT(std::stoll(redis_.cli({"PTTL", key})), 0) << key;
}

TEST_F(RedisTest, TheNodesShareIt) {
    RedisNode one{redis_.url()};
    RedisNode other{redis_.url()};
    std::atomic<int> heard{0};
    const auto kept = other.cache->subscribe("a", {[&](const std::string&) { ++heard; }, {}});
    must(one.put("a", "1"));
    EXPECT_EQ(must(other.take("a")), "1");
    EXPECT_EQ(must(one.take("a")), std::nullopt);
    EXPECT_EQ(one.count("b"), 1);
    EXPECT_EQ(other.count("b"), 2);
    one.cache->publish("a", "x");
    EXPECT_TRUE(comes_true([&] { return heard == 1; }));
}

TEST_F(RedisTest, LostItIsUnavailableAtOnceAndCountsGoOnHere) {
    RedisNode node{redis_.url()};
    must(node.put("a", "1"));
    EXPECT_EQ(node.count("b"), 1);
    redis_.stop();
    for (int i = 0; i < 1000; ++i) {
        const auto answer = node.get("a");
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, Errc::unavailable);
        EXPECT_TRUE(answer.error().retry_after);
    }
    EXPECT_EQ(node.count("b"), 1);
    EXPECT_EQ(node.count("b"), 2);
    EXPECT_TRUE(comes_true([&] { return node.logged("Redis is lost") == 1; }));
    EXPECT_THAT(node.metrics.text(), HasSubstr("fairlead_redis_up 0"));
    redis_.start();
    EXPECT_TRUE(is_back(node));
    EXPECT_EQ(node.logged("Redis is lost"), 1) << "said once";
    EXPECT_EQ(node.logged("Redis is back"), 1);
    EXPECT_THAT(node.metrics.text(), HasSubstr("fairlead_redis_up 1"));
    EXPECT_EQ(must(node.get("a")), std::nullopt) << "what it held is gone";
}

TEST_F(RedisTest, UnderLoadEveryCallIsAnsweredThroughKillsAndFlushes) {
    RedisNode node{redis_.url()};
    std::atomic<bool> stop{false};
    std::atomic<int> good{0};
    std::atomic<int> unavailable{0};
    TaskScope callers{[](std::string_view, const Error& error) {
        ADD_FAILURE() << error.message << " " << error.detail;
    }};
    for (int i = 0; i < 40; ++i) {
        callers.spawn(node.loops.next(), "caller", [&, i]() -> Task<Result<void>> {
            const std::string key = "k" + std::to_string(i);
            while (!stop) {
                const auto stored = co_await node.cache->put(key, key, hour);
                const auto taken = co_await node.cache->take(key);
                if (!taken && taken.error().code != Errc::unavailable) co_return taken.error();
                if (taken && *taken && **taken != key)
                    co_return Error{Errc::internal, "an answer of another's", **taken};
                ++(stored && taken ? good : unavailable);
                const Milliseconds moment{1};
                if (!stored || !taken) CO_CHECK(co_await sleep_for(moment));
            }
            co_return ok();
        });
    }
    for (int round = 0; round < 3; ++round) {
        const int before = good;
        EXPECT_TRUE(comes_true([&] { return good > before + 500; })) << round;
        redis_.cli({"FLUSHALL"});
        redis_.stop(SIGKILL);
        const int lost = unavailable;
        EXPECT_TRUE(comes_true([&] { return unavailable > lost; })) << round;
        redis_.start();
    }
    const int before = good;
    EXPECT_TRUE(comes_true([&] { return good > before + 500; }));
    stop = true;
    callers.join();
}

// A silent Redis costs the calls that meet it their patience once, not each that follows.
TEST_F(RedisTest, SilentItIsGivenUp) {
    RedisNode node{redis_.url()};
    must(node.put("a", "1"));
    redis_.pause();
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 300; ++i) EXPECT_FALSE(node.get("a"));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{60});
    EXPECT_TRUE(comes_true([&] { return node.logged("Redis is lost") == 1; }));
    redis_.resume();
    EXPECT_TRUE(is_back(node));
    EXPECT_EQ(must(node.get("a")), "1");
}

/// A machine that stood still, or had too much to do, has lost nothing but time.
TEST_F(RedisTest, IsNotBlamedForALoopThatWasHeldUp) {
    RedisNode node{redis_.url()};
    must(node.put("a", "1"));
    const auto hold_up = [] { std::this_thread::sleep_for(Milliseconds{1500}); };
    const auto ask = [&]() -> Task<Result<Value>> {
        const auto executor = co_await boost::asio::this_coro::executor;
        boost::asio::post(executor, hold_up);  // before the command is sent
        co_return co_await node.cache->get("a");
    };
    for (std::size_t i = 0; i < 2 * node.loops.size(); ++i)
        EXPECT_EQ(must(node.ask<Value>(ask)), "1");
    EXPECT_EQ(node.logged("Redis is lost"), 0);
}

TEST_F(RedisTest, FullItTakesNoWritesAndSaysSoOnce) {
    RedisNode node{redis_.url()};
    must(node.put("a", "1"));
    redis_.cli({"CONFIG", "SET", "maxmemory", "1"});
    for (int i = 0; i < 5; ++i) {
        const auto refused = node.put("b", "2");
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::unavailable);
    }
    EXPECT_EQ(node.count("c"), 1);
    EXPECT_EQ(node.count("c"), 2);
    EXPECT_EQ(must(node.get("a")), "1");
    EXPECT_EQ(node.logged("Redis takes no writes. Redis is full"), 1);
    redis_.cli({"CONFIG", "SET", "maxmemory", "0"});
    must(node.put("b", "2"));
    EXPECT_EQ(node.logged("Redis takes writes again"), 1);
}

TEST_F(RedisTest, NewsGoOnAfterAReconnectAndListenersLearnThatTheyMissedSome) {
    RedisNode node{redis_.url()};
    RedisNode other{redis_.url()};
    std::atomic<int> heard{0};
    std::atomic<int> missed{0};
    const auto kept =
        node.cache->subscribe("a", {[&](const std::string&) { ++heard; }, [&] { ++missed; }});
    redis_.stop();
    other.cache->publish("a", "lost");
    // Back before anybody noticed is no coming back.
    EXPECT_TRUE(comes_true([&] { return other.logged("Redis is lost") == 1; }));
    redis_.start();
    EXPECT_TRUE(comes_true([&] { return missed == 1; }));
    EXPECT_TRUE(is_back(other));
    other.cache->publish("a", "x");
    EXPECT_TRUE(comes_true([&] { return heard == 1; }));
    EXPECT_EQ(missed, 1);
}

/// What create says, and doctor: the same line.
std::string refusal(const std::string& url, const std::string& authority = {}) {
    RedisNode node;
    const auto opened = node.open(url, authority);
    EXPECT_FALSE(opened);
    const auto examined = node.ask<std::string>(
        [&] { return cache::RedisCache::examine(RedisNode::options(url, authority)); });
    EXPECT_FALSE(examined);
    if (opened || examined) return "was not refused";
    EXPECT_EQ(opened.error().message, examined.error().message);
    const std::string told = opened.error().message + " " + opened.error().detail;
    EXPECT_THAT(told, Not(HasSubstr("p@ss")));
    EXPECT_THAT(told, Not(HasSubstr("wrong1")));
    return opened.error().message;
}

TEST_F(RedisTest, WhatDoesNotMendItselfIsRefusedWithALine) {
    const std::string at = "localhost:" + std::to_string(redis_.port());
    EXPECT_THAT(refusal("redis://:wrong1@" + at), HasSubstr("refuses the user or the password"));
    EXPECT_THAT(refusal("redis://someone:wrong1@" + at), HasSubstr("refuses the user"));
    EXPECT_THAT(refusal("redis://" + at), HasSubstr("wants a password"));
    EXPECT_THAT(refusal(redis_.url() + "/99"), HasSubstr("no database of that number"));
}

TEST_F(RedisTest, AUserOfItsOwnMayBeGivenWhatItNeedsAlone) {
    redis_.cli({"ACL", "SETUSER", "app", "on", ">app-p@ss", "~fairlead:*", "&fairlead:*", "+get",
                "+set", "+getdel", "+del", "+eval", "+incr", "+pttl", "+pexpire", "+publish",
                "+subscribe", "+ping"});
    const std::string url = "redis://app:app-p%40ss@localhost:" + std::to_string(redis_.port());
    RedisNode node{url};
    must(node.put("a", "1"));
    EXPECT_EQ(must(node.take("a")), "1");
    EXPECT_EQ(node.count("b"), 1);
    const auto examine = [&] {
        return node.ask<std::string>(
            [&] { return cache::RedisCache::examine(RedisNode::options(url)); });
    };
    EXPECT_EQ(must(examine()), "");
    redis_.cli({"ACL", "SETUSER", "app", "-getdel"});
    const auto examined = examine();
    ASSERT_FALSE(examined);
    EXPECT_THAT(examined.error().message, HasSubstr("does not let this user"));
}

TEST_F(RedisTest, OneThatEvictsIsWarnedOf) {
    redis_.cli({"CONFIG", "SET", "maxmemory", "100mb"});
    redis_.cli({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
    RedisNode node{redis_.url()};
    EXPECT_EQ(node.logged("Set noeviction"), 1);
}

TEST_F(RedisTest, APortThatSpeaksNoTlsIsToldApartFromNone) {
    std::string secure = redis_.url();
    secure.insert(5, "s");
    RedisNode node{secure};
    EXPECT_EQ(node.logged("is there, but does not speak TLS"), 1);
}

TEST_F(RedisTest, OneThatIsAwayAtTheStartIsWaitedFor) {
    redis_.stop();
    RedisNode node{redis_.url()};
    EXPECT_EQ(node.logged("Redis is lost"), 1);
    EXPECT_FALSE(node.get("a"));
    redis_.start();
    EXPECT_TRUE(is_back(node));
}

TEST(RedisTlsTest, OnlyATrustedCertificateIsTalkedTo) {
    const TemporaryDirectory directory;
    const TemporaryDirectory elsewhere;
    const auto certificate = write_loopback_certificate(directory.path());
    const auto other = write_loopback_certificate(elsewhere.path());
    RedisUnderTest redis{{.tls = certificate, .more = {}}};
    RedisNode node{redis.url(), certificate.authority_pem};
    must(node.put("a", "1"));
    EXPECT_EQ(must(node.get("a")), "1");
    EXPECT_THAT(refusal(redis.url(), other.authority_pem), HasSubstr("does not prove who it is"));
    EXPECT_THAT(refusal(redis.url()), HasSubstr("does not prove who it is"));
    // A restart within the blink of an eye is not even logged.
    redis.stop();
    EXPECT_TRUE(comes_true([&] { return node.logged("Redis is lost") == 1; }));
    redis.start();
    EXPECT_TRUE(comes_true([&] { return node.put("a", "2") && node.logged("Redis is back") > 0; }));
}

TEST(RedisSentinelTest, ThePrimaryIsFoundAndFoundAgain) {
    SentinelUnderTest sentinel;
    RedisNode node{sentinel.url()};
    std::atomic<int> heard{0};
    const auto kept = node.cache->subscribe("a", {[&](const std::string&) { ++heard; }, {}});
    must(node.put("a", "1"));
    EXPECT_THAT(sentinel.primary().cli({"GET", "fairlead:a"}), HasSubstr("1"));
    sentinel.fail_over();
    EXPECT_TRUE(comes_true([&] {
        return node.put("b", "2") && sentinel.replica().cli({"GET", "fairlead:b"}) == "2\n";
    }));
    EXPECT_TRUE(comes_true([&] {
        node.cache->publish("a", "x");
        return heard > 0;
    }));
}

TEST(RedisSentinelTest, AnUnknownNameAndAReplicaAreToldApart) {
    SentinelUnderTest sentinel;
    EXPECT_THAT(refusal(sentinel.url() + "s"), HasSubstr("knows no primary of that name"));
    RedisNode node{sentinel.replica().url()};
    EXPECT_EQ(node.logged("read-only replica"), 1);
    EXPECT_FALSE(node.put("a", "1"));
}

}  // namespace
}  // namespace fairlead::tests
