// SPDX-License-Identifier: Apache-2.0
#include "app/app.h"
#include "base/json.h"

#include <gtest/gtest.h>
#include <boost/json/value.hpp>

#include <fstream>
#include <iterator>

namespace fairlead::app {
namespace {

/// The page's client is generated from a copy, so that web/ is built without the binary.
TEST(OpenApi, IsWhatThePageIsGeneratedFrom) {
    std::ifstream file{FAIRLEAD_SOURCE_DIR "/web/openapi.json"};
    const std::string kept{std::istreambuf_iterator<char>{file}, {}};
    const JsonLimits limits{.bytes = 4 << 20};
    const auto copy = parse_json(kept, limits);
    const auto document = parse_json(openapi_document(), limits);
    ASSERT_TRUE(document);
    EXPECT_TRUE(copy && *copy == *document)
        << "The API has changed: fairlead openapi | python3 -m json.tool --indent 1 "
           "> web/openapi.json";
}

}  // namespace
}  // namespace fairlead::app
