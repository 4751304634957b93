// SPDX-License-Identifier: Apache-2.0
#include "http/openapi.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

#include <set>

namespace fairlead::http {
namespace {

enum class Sort : std::uint8_t { newest, oldest };
BOOST_DESCRIBE_ENUM(Sort, newest, oldest)

struct Thing {
    Id<struct ThingTag> id;
    std::string name;
    std::optional<Time> seen_at;
    std::optional<Sort> sort;
    std::map<std::string, std::string> vars;
    Json metadata;
    std::vector<Thing> parts;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (id, name, seen_at, sort, vars, metadata, parts))

struct ListThings {
    static constexpr Route route{Method::get,       "/api/things",
                                 Access::workspace, Scope::connections_read,
                                 "List the things", {.tag = "things"}};
    struct Input {
        Default<std::uint16_t> limit{50};
        Default<Sort> sort{Sort::oldest};
        std::optional<std::string> cursor;
        std::optional<bool> hidden;
    };
    using Output = Page<Thing>;
    Task<Result<Output>> operator()(Caller, Input) const { co_return Output{}; }
};
BOOST_DESCRIBE_STRUCT(ListThings::Input, (), (limit, sort, cursor, hidden))

struct AddThing {
    static constexpr Route route{Method::post,  "/api/things/{place}",
                                 Access::user,  Scope::connections_write,
                                 "Add a thing", {.status = 201}};
    static constexpr std::array<std::string_view, 1> aliases{"/things/{place}"};
    struct Input {
        std::string place;
        Secret key;
        bool quick = false;
        Thing thing;
    };
    using Output = Thing;
    Task<Result<Output>> operator()(Caller, Input) const { co_return Thing{}; }
};
BOOST_DESCRIBE_STRUCT(AddThing::Input, (), (place, key, quick, thing))

struct DropThing {
    static constexpr Route route{Method::del, "/api/things/{id}", Access::user,
                                 Scope::connections_write, "Drop a thing"};
    struct Input {
        Id<struct ThingTag> id;
    };
    using Output = Nothing;
    Task<Result<Output>> operator()(Caller, Input) const { co_return Nothing{}; }
};
BOOST_DESCRIBE_STRUCT(DropThing::Input, (), (id))

struct Page404 {
    static constexpr Route route{Method::get, "/page/{rest*}", Access::open,
                                 Scope::none, "A page",        {.produces = "text/html"}};
    struct Input {
        std::string rest;
    };
    using Output = Reply;
    Task<Result<Reply>> operator()(Caller, Input) const { co_return Reply::html(""); }
};
BOOST_DESCRIBE_STRUCT(Page404::Input, (), (rest))

struct Hidden {
    static constexpr Route route{Method::get, "/hidden", Access::open,
                                 Scope::none, "Hidden",  {.documented = false}};
    using Input = Nothing;
    using Output = Nothing;
    Task<Result<Output>> operator()(Caller, Input) const { co_return Nothing{}; }
};

template <class E>
void add(Router& router) {
    router.add<E>([]() -> E { throw 1; });
}

class OpenApiTest : public testing::Test {
protected:
    OpenApiTest() {
        Router router{Router::Use::documents_only};
        add<ListThings>(router);
        add<AddThing>(router);
        add<DropThing>(router);
        add<Page404>(router);
        add<Hidden>(router);
        text = openapi_document(router);
        document = *parse_json(text);
    }

    /// What a pointer finds, as JSON text.
    std::string at(std::string_view pointer) const {
        const json::value* found = find_pointer(document, pointer);
        return found == nullptr ? "absent" : json::serialize(*found);
    }

    std::string text;
    json::value document;
};

TEST_F(OpenApiTest, HoldsEveryPathAndMethodThatIsDocumented) {
    std::set<std::string> found;
    for (const auto& [path, methods] : document.at("paths").as_object()) {
        for (const auto& [method, operation] : methods.as_object()) {
            found.insert(std::string{method} + " " + std::string{path});
        }
    }
    EXPECT_EQ(found, (std::set<std::string>{"get /api/things", "post /api/things/{place}",
                                            "post /things/{place}", "delete /api/things/{id}",
                                            "get /page/{rest}"}));
    EXPECT_EQ(at("/openapi"), R"("3.1.0")");
}

TEST_F(OpenApiTest, DescribesParameters) {
    EXPECT_EQ(at("/paths/~1api~1things/get/parameters/0"),
              R"({"name":"limit","in":"query","required":false,"schema":)"
              R"({"type":"integer","format":"int32","minimum":0,"maximum":65535,"default":50}})");
    EXPECT_EQ(at("/paths/~1api~1things/get/parameters/1/schema"),
              R"({"type":"string","enum":["newest","oldest"],"default":"oldest"})");
    EXPECT_EQ(at("/paths/~1api~1things/get/parameters/2/schema"), R"({"type":"string"})");
    EXPECT_EQ(at("/paths/~1api~1things/get/parameters/3/schema"), R"({"type":"boolean"})");
    EXPECT_EQ(at("/paths/~1api~1things~1{id}/delete/parameters/0"),
              R"({"name":"id","in":"path","required":true,)"
              R"("schema":{"type":"string","format":"uuid"}})");
}

TEST_F(OpenApiTest, DescribesBodies) {
    EXPECT_EQ(at("/paths/~1api~1things~1{place}/post/requestBody/content/application~1json/schema"),
              R"({"$ref":"#/components/schemas/AddThingInput"})");
    EXPECT_EQ(at("/components/schemas/AddThingInput/required"), R"(["key","thing"])");
    EXPECT_EQ(at("/components/schemas/AddThingInput/additionalProperties"), "false");
    EXPECT_EQ(at("/components/schemas/AddThingInput/properties/quick"),
              R"({"type":"boolean","default":false})");
    EXPECT_EQ(at("/components/schemas/AddThingInput/properties/place"), "absent");
    EXPECT_EQ(at("/components/schemas/AddThingInput/properties/thing"),
              R"({"$ref":"#/components/schemas/ThingInput"})");
    EXPECT_EQ(at("/components/schemas/ThingInput/required"), R"(["id","name","metadata"])");
    EXPECT_EQ(at("/components/schemas/AddThingInput/properties/key/writeOnly"), "true");
    EXPECT_EQ(at("/paths/~1api~1things~1{id}/delete/requestBody"), "absent");
}

TEST_F(OpenApiTest, DescribesAnswers) {
    EXPECT_EQ(
        at("/paths/~1api~1things~1{place}/post/responses/201/content/application~1json/schema"),
        R"({"$ref":"#/components/schemas/Thing"})");
    EXPECT_EQ(at("/components/schemas/Thing/required"),
              R"(["id","name","seenAt","sort","vars","metadata","parts"])");
    EXPECT_EQ(at("/components/schemas/Thing/properties/seenAt"),
              R"({"type":["string","null"],"format":"date-time"})");
    EXPECT_EQ(at("/components/schemas/Thing/properties/sort"),
              R"({"type":["string","null"],"enum":["newest","oldest",null]})");
    EXPECT_EQ(at("/components/schemas/Thing/properties/parts/items"),
              R"({"$ref":"#/components/schemas/Thing"})");
    EXPECT_EQ(at("/components/schemas/Thing/properties/metadata"), "{}");
    EXPECT_EQ(at("/paths/~1api~1things~1{id}/delete/responses/204/content"), "absent");
    EXPECT_EQ(at("/paths/~1page~1{rest}/get/responses/200/content"), R"({"text/html":{}})");
    EXPECT_EQ(at("/components/responses/Problem/content/application~1problem+json/schema"),
              R"({"$ref":"#/components/schemas/Problem"})");
    EXPECT_EQ(at("/components/schemas/Problem/required"),
              R"(["type","title","status","code","detail","requestId"])");
}

TEST_F(OpenApiTest, SaysWhatProofIsNeeded) {
    EXPECT_EQ(at("/paths/~1api~1things/get/security"),
              R"([{"bearer":["connections:read"]},{"session":["connections:read"]}])");
    EXPECT_EQ(at("/paths/~1page~1{rest}/get/security"), "[]");
    EXPECT_EQ(at("/components/securitySchemes/bearer/scheme"), R"("bearer")");
}

TEST_F(OpenApiTest, GivesEveryOperationItsOwnName) {
    std::set<std::string> names;
    std::size_t operations = 0;
    for (const auto& [path, methods] : document.at("paths").as_object()) {
        for (const auto& [method, operation] : methods.as_object()) {
            names.insert(std::string{operation.at("operationId").as_string()});
            ++operations;
        }
    }
    EXPECT_EQ(names.size(), operations);
    EXPECT_TRUE(names.contains("addThing"));
    EXPECT_TRUE(names.contains("addThingAlias1"));
}

void collect_references(const json::value& value, std::set<std::string>& found) {
    if (value.is_array()) {
        for (const auto& item : value.as_array()) collect_references(item, found);
    } else if (value.is_object()) {
        for (const auto& [key, member] : value.as_object()) {
            if (key == "$ref") found.emplace(member.as_string());
            collect_references(member, found);
        }
    }
}

TEST_F(OpenApiTest, RefersOnlyToWhatIsThere) {
    std::set<std::string> references;
    collect_references(document, references);
    EXPECT_FALSE(references.empty());
    for (const std::string& reference : references) {
        EXPECT_NE(find_pointer(document, reference.substr(1)), nullptr) << reference;
    }
}

TEST_F(OpenApiTest, IsTheSameWhateverTheOrder) {
    Router router{Router::Use::documents_only};
    add<Page404>(router);
    add<DropThing>(router);
    add<Hidden>(router);
    add<AddThing>(router);
    add<ListThings>(router);
    EXPECT_EQ(openapi_document(router), text);
}

}  // namespace
}  // namespace fairlead::http
