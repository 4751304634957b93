// SPDX-License-Identifier: Apache-2.0
#include "base/disk.h"

#include "base/faulty_disk.h"
#include "base/temporary_directory.h"
#include "base/text.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

namespace fairlead {
namespace {

class DiskTest : public testing::Test {
protected:
    std::unique_ptr<File> open(Disk& disk, const char* name, OpenMode mode = OpenMode::create) {
        auto file = disk.open(directory_.file(name), mode);
        EXPECT_TRUE(file);
        return *std::move(file);
    }
    std::string content(const char* name) {
        const auto text = read_file(system_, directory_.file(name), 1 << 20);
        return text ? *text : "error: " + text.error().message;
    }

    TemporaryDirectory directory_;
    SystemDisk system_;
    FaultyDisk faulty_{system_};
};

TEST_F(DiskTest, WritesReadsAndMeasures) {
    const auto file = open(system_, "a");
    ASSERT_TRUE(file->write_at(3, bytes_of("abc")));
    ASSERT_TRUE(file->sync());
    EXPECT_EQ(*file->size(), 6u);
    std::array<std::byte, 10> out{};
    EXPECT_EQ(*file->read_at(2, out), 4u);
    EXPECT_EQ(text_of(std::span{out}.first(4)), (std::string_view{"\0abc", 4}));
    EXPECT_EQ(*file->read_at(100, out), 0u);
    ASSERT_TRUE(file->truncate(4));
    EXPECT_EQ(content("a"), (std::string{"\0\0\0a", 4}));
}

TEST_F(DiskTest, ModesOfOpening) {
    EXPECT_EQ(system_.open(directory_.file("x"), OpenMode::read).error().code, Errc::not_found);
    EXPECT_EQ(system_.open(directory_.file("x"), OpenMode::write).error().code, Errc::not_found);
    EXPECT_TRUE(system_.open(directory_.file("x"), OpenMode::create_new));
    const auto again = system_.open(directory_.file("x"), OpenMode::create_new);
    EXPECT_EQ(again.error().code, Errc::conflict);
    EXPECT_NE(again.error().detail.find("/x: File exists"), std::string::npos);
    const auto reading = open(system_, "x", OpenMode::read);
    EXPECT_FALSE(reading->write_at(0, bytes_of("a")));
}

TEST_F(DiskTest, NewFilesAreOurs) {
    open(system_, "x");
    struct stat status{};
    ASSERT_EQ(::stat(directory_.file("x").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, 0600u);
}

TEST_F(DiskTest, SymbolicLinksAreRefused) {
    open(system_, "x");
    ASSERT_EQ(::symlink("x", directory_.file("link").c_str()), 0);
    const auto file = system_.open(directory_.file("link"), OpenMode::read);
    EXPECT_EQ(file.error().code, Errc::forbidden);
}

TEST_F(DiskTest, LockIsExclusiveAndEndsWithTheFile) {
    auto first = open(system_, "lock");
    const auto second = open(system_, "lock");
    EXPECT_TRUE(*first->try_lock());
    EXPECT_FALSE(*second->try_lock());
    first.reset();
    EXPECT_TRUE(*second->try_lock());
}

TEST_F(DiskTest, Directories) {
    const std::string sub = directory_.file("sub");
    ASSERT_TRUE(system_.make_directory(sub));
    ASSERT_TRUE(system_.make_directory(sub));
    open(system_, "sub/b");
    open(system_, "sub/a");
    EXPECT_EQ(*system_.list(sub), (std::vector<std::string>{"a", "b"}));
    ASSERT_TRUE(system_.rename(sub + "/a", sub + "/c"));
    ASSERT_TRUE(system_.unlink(sub + "/b"));
    ASSERT_TRUE(system_.sync_directory(sub));
    EXPECT_EQ(*system_.list(sub), std::vector<std::string>{"c"});
    EXPECT_EQ(system_.list(sub + "/none").error().code, Errc::not_found);
    EXPECT_EQ(system_.unlink(sub + "/none").error().code, Errc::not_found);
    EXPECT_EQ(system_.make_directory(sub + "/c").error().code, Errc::conflict);
}

TEST_F(DiskTest, FillsWithZerosAndKeepsWhatIsThere) {
    const auto file = open(system_, "a");
    ASSERT_TRUE(file->write_at(0, bytes_of("ab")));
    ASSERT_TRUE(fill_with_zeros(*file, 3 * 1024 * 1024 + 5));
    EXPECT_EQ(*file->size(), 3u * 1024 * 1024 + 5);
    struct stat status{};
    ASSERT_EQ(::stat(directory_.file("a").c_str(), &status), 0);
    EXPECT_GE(status.st_blocks * 512, 3 * 1024 * 1024);
    std::array<std::byte, 3> out{};
    EXPECT_EQ(*file->read_at(0, out), 3u);
    EXPECT_EQ(text_of(out), (std::string_view{"ab\0", 3}));
}

TEST_F(DiskTest, ReadFileKeepsItsLimit) {
    ASSERT_TRUE(replace_file(system_, directory_.file("a"), "12345"));
    EXPECT_EQ(*read_file(system_, directory_.file("a"), 5), "12345");
    EXPECT_EQ(read_file(system_, directory_.file("a"), 4).error().code, Errc::too_large);
}

TEST_F(DiskTest, ReplaceFileIsAllOrNothing) {
    const std::string path = directory_.file("a");
    ASSERT_TRUE(replace_file(faulty_, path, "old"));
    faulty_.fail_write(1, ENOSPC);
    EXPECT_EQ(replace_file(faulty_, path, "new").error().code, Errc::unavailable);
    faulty_.tear_write(1, 2);
    EXPECT_FALSE(replace_file(faulty_, path, "new"));
    faulty_.fail_sync(1, EIO);
    EXPECT_EQ(replace_file(faulty_, path, "new").error().code, Errc::internal);
    EXPECT_EQ(content("a"), "old");
    EXPECT_EQ(*system_.list(directory_.path()), std::vector<std::string>{"a"});
    ASSERT_TRUE(replace_file(faulty_, path, "new"));
    EXPECT_EQ(content("a"), "new");
}

TEST_F(DiskTest, FaultyDiskFailsTheOneItWasTold) {
    const auto file = open(faulty_, "a");
    faulty_.fail_write(2, EIO);
    EXPECT_TRUE(file->write_at(0, bytes_of("1")));
    const auto failed = file->write_at(1, bytes_of("2"));
    EXPECT_NE(failed.error().detail.find("Input/output error"), std::string::npos);
    EXPECT_TRUE(file->write_at(1, bytes_of("3")));
    faulty_.tear_write(1, 2);
    EXPECT_FALSE(file->write_at(2, bytes_of("abcd")));
    EXPECT_EQ(content("a"), "13ab");
    faulty_.fail_sync(2, EIO);
    EXPECT_TRUE(file->sync());
    EXPECT_FALSE(file->sync());
    EXPECT_TRUE(file->sync());
    faulty_.set_full(true);
    EXPECT_EQ(file->write_at(0, bytes_of("x")).error().code, Errc::unavailable);
    faulty_.set_full(false);
    EXPECT_TRUE(file->write_at(0, bytes_of("x")));
    EXPECT_EQ(faulty_.writes(), 6);
    EXPECT_EQ(faulty_.syncs(), 3);
}

}  // namespace
}  // namespace fairlead
