// SPDX-License-Identifier: Apache-2.0
#include "oauth/resource_metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::oauth {
namespace {

using testing::ElementsAre;

std::string document_of(const std::string& resource,
                        const std::string& servers = R"(["https://as.example"])") {
    return R"({"resource":")" + resource + R"(","authorization_servers":)" + servers + "}";
}

TEST(ResourceMetadata, NamesTheServerThatIssuesTokensForIt) {
    const auto found = read_resource_metadata(
        R"({"resource":"https://rs.example/mcp","scopes_supported":["mcp"],)"
        R"("authorization_servers":["https://as.example/t","https://other.example"]})",
        "https://rs.example/mcp");
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->resource, "https://rs.example/mcp");
    EXPECT_EQ(found->server, "https://as.example/t");
    EXPECT_THAT(found->scopes, ElementsAre("mcp"));
}

TEST(ResourceMetadata, MayBeOfAPlaceAboveOnTheSameOriginAndNoOther) {
    const std::string asked = "https://rs.example/a/mcp";
    for (const char* resource :
         {"https://rs.example", "https://rs.example/", "https://rs.example/a",
          "https://rs.example/a/", "https://rs.example/a/mcp", "https://rs.example/a/mcp/"})
        EXPECT_TRUE(read_resource_metadata(document_of(resource), asked)) << resource;
    for (const char* resource :
         {"https://rs.example/b", "https://rs.example/a/m", "https://rs.example/a/mcp/b",
          "https://other.example/a/mcp", "https://rs.example:8443/a/mcp", "http://rs.example/a/mcp",
          "https://u@rs.example/a/mcp", "https://rs.example.evil.example", ""})
        EXPECT_FALSE(read_resource_metadata(document_of(resource), asked)) << resource;
}

TEST(ResourceMetadata, WithoutAServerThatCouldBeAskedItIsOfNoUse) {
    const std::string asked = "https://rs.example";
    for (const char* servers : {"[]", "null", "[7]", R"(["http://as.example"])",
                                R"(["https://u@as.example"])", R"(["https://as.example?x"])"})
        EXPECT_FALSE(read_resource_metadata(document_of(asked, servers), asked)) << servers;
    EXPECT_FALSE(read_resource_metadata("[]", asked));
}

TEST(ResourceMetadata, IsLookedForBehindTheWellKnownPlaceThenAtTheOrigins) {
    EXPECT_THAT(*resource_metadata_urls("https://rs.example/a/mcp/"),
                ElementsAre("https://rs.example/.well-known/oauth-protected-resource/a/mcp",
                            "https://rs.example/.well-known/oauth-protected-resource"));
    EXPECT_THAT(*resource_metadata_urls("https://rs.example"),
                ElementsAre("https://rs.example/.well-known/oauth-protected-resource"));
    EXPECT_FALSE(resource_metadata_urls("http://rs.example"));
}

std::string pointer_in(const std::string& challenge) {
    return resource_metadata_pointer({{"WWW-Authenticate", challenge}}).value_or("(none)");
}

TEST(ResourceMetadata, IsPointedAtByARefusal) {
    EXPECT_EQ(pointer_in(R"(Bearer resource_metadata="https://rs.example/d")"),
              "https://rs.example/d");
    EXPECT_EQ(pointer_in(R"(Basic realm="a, b", Bearer error="x", Resource_Metadata="u")"), "u");
    EXPECT_EQ(pointer_in("Bearer resource_metadata=https://rs.example/d, a=b"),
              "https://rs.example/d");
    EXPECT_EQ(pointer_in(R"(Bearer resource_metadata="a\"b")"), "a\"b");
    EXPECT_EQ(pointer_in(R"(Bearer error="resource_metadata=x")"), "(none)");
    EXPECT_EQ(pointer_in(R"(Bearer my_resource_metadata="x")"), "(none)");
    EXPECT_EQ(pointer_in("Bearer resource_metadata"), "(none)");
    EXPECT_EQ(pointer_in(""), "(none)");
    EXPECT_FALSE(resource_metadata_pointer({}));
    EXPECT_EQ(resource_metadata_pointer({{"WWW-Authenticate", "Basic realm=x"},
                                         {"WWW-Authenticate", "Bearer resource_metadata=\"u\""}}),
              "u");
}

RC_GTEST_PROP(ResourceMetadata, AQuotedPointerComesBackAsItWas, ()) {
    const auto url = *rc::gen::container<std::string>(rc::gen::inRange<char>(32, 127));
    std::string quoted;
    for (const char c : url) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    RC_ASSERT(pointer_in("Bearer a=\"1\", resource_metadata=\"" + quoted + "\", b=c") == url);
}

RC_GTEST_PROP(ResourceMetadata, AnyChallengeIsRead, ()) {
    const auto text =
        *rc::gen::container<std::string>(rc::gen::element('"', '\\', '=', ',', ' ', 'a', 'r', 'B'));
    static_cast<void>(pointer_in(text));
    // A good one behind whatever is closed is still found.
    const bool is_closed = text.find_first_of("\"\\=") == std::string::npos;
    if (is_closed) RC_ASSERT(pointer_in(text + ", resource_metadata=\"u\"") == "u");
}

}  // namespace
}  // namespace fairlead::oauth
