// SPDX-License-Identifier: Apache-2.0
//
// The master key changes while the server works; the old one goes; everything still opens.
#include "crypto/random.h"
#include "support/acme_world.h"
#include "vault/key_file.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace fairlead::tests {
namespace {

constexpr int users = 20;

std::string user(int number) { return "user-" + std::to_string(number); }

std::vector<std::string> connect_all(AcmeWorld& world) {
    std::vector<std::string> ids;
    for (int i = 0; i < users; ++i) {
        ids.push_back(world.connect(user(i), "bulk-" + std::to_string(i)));
    }
    return ids;
}

/// Reads tokens until told to stop; counts what was not 200.
class Reader {
public:
    Reader(AcmeWorld& world, std::vector<std::string> ids)
        : thread_([this, &world, all = std::move(ids)] {
              while (!is_over_) {
                  for (int i = 0; i < users && !is_over_; ++i) {
                      const int status = world.token(user(i), all[static_cast<size_t>(i)]).status;
                      ++(status == 200 ? good_ : bad_);
                  }
              }
          }) {}
    ~Reader() { end(); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    void end() {
        is_over_ = true;
        if (thread_.joinable()) thread_.join();
    }
    int good() const { return good_; }
    int bad() const { return bad_; }

private:
    std::atomic<bool> is_over_ = false;
    std::atomic<int> good_ = 0;
    std::atomic<int> bad_ = 0;
    std::thread thread_;
};

TEST(Keys, RotateWhileServingThenOpenEveryRowWithoutTheOldKey) {
    AcmeWorld world;
    const auto ids = connect_all(world);
    crypto::SystemRandom random;
    {
        Reader reader{world, ids};
        ASSERT_TRUE(eventually([&reader] { return reader.good() >= users; }));
        must(vault::add_key(world.app.key_file(), "second", "tests", random));
        const std::string said = world.app.administer("keys.rotate");
        EXPECT_NE(said.find("second"), std::string::npos) << said;
        const int before = reader.good();
        ASSERT_TRUE(eventually([&] { return reader.good() >= before + users; }));
        reader.end();
        EXPECT_EQ(reader.bad(), 0);
    }
    EXPECT_EQ(world.app.administer("keys.removable", {{"id", "first"}}), "");
    must(vault::remove_key(world.app.key_file(), "first"));
    world.app.restart();
    EXPECT_EQ(world.app.administer("keys.verify").find("do not open"), std::string::npos);
    for (int i = 0; i < users; ++i) {
        const std::string& id = ids[static_cast<std::size_t>(i)];
        EXPECT_EQ(world.token(user(i), id).status, 200);
        EXPECT_EQ(world.refresh(user(i), id).status, 200);  // the refresh token opens too
    }
}

TEST(Keys, AnActiveKeyIsNotRemovable) {
    AcmeWorld world;
    world.connect("user-1", "bulk-1");
    EXPECT_THROW(world.app.administer("keys.removable", {{"id", "first"}}), Failure);
}

TEST(Keys, AWrongMasterKeyIsRefusedAtTheStartWithWhatToDo) {
    AcmeWorld world;
    const std::string id = world.connect("user-1", "bulk-1");
    world.app.stop();
    const std::string other = world.directory.file("other.keys");
    crypto::SystemRandom random;
    must(vault::create_key_file(other, "other", "tests", random));
    world.app.set("FAIRLEAD_KEY_FILE", other);
    const std::string why = world.app.try_start();
    EXPECT_NE(why.find("key"), std::string::npos) << why;
    EXPECT_NE(why.find("first"), std::string::npos) << why;  // names the key that is missing
    world.app.set("FAIRLEAD_KEY_FILE", world.app.key_file());
    world.app.start();
    EXPECT_EQ(world.token("user-1", id).status, 200);
}

}  // namespace
}  // namespace fairlead::tests
