// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

const std::string admin_api = "/analyticsadmin.googleapis.com/v1beta";
const std::string drive = "/www.googleapis.com/drive/v3/files";
const std::string mail = "/gmail.googleapis.com/gmail/v1/users/me/messages";
const std::string directory = "/admin.googleapis.com/admin/directory/v1/users";

/// The sandbox with a grant of an account for one scope, and the products' APIs.
class GoogleProducts : public testing::Test {
protected:
    void grant(const std::string& scope, const std::string& account = "first@sample.invalid") {
        const auto made =
            box_.control(net::Method::post, "/control/families",
                         R"({"client":"google-client","account":")" + account +
                             R"(","scopes":["https://www.googleapis.com/auth/)" + scope + R"("]})");
        token_ = box_.text(made, "/0/accessToken");
    }
    net::ClientResponse get(const std::string& target) {
        auto made = box_.request(net::Method::get, target);
        made.headers.add("Authorization", "Bearer " + token_);
        return box_.send(std::move(made));
    }
    json::value read(const std::string& target) {
        const auto answer = get(target);
        EXPECT_EQ(answer.status, 200) << target << " " << answer.body;
        return box_.parse(answer.body);
    }
    /// The reason of a refusal.
    std::string refused(const std::string& target, int status) {
        const auto answer = get(target);
        EXPECT_EQ(answer.status, status) << target << " " << answer.body;
        return box_.text(box_.parse(answer.body), "/error/errors/0/reason");
    }
    void resize(const std::string& set, int size) {
        box_.control(net::Method::put, "/control/records/" + set,
                     R"({"size":)" + std::to_string(size) + "}");
    }

    SandboxFixture box_;
    std::string token_;
};

TEST_F(GoogleProducts, EachWantsAScopeOfItsOwn) {
    grant("calendar");
    for (const auto& target : {admin_api + "/accounts", drive, mail, directory}) {
        EXPECT_EQ(refused(target, 403), "insufficientPermissions") << target;
    }
    token_ = "nobody's";
    EXPECT_EQ(refused(drive, 401), "authError");
}

TEST_F(GoogleProducts, AnalyticsListsPropertiesOfOneAccountThatMustBeNamed) {
    grant("analytics.readonly");
    const auto properties = admin_api + "/properties";
    EXPECT_EQ(refused(properties, 400), "badRequest");
    EXPECT_EQ(refused(properties + "?filter=accounts/1001", 400), "badRequest");
    EXPECT_EQ(refused(properties + "?filter=ancestor:accounts/9", 403), "forbidden");
    const auto of_first = properties + "?pageSize=2&filter=ancestor:accounts/1001";
    const auto first = read(of_first);
    EXPECT_EQ(box_.text(first, "/properties/0/name"), "properties/2001");
    EXPECT_EQ(box_.text(first, "/properties/2/name"), "(absent)");
    const auto token = box_.text(first, "/nextPageToken");
    const auto second = read(of_first + "&pageToken=" + token);
    EXPECT_EQ(box_.text(second, "/properties/0/name"), "properties/2003");
    EXPECT_EQ(box_.text(second, "/nextPageToken"), "(absent)");
    // The parameters of a list's later pages are those of its first.
    EXPECT_EQ(refused(properties + "?filter=ancestor:accounts/1002&pageToken=" + token, 400),
              "badRequest");
}

TEST_F(GoogleProducts, AnalyticsSummariesAreOfTheSameAccountsAndProperties) {
    grant("analytics.readonly");
    const auto all = read(admin_api + "/accountSummaries");
    EXPECT_EQ(all.at("accountSummaries").as_array().size(), 2u);
    EXPECT_EQ(box_.text(all, "/accountSummaries/1/account"), "accounts/1002");
    EXPECT_EQ(box_.text(all, "/accountSummaries/1/propertySummaries/2/property"),
              "properties/1002003");
    resize("google.analytics_accounts", 0);
    EXPECT_EQ(get(admin_api + "/accountSummaries").body, "{}");
}

TEST_F(GoogleProducts, DriveTellsNoMoreThanTheFieldsAskFor) {
    grant("drive.readonly");
    resize("google.files", 3);
    const auto usual = read(drive + "?pageSize=2");
    EXPECT_EQ(box_.text(usual, "/files/0/name"), "File 1");
    EXPECT_EQ(box_.text(usual, "/files/0/modifiedTime"), "(absent)");
    EXPECT_NE(box_.text(usual, "/nextPageToken"), "(absent)");
    const auto asked = read(drive + "?pageSize=2&fields=files(id,%20modifiedTime)");
    EXPECT_NE(box_.text(asked, "/files/0/modifiedTime"), "(absent)");
    EXPECT_EQ(box_.text(asked, "/files/0/name"), "(absent)");
    EXPECT_EQ(box_.text(asked, "/nextPageToken"), "(absent)");
    for (const auto* const fields : {"files(idd)", "files(id", "next"}) {
        EXPECT_EQ(refused(drive + "?fields=" + fields, 400), "invalidParameter") << fields;
    }
    EXPECT_EQ(refused(drive + "?pageSize=1001", 400), "invalidParameter");
}

TEST_F(GoogleProducts, DriveSearchesByTheMomentOfTheLastChange) {
    grant("drive.readonly");
    box_.control(net::Method::post, "/control/records/google.files/changes",
                 R"({"owner":"first@sample.invalid","number":5,"own":{"name":"Renamed"}})");
    const auto found =
        read(drive + "?q=" + form_encode("modifiedTime >= '2026-01-01T00:00:00.000Z'"));
    EXPECT_EQ(found.at("files").as_array().size(), 1u);
    EXPECT_EQ(box_.text(found, "/files/0/name"), "Renamed");
    EXPECT_EQ(refused(drive + "?q=" + form_encode("modifiedTime >= 'today'"), 400), "invalid");
    EXPECT_EQ(refused(drive + "?q=modified", 400), "invalid");
}

TEST_F(GoogleProducts, MailIsListedByIdAndShownOneByOne) {
    grant("gmail.readonly");
    resize("google.messages", 3);
    const auto first = read(mail + "?maxResults=2");
    EXPECT_EQ(box_.text(first, "/resultSizeEstimate"), "3");
    EXPECT_EQ(box_.text(first, "/messages/0/id"), "18f0000000000003") << "newest first";
    EXPECT_EQ(box_.text(first, "/messages/0/snippet"), "(absent)");
    const auto last = read(mail + "?pageToken=" + box_.text(first, "/nextPageToken"));
    EXPECT_EQ(box_.text(last, "/messages/0/id"), "18f0000000000001");
    EXPECT_EQ(box_.text(last, "/messages/1/id"), "(absent)");
    const auto whole = mail + "/18f0000000000002";
    EXPECT_NE(box_.text(read(whole), "/payload/body/data"), "(absent)");
    EXPECT_EQ(box_.text(read(whole + "?format=metadata"), "/payload/body"), "(absent)");
    EXPECT_EQ(box_.text(read(whole + "?format=metadata"), "/threadId"), "18f0000000000001");
    EXPECT_EQ(refused(mail + "/18f0000000000009", 404), "notFound");
    resize("google.messages", 0);
    EXPECT_EQ(get(mail).body, R"({"resultSizeEstimate":0})");
}

TEST_F(GoogleProducts, TheDirectoryIsForAdministratorsAndWantsACustomer) {
    grant("admin.directory.user.readonly");
    EXPECT_EQ(refused(directory, 400), "badRequest");
    const auto mine = directory + "?customer=my_customer";
    EXPECT_EQ(read(mine).at("users").as_array().size(), 25u);
    EXPECT_EQ(refused(mine + "&maxResults=501", 400), "badRequest");
    grant("admin.directory.user.readonly", "second@sample.invalid");
    EXPECT_EQ(refused(mine, 403), "forbidden");
}

TEST_F(GoogleProducts, EachHasALimitOfItsOwn) {
    grant("gmail.readonly");
    box_.control(net::Method::put, "/control/limits", R"({"most":1})");
    get(mail);
    const auto over = get(mail);
    EXPECT_EQ(over.status, 429);
    EXPECT_NE(over.body.find("Retry after 20"), std::string::npos) << over.body;
    grant("drive.readonly");
    EXPECT_EQ(get(drive).status, 200);
    EXPECT_EQ(refused(drive, 403), "userRateLimitExceeded");
    grant("analytics.readonly");
    get(admin_api + "/accounts");
    EXPECT_EQ(refused(admin_api + "/accounts", 429), "rateLimitExceeded");
}

}  // namespace
}  // namespace fairlead::sandbox
