// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fairlead {
class AuditSink;
class Clock;
class Random;
}  // namespace fairlead
namespace fairlead::catalog {
class Catalog;
}
namespace fairlead::storage {
class NoticeStore;
}

namespace fairlead::api {

class Cursors;
class Readiness;

/// What the endpoints are made of. The application fills it; everything in it is thread-safe and
/// outlives the router.
struct Services {
    const std::string& openapi_document;
    Readiness& readiness;
    Clock& clock;
    Random& random;
    AuditSink& audit;
    const catalog::Catalog& catalog;
    const Cursors& cursors;
    storage::NoticeStore& notices;
};

}  // namespace fairlead::api
