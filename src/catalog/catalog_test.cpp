// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include "catalog/builtin_providers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace fairlead::catalog {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

constexpr auto sandbox = "https://localhost:8443";

/// A directory of provider files that goes with the test.
class Directory {
public:
    Directory() {
        std::string name = (std::filesystem::temp_directory_path() / "fairlead-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~Directory() { std::filesystem::remove_all(path_); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    std::string write(const std::string& name, const std::string& text) const {
        const auto path = path_ + "/" + name;
        std::ofstream{path} << text;
        return path;
    }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

CatalogOptions options(const std::string& directory = {}) {
    CatalogOptions result;
    result.builtin = builtin_providers();
    result.user_directory = directory;
    result.server["sandbox"] = sandbox;
    return result;
}

std::unique_ptr<Catalog> created(CatalogOptions with) {
    auto catalog = Catalog::create(std::move(with));
    if (!catalog) ADD_FAILURE() << catalog.error().message;
    return catalog ? *std::move(catalog) : nullptr;
}

constexpr auto parent_file = R"(
id: parent
name: Parent
groups: [crm]
docs: https://parent.example/docs
grade: a
vars:
  region: {one_of: [com, eu], default: com}
  unused: {kind: text}
api:
  base: https://api.parent.{region}
auth:
  oauth:
    kind: oauth2_code
    authorize: {url: 'https://login.parent.com/authorize', scopes: [read], pkce: off, why: refuses it}
    token: {url: 'https://login.parent.com/token', client: basic, headers: {Accept: application/json},
            ok: {at: /ok, is: true}, extra: {a: b}}
    refresh: {by: refresh_token, rotation: grace, grace: 60, extra: {c: d}}
    revoke: {url: 'https://login.parent.com/revoke', reach: account}
  key:
    kind: key
    attach: [{header: X-Key, value: '{cred.key}'}]
    fields: {key: {secret: true}}
whoami: {url: 'https://api.parent.com/me', id: /id}
metadata: {id: {at: /id}, plan: {at: [/plan, /tier], kind: integer, optional: true}}
variants:
  sandbox: {auth: {oauth: {token: {url: 'https://login.parent-test.com/token'}}}}
)";

constexpr auto child_file = R"(
id: child
name: Child
groups: [support]
like: parent
api: {base: 'https://child.parent.{region}'}
whoami: {path: /me}
auth: {key: null}
)";

TEST(Catalog, OffersAcmeInTheSandbox) {
    const auto catalog = created(options());
    const auto spec = catalog->find("acme", "", "");
    ASSERT_TRUE(spec) << spec.error().message;
    const auto& method = (*spec)->method;
    EXPECT_EQ(method.id, "oauth");
    EXPECT_EQ(method.authorize.url.front().text(), "https://localhost:8443/acme/authorize");
    EXPECT_EQ(method.authorize.pkce, Pkce::s256);
    EXPECT_EQ(method.token.url.front().text(), "https://localhost:8443/acme/token");
    EXPECT_EQ(method.issuer->issuer.text(), "https://localhost:8443/acme");
    EXPECT_EQ(method.issuer->iss_parameter, IssParameter::required);
    EXPECT_EQ(method.issuer->id_token, IdToken::verify);
    EXPECT_EQ(method.refresh.rotation, Rotation::strict_family);
    EXPECT_EQ(method.refresh.request.url, method.token.url);
    EXPECT_EQ(method.revoke->reach, RevokeReach::token);
    EXPECT_EQ((*spec)->whoami->request.url.front().text(), "https://localhost:8443/acme/me");
    EXPECT_EQ((*spec)->metadata.size(), 4u);
    EXPECT_EQ(*catalog->find("acme", "", "oauth")->get(), **spec);
    EXPECT_EQ(catalog->find("acme", "", "")->get(), spec->get());
}

TEST(Catalog, DoesNotOfferAcmeOutsideTheSandbox) {
    auto with = options();
    with.server.clear();
    const auto catalog = created(std::move(with));
    EXPECT_FALSE(catalog->summary("acme"));
    for (const auto& item : catalog->list({}).items) EXPECT_NE(item.id, "acme");
    const auto spec = catalog->find("acme", "", "");
    ASSERT_FALSE(spec);
    EXPECT_EQ(spec.error().code, Errc::not_found);
    EXPECT_THAT(spec.error().message, HasSubstr("server.sandbox"));
}

TEST(Catalog, RefusesAnUnsafeSandbox) {
    auto with = options();
    with.server["sandbox"] = "http://localhost:8443";
    EXPECT_FALSE(Catalog::create(with));
    with.loopback_http = LoopbackHttp::allowed;
    EXPECT_TRUE(Catalog::create(with));
    with.server["sandbox"] = "https://user@localhost";
    EXPECT_FALSE(Catalog::create(with));
}

TEST(Catalog, NamesWhatIsUnknown) {
    const auto catalog = created(options());
    EXPECT_EQ(catalog->find("nobody", "", "").error().message, "there is no provider 'nobody'");
    EXPECT_EQ(catalog->find("acme", "eu", "").error().message,
              "provider 'acme' has no variant 'eu'");
    EXPECT_EQ(catalog->find("acme", "", "key").error().message,
              "provider 'acme' has no method 'key'");
    EXPECT_EQ(catalog->find("nobody", "", "").error().code, Errc::not_found);
    EXPECT_FALSE(catalog->summary("nobody"));
}

TEST(Catalog, ReadsAFileOfTheOperators) {
    const Directory directory;
    directory.write("parent.yaml", parent_file);
    const auto catalog = created(options(directory.path()));
    const auto spec = *catalog->find("parent", "", "oauth");
    const auto& method = spec->method;
    EXPECT_EQ(method.authorize.why, "refuses it");
    EXPECT_EQ(method.refresh.rotation, Rotation::grace);
    EXPECT_EQ(method.refresh.grace, Seconds{60});
    // Inherited from token: client, headers and ok, but not extra.
    EXPECT_EQ(method.refresh.request.client, ClientAuth::basic);
    EXPECT_EQ(method.refresh.request.headers, method.token.headers);
    EXPECT_EQ(method.refresh.request.ok, (OkRule{"/ok", "true"}));
    ASSERT_EQ(method.refresh.request.extra.size(), 1u);
    EXPECT_EQ(method.refresh.request.extra[0].name, "c");
    EXPECT_EQ(method.revoke->reach, RevokeReach::account);
    ASSERT_EQ(method.vars.size(), 1u) << "variables that nothing wants are not asked for";
    EXPECT_EQ(method.vars[0].name, "region");
    EXPECT_EQ(spec->metadata[1].at, (std::vector<std::string>{"/plan", "/tier"}));
    EXPECT_EQ(spec->metadata[1].kind, MetadataKind::integer);
    EXPECT_TRUE(catalog->summary("parent")->is_user_file);
    EXPECT_EQ(catalog->summary("parent")->variants, (std::vector<std::string>{"sandbox"}));
    const auto opted_out = catalog->pkce_opt_outs();
    const auto why = [&](const std::string& provider) {
        const auto found = std::ranges::find(opted_out, provider, &PkceOptOut::provider);
        return found == opted_out.end() ? std::string{"(none)"} : found->why;
    };
    EXPECT_EQ(why("parent"), "refuses it");
    EXPECT_THAT(why("instagram"), HasSubstr("code challenge"));
    EXPECT_EQ(why("hubspot"), "(none)");
}

TEST(Catalog, ChildrenInheritAllButWhatIsTheirOwn) {
    const Directory directory;
    directory.write("parent.yaml", parent_file);
    directory.write("child.yaml", child_file);
    const auto catalog = created(options(directory.path()));
    const auto child = *catalog->find("child", "", "");
    EXPECT_EQ(child->name, "Child");
    EXPECT_EQ(child->docs, "");
    EXPECT_EQ(child->method.token.url.front().text(), "https://login.parent.com/token");
    EXPECT_EQ(child->whoami->request.url.front().text(), "https://child.parent.{region}/me");
    EXPECT_EQ(catalog->summary("child")->methods.size(), 1u);
    EXPECT_FALSE(catalog->find("child", "sandbox", "")) << "variants are not inherited";
}

TEST(Catalog, VariantsOverlayAndChangeTheFingerprint) {
    const Directory directory;
    directory.write("parent.yaml", parent_file);
    const auto catalog = created(options(directory.path()));
    const auto plain = *catalog->find("parent", "", "oauth");
    const auto variant = *catalog->find("parent", "sandbox", "oauth");
    EXPECT_EQ(variant->variant, "sandbox");
    EXPECT_EQ(variant->method.token.url.front().text(), "https://login.parent-test.com/token");
    EXPECT_EQ(variant->method.authorize, plain->method.authorize);
    EXPECT_NE(variant->fingerprint, plain->fingerprint);
    EXPECT_NE((*catalog->find("parent", "", "key"))->fingerprint, plain->fingerprint);
}

TEST(Catalog, AnOverlayChangesOnlyWhatItNamesAndTheFingerprint) {
    const Directory directory;
    directory.write("acme.yaml", "id: acme\nauth: {oauth: {authorize: {scopes: [other]}}}\n");
    const auto before = *created(options())->find("acme", "", "");
    const auto after = *created(options(directory.path()))->find("acme", "", "");
    EXPECT_THAT(after->method.authorize.scopes, ElementsAre("other"));
    EXPECT_EQ(after->method.token, before->method.token);
    EXPECT_NE(after->fingerprint, before->fingerprint);
    directory.write("acme.yaml", "id: acme\nname: Renamed\n");
    EXPECT_EQ((*created(options(directory.path()))->find("acme", "", ""))->fingerprint,
              before->fingerprint);
}

TEST(Catalog, TellsAllFaultsOfAllFiles) {
    const Directory directory;
    const auto a = directory.write("a.yaml", "id: a\nnmae: A\n");
    const auto b = directory.write("b.yaml", "id: c\n");
    const auto catalog = Catalog::create(options(directory.path()));
    ASSERT_FALSE(catalog);
    EXPECT_EQ(catalog.error().message,
              a + ":2: nmae: unknown key; did you mean 'name'?\n" + b +
                  ":1: id: expected \"b\" as the file's name says, found \"c\"");
}

TEST(Catalog, TellsWhenAnOverlayBreaksAChildOfAnothersFile) {
    const Directory directory;
    directory.write("parent.yaml", parent_file);
    directory.write("child.yaml", child_file);
    directory.write("acme.yaml", "id: acme\nauth: {oauth: {token: {url: null}}}\n");
    const auto catalog = Catalog::create(options(directory.path()));
    ASSERT_FALSE(catalog);
    EXPECT_THAT(catalog.error().message, HasSubstr("auth.oauth.token: expected a url"));
}

TEST(Catalog, RefusesDirectoriesThatMislead) {
    EXPECT_FALSE(Catalog::create(options("/nowhere/at/all")));
    const Directory directory;
    directory.write("a.yml", "id: a\n");
    EXPECT_THAT(Catalog::create(options(directory.path())).error().message,
                HasSubstr("provider files end in .yaml"));
}

TEST(Catalog, ListsInPages) {
    const Directory directory;
    directory.write("parent.yaml", parent_file);
    directory.write("child.yaml", child_file);
    const auto catalog = created(options(directory.path()));
    const auto ids = [&](const ProviderQuery& query) {
        std::vector<std::string> result;
        for (const auto& item : catalog->list(query).items) result.push_back(item.id);
        return result;
    };
    // Whatever is shipped beside these two.
    ProviderQuery every;
    every.limit = catalog->size();
    const auto all = ids(every);
    EXPECT_THAT(all, IsSupersetOf({"acme", "child", "hubspot", "parent"}));
    EXPECT_TRUE(std::ranges::is_sorted(all));
    ProviderQuery page_of_forty;
    page_of_forty.limit = 40;
    std::vector<std::string> paged;
    do {
        const auto page = ids(page_of_forty);
        EXPECT_LE(page.size(), 40u);
        paged.insert(paged.end(), page.begin(), page.end());
        page_of_forty.after = catalog->list(page_of_forty).next;
        EXPECT_TRUE(page_of_forty.after.empty() || page_of_forty.after == paged.back())
            << page_of_forty.after;
    } while (!page_of_forty.after.empty() && paged.size() < all.size());
    EXPECT_EQ(paged, all);
    EXPECT_EQ(page_of_forty.after, "");
    ProviderQuery query;
    query.text = "PARE";
    EXPECT_THAT(ids(query), ElementsAre("parent", "vantage-apparel"));
    query = every;
    query.group = "support";
    EXPECT_THAT(ids(query), IsSupersetOf({"child", "hubspot"}));
    EXPECT_THAT(ids(query), Not(Contains("parent")));
}

TEST(Catalog, PresentsWhatItHasWordsForAndWhatAnOperatorAdds) {
    const Directory directory;
    directory.write("parent.yaml", parent_file);
    const auto catalog = created(options(directory.path()));
    ProviderQuery query;
    query.is_presented = true;
    std::vector<std::string> ids;
    for (const auto& item : catalog->list(query).items) ids.push_back(item.id);
    EXPECT_THAT(ids, IsSupersetOf({"acme", "hubspot", "parent"}));
    EXPECT_THAT(ids, Not(Contains("slack")));
    EXPECT_TRUE(catalog->summary("slack"));
}

TEST(Catalog, ChecksAFileWithoutTakingIt) {
    const Directory directory;
    const auto catalog = created(options());
    EXPECT_THAT(*catalog->check_file(directory.write("parent.yaml", parent_file)), ElementsAre());
    EXPECT_FALSE(catalog->find("parent", "", ""));
    const auto path =
        directory.write("acme.yaml", "id: acme\nauth: {oauth: {issuer: 'http://x.com'}}\n");
    EXPECT_THAT(
        *catalog->check_file(path),
        ElementsAre(path + ":2: auth.oauth.issuer: expected an https URL, found \"http://x.com\""));
    EXPECT_FALSE(catalog->check_file(directory.path() + "/absent.yaml"));
    EXPECT_FALSE(catalog->check_file("/etc/hostname"));
}

TEST(Catalog, ShowsTheWholeResolvedDocument) {
    const auto catalog = created(options());
    const auto shown = catalog->show("acme", "");
    ASSERT_TRUE(shown);
    EXPECT_THAT(*shown, HasSubstr("https://localhost:8443/acme/token"));
    EXPECT_FALSE(catalog->show("acme", "no"));
}

TEST(Catalog, PinnedHostsAreTheOperators) {
    const Directory directory;
    directory.write("self.yaml", R"(
id: self
name: Self-hosted
groups: [developer]
vars: {host: {kind: host}, team: {kind: segment}}
auth:
  oauth:
    kind: oauth2_code
    pin_host: true
    authorize: {url: 'https://{host}/{team}/authorize'}
    token: {url: 'https://{host}/token'}
)");
    const auto catalog = created(options(directory.path()));
    const auto spec = *catalog->find("self", "", "");
    EXPECT_EQ(spec->method.find_variable("host")->from, VarSource::app);
    EXPECT_EQ(spec->method.find_variable("team")->from, VarSource::connection);
}

}  // namespace
}  // namespace fairlead::catalog
