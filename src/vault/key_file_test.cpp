// SPDX-License-Identifier: Apache-2.0
#include "vault/key_file.h"

#include "base/text.h"
#include "crypto/random.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace fairlead::vault {
namespace {

namespace fs = std::filesystem;

struct KeyFile : testing::Test {
    KeyFile() {
        std::string name = (fs::temp_directory_path() / "fairlead-keys-XXXXXX").string();
        folder = ::mkdtemp(name.data());
        path = folder / "keys";
    }
    ~KeyFile() override { fs::remove_all(folder); }

    std::string text() const {
        std::ifstream in{path};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    void write(const std::string& content, mode_t mode = 0400) {
        ::unlink(path.c_str());
        std::ofstream{path} << content;
        ::chmod(path.c_str(), mode);
    }
    mode_t mode() const {
        struct stat about{};
        ::stat(path.c_str(), &about);
        return about.st_mode & 07777;
    }
    std::string line(const std::string& id) {
        return std::string{generate_key_line(id, "", random).value().expose()};
    }

    fs::path folder;
    std::string path;
    crypto::SystemRandom random;
};

TEST_F(KeyFile, IsMadePrivateAndReadBack) {
    ASSERT_TRUE(create_key_file(path, "k1", "the first", random));
    EXPECT_EQ(mode(), 0400u);
    const auto keys = load_key_file(path);
    ASSERT_TRUE(keys) << keys.error().message;
    EXPECT_EQ(keys->active_id(), "k1");
    EXPECT_EQ(keys->list()[0].comment, "the first");
}

TEST_F(KeyFile, IsNeverOverwritten) {
    ASSERT_TRUE(create_key_file(path, "k1", "", random));
    const std::string before = text();
    const auto again = create_key_file(path, "k2", "", random);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::conflict);
    EXPECT_EQ(text(), before);
    EXPECT_FALSE(fs::exists(path + ".new"));
}

TEST_F(KeyFile, OthersMustNotReadIt) {
    for (const mode_t open : {0440u, 0404u, 0444u, 0640u, 0666u, 0420u}) {
        write(line("k1"), open);
        const auto keys = load_key_file(path);
        ASSERT_FALSE(keys) << std::oct << open;
        EXPECT_NE(keys.error().message.find("chmod 0400 '" + path + "'"), std::string::npos);
    }
    for (const mode_t closed : {0400u, 0600u}) {
        write(line("k1"), closed);
        EXPECT_TRUE(load_key_file(path)) << std::oct << closed;
    }
}

TEST_F(KeyFile, AbsentFolderOrTooLarge) {
    EXPECT_EQ(load_key_file(path).error().code, Errc::not_found);
    EXPECT_FALSE(load_key_file(folder.string()));
    write(std::string(70'000, '#'));
    EXPECT_FALSE(load_key_file(path));
    EXPECT_FALSE(create_key_file((folder / "absent" / "keys").string(), "k1", "", random));
}

TEST_F(KeyFile, AddedKeyBecomesActiveAndTheRestStays) {
    write("# ours\n" + line("k1") + " # first\n", 0600);
    const std::string before = text();
    ASSERT_TRUE(add_key(path, "k2", "second", random));
    EXPECT_TRUE(text().ends_with(before));
    EXPECT_EQ(mode(), 0600u);
    const auto keys = load_key_file(path);
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->active_id(), "k2");
    EXPECT_TRUE(keys->find("k1"));
    EXPECT_EQ(add_key(path, "k1", "", random).error().code, Errc::conflict);
    EXPECT_FALSE(add_key(path, "bad id", "", random));
}

TEST_F(KeyFile, AddingToABrokenOrOpenFileChangesNothing) {
    write("k1 nonsense\n");
    EXPECT_FALSE(add_key(path, "k2", "", random));
    EXPECT_EQ(text(), "k1 nonsense\n");
    write(line("k1"), 0444);
    EXPECT_FALSE(add_key(path, "k2", "", random));
    EXPECT_FALSE(add_key((folder / "absent").string(), "k2", "", random));
}

TEST_F(KeyFile, SymbolicLinkStaysOne) {
    ASSERT_TRUE(create_key_file(path, "k1", "", random));
    const auto link = folder / "link";
    fs::create_symlink(path, link);
    ASSERT_TRUE(add_key(link.string(), "k2", "", random));
    EXPECT_TRUE(fs::is_symlink(link));
    EXPECT_EQ(load_key_file(path)->active_id(), "k2");
}

TEST_F(KeyFile, RemovingTakesOneLine) {
    write("# top\n" + line("k3") + "\n" + line("k2") + " # k1 is older\n" + line("k1"));
    EXPECT_EQ(remove_key(path, "k3").error().code, Errc::conflict);
    EXPECT_EQ(remove_key(path, "k9").error().code, Errc::not_found);
    ASSERT_TRUE(remove_key(path, "k1"));
    const auto keys = load_key_file(path);
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->list().size(), 2u);
    EXPECT_TRUE(text().starts_with("# top\n"));
    EXPECT_NE(text().find("# k1 is older"), std::string::npos);
}

TEST_F(KeyFile, SeveralAtOnceLoseNoKey) {
    ASSERT_TRUE(create_key_file(path, "k0", "", random));
    std::vector<std::thread> threads;
    for (int t = 1; t <= 8; ++t) {
        threads.emplace_back(
            [this, t] { EXPECT_TRUE(add_key(path, "k" + std::to_string(t), "", random)); });
    }
    for (auto& one : threads) one.join();
    EXPECT_EQ(load_key_file(path)->list().size(), 9u);
}

TEST_F(KeyFile, SourcesAreJoinedAndTheFileComesFirst) {
    ASSERT_TRUE(create_key_file(path, "k1", "", random));
    std::ofstream{folder / credential_name} << line("c1");
    ::chmod((folder / credential_name).c_str(), 0440);
    KeySources sources;
    sources.key_file = path;
    sources.credentials_directory = folder.string();
    sources.environment_key =
        Secret::copy_of(" 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff ");
    const auto keys = load_keyring(sources);
    ASSERT_TRUE(keys) << keys.error().message;
    const auto listed = keys->list();
    ASSERT_EQ(listed.size(), 3u);
    EXPECT_EQ(listed[0].id, "k1");
    EXPECT_EQ(listed[1].id, "c1");
    EXPECT_EQ(listed[2].id, environment_key_id);
}

TEST_F(KeyFile, CredentialOpenToTheWorldIsRefused) {
    std::ofstream{folder / credential_name} << line("c1");
    ::chmod((folder / credential_name).c_str(), 0444);
    KeySources sources;
    sources.credentials_directory = folder.string();
    EXPECT_FALSE(load_keyring(sources));
}

TEST_F(KeyFile, NoSourceSaysHowToMakeOne) {
    const auto none = load_keyring(KeySources{});
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("fairlead keys generate"), std::string::npos);
    KeySources bad;
    bad.environment_key = Secret::copy_of("too-short-canary");
    const auto refused = load_keyring(bad);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("TOKEN_ENCRYPTION_KEY"), std::string::npos);
    EXPECT_EQ(refused.error().message.find("canary"), std::string::npos);
}

TEST_F(KeyFile, NewIdsAreTheDayAndANumber) {
    const Time day = parse_rfc3339("2026-01-02T03:04:05Z").value();
    EXPECT_EQ(unused_key_id(nullptr, day), "2026-01-02");
    write(line("2026-01-02"));
    const auto keys = load_key_file(path).value();
    EXPECT_EQ(unused_key_id(&keys, day), "2026-01-02-2");
}

}  // namespace
}  // namespace fairlead::vault
