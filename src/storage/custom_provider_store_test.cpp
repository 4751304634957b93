// SPDX-License-Identifier: Apache-2.0
#include "storage/custom_provider_store.h"

#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class CustomProviderStoreTest : public StoreTest {
protected:
    using Found = std::optional<CustomProvider>;

    CustomProvider provider(const std::string& id) {
        return {id, default_workspace, "id: " + id + "\n", 1, start, start};
    }
    bool insert(const CustomProvider& provider) {
        return must<bool>([&] { return store_.insert(provider); });
    }
    Found find(const std::string& id) {
        return must<Found>([&] { return store_.find(default_workspace, id); });
    }
    bool replace(const std::string& id, std::int64_t revision, const std::string& text) {
        return must<bool>(
            [&] { return store_.replace(default_workspace, id, revision, text, start + 1h); });
    }
    bool erase(const std::string& id) {
        return must<bool>([&] { return store_.erase(default_workspace, id); });
    }
    std::string stamp() {
        return must<std::string>([&] { return store_.stamp(); });
    }

    CustomProviderStore store_{*db_};
};

TEST_F(CustomProviderStoreTest, ComesBackWhole) {
    auto own = provider("custom-b");
    own.text = "id: custom-b\nname: 'Ünï'\n";
    own.revision = 7;
    EXPECT_TRUE(insert(own));
    EXPECT_TRUE(insert(provider("custom-a")));
    EXPECT_EQ(find("custom-b"), own);
    EXPECT_FALSE(find("custom-c"));
    const std::vector<CustomProvider> both{provider("custom-a"), own};
    EXPECT_EQ(must<std::vector<CustomProvider>>([&] { return store_.all(); }), both);
    EXPECT_EQ(must<std::vector<CustomProvider>>([&] { return store_.list(default_workspace); }),
              both);
}

TEST_F(CustomProviderStoreTest, AnIdIsTakenOnce) {
    EXPECT_TRUE(insert(provider("custom-a")));
    auto second = provider("custom-a");
    second.text = "another";
    EXPECT_FALSE(insert(second));
    EXPECT_EQ(find("custom-a")->text, "id: custom-a\n");
}

TEST_F(CustomProviderStoreTest, IsReplacedFromItsRevisionOnly) {
    insert(provider("custom-a"));
    EXPECT_TRUE(replace("custom-a", 1, "two"));
    EXPECT_FALSE(replace("custom-a", 1, "late"));
    EXPECT_FALSE(replace("custom-b", 1, "nobody's"));
    EXPECT_EQ(find("custom-a")->text, "two");
    EXPECT_EQ(find("custom-a")->revision, 2);
    EXPECT_EQ(find("custom-a")->updated_at, start + 1h);
    EXPECT_EQ(find("custom-a")->created_at, start);
}

TEST_F(CustomProviderStoreTest, EveryChangeChangesTheStamp) {
    std::vector<std::string> stamps{stamp()};
    insert(provider("custom-a"));
    stamps.push_back(stamp());
    replace("custom-a", 1, "two");
    stamps.push_back(stamp());
    auto second = provider("custom-b");
    second.created_at = second.updated_at = start + 1min;
    insert(second);
    stamps.push_back(stamp());
    EXPECT_TRUE(erase("custom-a"));
    stamps.push_back(stamp());
    EXPECT_FALSE(erase("custom-a"));
    EXPECT_EQ(stamps.back(), stamp());
    auto again = provider("custom-a");
    again.created_at = start + 2h;
    again.updated_at = start + 2h;
    insert(again);
    stamps.push_back(stamp());
    std::ranges::sort(stamps);
    EXPECT_EQ(std::ranges::adjacent_find(stamps), stamps.end());
}

TEST_F(CustomProviderStoreTest, CountsWhatIsConnected) {
    const auto one = add_connection();
    add_connection();
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await ConnectionStore::set_status(tx, default_workspace, one.id,
                                                      ConnectionStatus::disconnected,
                                                      ConnectionReason::none, "", start));
        co_return ok();
    });
    using Counts = std::map<std::string, std::int64_t>;
    EXPECT_EQ(must<Counts>([&] { return store_.connections(default_workspace); }),
              (Counts{{"acme", 1}}));
}

}  // namespace
}  // namespace fairlead::storage
